"""With whom the Unit corresponds."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AddresseeKind(TextChoices):
    """With whom the Unit corresponds."""

    GOVERNMENT = "government", _("ministry or government")
    LOCAL = "local", _("local authority")
    OMBUDSMAN = "ombudsman", _("ombudsman for human rights")
    HEALTH = "health", _("health authority")
    SOCIAL = "social", _("social protection")
    EDUCATION = "education", _("education authority")
    JUSTICE = "justice", _("justice and supervision")
    FACILITY = "facility", _("health facility")
    CENTRE = "centre", _("psychological or psychiatric centre")
    INTERNATIONAL = "international", _("international body")
    OTHER = "other", _("other")
