"""Questions that the Unit adds to its forms."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AskingForm(TextChoices):
    """To which forms the coordinator adds questions."""

    REQUEST = "request", _("request")
    ADMISSION = "admission", _("admission")
    ASSESSMENT = "assessment", _("assessment")
    SESSION = "session", _("session")
    CLOSURE = "closure", _("closure")


class AnswerKind(TextChoices):
    """What kind of answer an own question takes."""

    CHOICE = "choice", _("one of a list")
    NUMBER = "number", _("a number")
    DATE = "date", pgettext_lazy("question", "a day")
    TEXT = "text", _("text, always sealed")
