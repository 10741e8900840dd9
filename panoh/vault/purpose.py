"""Why words are opened. The purpose stands in the audit, in plain words, for the person concerned."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """Closed list: a reading with no purpose does not happen."""

    CARE = "care", _("to help the person")
    CONTACT = "contact", _("to reach the person safely")
    ANSWER = "answer", _("to be read by whoever asked")
    DECISION = "decision", _("to decide on a request")
    IMPORT = "import", _("to bring in a register")
    DOCUMENTATION = "documentation", _("to document findings")
    LEGAL = "legal", _("to give legal help")
    LETTER = "letter", _("to write a letter that the person agreed to")
    REPORT = "report", _("to write a medico-legal report that the person agreed to")
    STUDY = "study", _("to write a case study that names nobody")
    REVIEW = "review", _("to review the work")
    DATA_QUALITY = "data_quality", _("to mend what cannot be right")
    ON_DUTY = "on_duty", _("to reach who is on duty")
    OWN_WORK = "own_work", _("to go on with one's own work")
    SEARCH = "search", _("to find the person")
    ADMINISTRATION = "administration", _("to manage accounts and the directory")
    TRIAL = "trial", _("to see that a backup can be read")
