"""Documents that lie in a case as files of their own."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentKind(TextChoices):
    """What may be shown to one account by itself. Notes of sessions are no documents: they stand on no such list and never will."""

    REPORT = "report", _("clinical report, signed")
    REFERRAL = "referral", _("referral letter that was sent")
    LETTER = "letter", _("letter to an authority that was sent")
    SCAN = "scan", _("scan of a letter")
    PHOTOGRAPH = "photograph", _("photograph of a mark")
    RECEIPT = "receipt", _("photograph of a receipt")
