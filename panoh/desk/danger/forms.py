"""An urgent referral in one screen, before any other form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.consent.enums import WhyNot
from panoh.core.forms import Choices, WordsField
from panoh.network.kinds_of_help import service_choices
from panoh.network.models import Facility
from panoh.people.enums import Sex
from panoh.referrals.forms import ToFacility

AGREES = "agrees"
GROUNDS = [(AGREES, _("the person is 18 or over and agrees to go there")), *WhyNot.choices]


class UrgentReferralForm(ToFacility):
    """Where to, with which complaints, and on what it rests. The letter is neutral and says nothing more."""

    telling_answers = ("facility", "service", "ground")

    service = forms.ChoiceField(label=_("Which help"), choices=service_choices)
    complaints = WordsField(label=_("Complaints"), max_length=2000, help_text=_("What a clinician needs to know, not what caused them"))
    ground = forms.ChoiceField(label=_("Can this be passed on"), choices=GROUNDS, widget=Choices)
    words = WordsField(
        label=_("Who heard the consent, or why help cannot wait"),
        max_length=2000,
        help_text=_("If the person cannot be asked, two other people check your reason within 72 hours"),
    )
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex, initial=Sex.UNSTATED, widget=Choices(two=True))

    def __init__(self, *args: Any, facilities: Sequence[tuple[Facility, str]], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(facilities)
        if not is_new:
            del self.fields["sex"]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the urgent referral takes, but for the person."""
        given = self.cleaned_data
        why = "" if given["ground"] == AGREES else given["ground"]
        same = {name: given[name] for name in ("service", "complaints", "words")}
        agreed = given.get("register_agreed", False)
        return {**same, "facility": self.facilities[given["facility"]], "why": why, "register_agreed": agreed}
