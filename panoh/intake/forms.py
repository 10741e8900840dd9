"""What is answered to somebody who wrote without an account."""

from django.utils.translation import gettext_lazy as _

from panoh.core.forms import PanohForm, WordsField


class AnswerForm(PanohForm):
    """Words for whoever holds the receipt."""

    words = WordsField(
        label=_("Your answer"),
        max_length=10_000,
        help_text=_("In their language, without a name and without an address: the figures may be found by others"),
    )
