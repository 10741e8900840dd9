"""What an outsider types to answer a referral. Nothing is asked that is not needed for the answer given."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import DateField, FiguresInput, PanohForm, TimeField, WordsField
from panoh.referrals.enums import DeclineReason, ReplyKind


class CodeForm(PanohForm):
    """The code that was told another way. What it is, the server decides; the form only asks for it."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=FiguresInput(attrs={"autocomplete": "off"}),
        help_text=_("Eight digits, told to you separately"),
    )


class ReplyForm(PanohForm):
    """An answer with nothing to add."""

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `answer` takes."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed or chosen, in words: (label, what)."""
        labels = {bound.name: dict(getattr(bound.field, "choices", ())) for bound in self}
        return [(str(bound.label), str(labels[bound.name].get(bound.data, bound.data))) for bound in self if bound.data]


class AppointmentForm(ReplyForm):
    """A day is proposed."""

    said_on = DateField(label=_("Day"))
    said_at = TimeField(label=_("Time"), required=False)
    words = WordsField(label=_("What the patient should know or bring"), required=False, max_length=2000)


# Of whom a person is afraid is for the Unit alone to note; not even the question stands on a page for others.
REASONS = [(each.value, each.label) for each in DeclineReason if each != DeclineReason.CONFLICT]


class RefusalForm(ReplyForm):
    """The person cannot be taken."""

    reason = forms.ChoiceField(label=_("Why"), choices=REASONS)
    words = WordsField(label=_("Details"), required=False, max_length=2000)


class DayForm(ReplyForm):
    """Was there, or was not."""

    said_on = DateField(label=_("Date"), past=True)
    words = WordsField(label=_("Details"), required=False, max_length=2000)


class OutcomeForm(ReplyForm):
    """What came of it."""

    said_on = DateField(label=_("Day of the visit"), past=True, required=False)
    words = WordsField(label=_("What was found and done"), max_length=10_000)
    advice = WordsField(label=_("What you advise"), required=False, max_length=10_000)


FORMS: dict[ReplyKind, type[ReplyForm]] = {
    ReplyKind.RECEIVED: ReplyForm,
    ReplyKind.ACCEPTED: ReplyForm,
    ReplyKind.WAITLISTED: ReplyForm,
    ReplyKind.APPOINTMENT: AppointmentForm,
    ReplyKind.DECLINED: RefusalForm,
    ReplyKind.ATTENDED: DayForm,
    ReplyKind.NOT_ATTENDED: DayForm,
    ReplyKind.OUTCOME: OutcomeForm,
}
