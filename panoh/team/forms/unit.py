"""A word about a step of the Unit that was done."""

from django.utils.translation import gettext_lazy as _

from panoh.core.forms import PanohForm, WordsField
from panoh.team.forms.care import NO_CASE


class UnitStepForm(PanohForm):
    """A word, where it helps later."""

    words = WordsField(label=_("In short"), required=False, max_length=400, help_text=NO_CASE)
