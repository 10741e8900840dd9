"""What a worker types about answers of outsiders: for how long a link holds, and the code of a paper slip."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import Choices, FiguresInput, PanohForm
from panoh.referrals.enums import Evidence


class ReplyLinkForm(PanohForm):
    """For how long a facility may answer through a link."""

    days = forms.IntegerField(
        label=_("For how many days"),
        min_value=1,
        max_value=30,
        initial=8,
        help_text=_("The shorter, the safer. You can make a new one"),
    )


# What can be in hand when somebody keys an answer in; a link is not keyed in.
IN_HAND = [(each.value, each.label) for each in (Evidence.SLIP, Evidence.TELEPHONE, Evidence.PERSON, Evidence.VISIT)]


class SlipForm(PanohForm):
    """The code of a slip, how it came, and what it says. `answers` are the states it may lead to, with their labels."""

    slip = forms.CharField(
        label=_("Code of the slip"),
        max_length=40,
        widget=FiguresInput(attrs={"autocomplete": "off"}),
        help_text=_("Ten digits, printed on the slip"),
    )
    evidence = forms.ChoiceField(label=_("How it came"), choices=IN_HAND, initial=Evidence.SLIP, widget=Choices)
    state = forms.ChoiceField(label=_("Content"), widget=Choices)

    def __init__(self, *args: Any, answers: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = answers  # type: ignore[attr-defined]
