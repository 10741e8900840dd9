"""A request that is let go: taken back, declined or passed on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import DecisionReason
from panoh.core.forms import Choices, PanohForm, Versioned, WordsField

WRITE_WHY = _("Give the reason in one sentence. The person may read it.")

# What a hotline officer can offer as reasons when the request is not admitted.
REFUSALS = (DecisionReason.NOT_ELIGIBLE, DecisionReason.NO_CAPACITY, DecisionReason.PERSON_DECIDED, DecisionReason.OTHER_SERVICE_FITS)


class TakeBackForm(PanohForm):
    """A request that the person takes back."""

    words = WordsField(label=_("What was said"), required=False)


class RefusalForm(Versioned, PanohForm):
    """A request that is not admitted: declined, or passed to a service that fits better."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("declined", _("decline")), ("elsewhere", _("pass to another service"))],
        widget=Choices(two=True),
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=[(each.value, each.label) for each in REFUSALS], widget=Choices)
    words = WordsField(label=_("Details"), help_text=WRITE_WHY)
