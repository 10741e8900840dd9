"""What is typed about a referral to the legal unit, and what a lawyer answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.consent.enums import DataKind
from panoh.core.forms import Choices, ManyChoices, PanohForm, WordsField
from panoh.referrals.enums import Priority, ReferralState
from panoh.referrals.forms import STEP_FORMS, StepForm

# Always passed on, since the words are about law: what else may be.
ALSO = [choice for choice in DataKind.choices if choice[0] != DataKind.LEGAL]
# What a lawyer is not asked for: how it is known, and what help by physicians cost.
_UNASKED = ("evidence", "treatment", "cost", "currency")


class ToLawyersForm(PanohForm):
    """Which legal help is needed, and what the lawyers may know."""

    words = WordsField(
        label=_("What legal help is needed"), max_length=2000, help_text=_("What the lawyer needs to know. No court file numbers")
    )
    ask = WordsField(label=_("What was done and what you ask for"), required=False, max_length=2000)
    data_kinds = forms.MultipleChoiceField(
        label=_("What else the lawyers may know"),
        choices=ALSO,
        required=False,
        widget=ManyChoices,
        help_text=_("Only what the person agrees to; if the name is not given, the lawyer asks them"),
    )
    priority = forms.ChoiceField(label=_("How soon the person needs to be seen"), choices=Priority, initial=Priority.NORMAL, widget=Choices)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `refer_to_lawyers` takes."""
        return dict(self.cleaned_data)


class WordsForm(StepForm):
    """A question to whoever referred, or the answer to it."""

    words = WordsField(label=_("Details"), max_length=2000)


def lawyers_form(to: ReferralState, data: Any, initial: dict[str, Any]) -> StepForm:
    """The form of a step as a lawyer fills it in."""
    form = WordsForm(data, initial=initial) if to == ReferralState.ASKED_BACK else STEP_FORMS[to](data, initial=initial)
    for name in _UNASKED:
        form.fields.pop(name, None)
    for name, label in (("words", _("Result")), ("recommendation", _("What you advise"))) if to == ReferralState.COMPLETED else ():
        form.fields[name].label = label
    return form
