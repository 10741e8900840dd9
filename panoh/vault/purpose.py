"""Why words are opened. The purpose stands in the audit, in plain words, for the person concerned."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """Closed list: a reading with no purpose does not happen."""

    CARE = "care", _("to help the person")
    CONTACT = "contact", _("to reach the person safely")
    ANSWER = "answer", _("to be read by the person who asked")
    DECISION = "decision", _("to decide on a request")
    IMPORT = "import", _("to import a register")
    DOCUMENTATION = "documentation", _("to document findings")
    LEGAL = "legal", _("to give legal help")
    LETTER = "letter", _("to write a letter that the person agreed to")
    REPORT = "report", _("to write a medico-legal report that the person agreed to")
    STUDY = "study", _("to write a case study that names no one")
    REVIEW = "review", _("to review the work")
    DATA_QUALITY = "data_quality", _("to correct data errors")
    ON_DUTY = "on_duty", _("to reach the person on duty")
    OWN_WORK = "own_work", _("to continue one's own work")
    SEARCH = "search", _("to find the person")
    ADMINISTRATION = "administration", _("to manage accounts and the directory")
    TRIAL = "trial", _("to check that a backup can be read")
