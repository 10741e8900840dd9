"""A request that is let go: taken back, declined or passed on; of a red one with what came of the danger."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.enums import DecisionReason
from panoh.cases.forms.work import user_label
from panoh.core.forms import Answered, Choices, PanohForm, Select, Versioned, WordsField, when

WRITE_WHY = _("Give the reason in one sentence. The person may read it.")

# What a hotline officer can offer as reasons when the request is not admitted.
REFUSALS = (DecisionReason.NOT_ELIGIBLE, DecisionReason.NO_CAPACITY, DecisionReason.PERSON_DECIDED, DecisionReason.OTHER_SERVICE_FITS)


class LetGoForm(PanohForm):
    """A request that is let go. Of a red one: what came of the danger, or who of `owners` takes it on."""

    needed_if: ClassVar = {"danger_words": when(Answered("danger_owner", ("",)))}

    danger_owner = forms.ChoiceField(label=_("Who takes on the danger"), required=False, widget=Select)
    danger_words = WordsField(label=_("What was done about the danger, and the outcome"), required=False)

    def __init__(self, *args: Any, owners: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.pk): user for user in owners}
        choices = [("", _("nobody: it is over")), *((key, user_label(user)) for key, user in self.by_id.items())]
        self.fields["danger_owner"].choices = choices  # type: ignore[attr-defined]
        self.fields["danger_owner"].initial = next(iter(self.by_id), "")  # that it is over is chosen, and not left so
        if not owners:
            del self.fields["danger_words"], self.fields["danger_owner"]

    @property
    def of_danger(self) -> dict[str, Any]:
        """What the action takes about the danger."""
        given = self.cleaned_data
        return {"danger_words": given.get("danger_words", ""), "danger_owner": self.by_id.get(given.get("danger_owner", ""))}


class TakeBackForm(LetGoForm):
    """A request that the person takes back."""

    words = WordsField(label=_("What was said"), required=False)
    field_order = ("words",)


class RefusalForm(Versioned, LetGoForm):
    """A request that is not admitted: declined, or passed to a service that fits better."""

    outcome = forms.ChoiceField(
        label=_("Decision"),
        choices=[("declined", _("decline")), ("elsewhere", _("pass to another service"))],
        widget=Choices(two=True),
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=[(each.value, each.label) for each in REFUSALS], widget=Choices)
    words = WordsField(label=_("Details"), help_text=WRITE_WHY)
    field_order = ("outcome", "reason", "words")
