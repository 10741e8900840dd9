"""The signs of danger and the urgency, on a request and on a case."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panoh.cases.danger import CONTRACEPTION_HOURS, DangerSign, Signs, SuicideSign, is_milder
from panoh.cases.enums import HOUR, Urgency, urgency_choices
from panoh.core.clock import now
from panoh.core.forms import Answered, Choices, ManyChoices, PanohForm, Versioned, WordsField, when

LONGEST_AGO = 24 * 60


def _still_helps() -> str:
    return gettext("Only if the person said so. Within %(hours)d hours a physician can still prevent much") % {"hours": CONTRACEPTION_HOURS}


class SignsOfDanger(forms.Form):
    """What is looked for first. All may stay empty: nobody is made to answer."""

    telling: Collection[str] = ("dangers", "suicide", "violence_hours")

    dangers = forms.MultipleChoiceField(label=_("Danger now"), choices=DangerSign.choices, required=False, widget=ManyChoices)
    suicide = forms.MultipleChoiceField(
        label=_("Thoughts of death"),
        choices=[(_("What the person said when asked"), SuicideSign.choices)],
        required=False,
        widget=ManyChoices,
        help_text=_("Ask directly and calmly. Asking does no harm. Leave empty what you did not ask"),
    )
    violence_hours = forms.IntegerField(
        label=_("Hours since sexual violence"),
        required=False,
        min_value=0,
        max_value=LONGEST_AGO,
        help_text=lazy(_still_helps, str)(),  # filled in when it is read: at its making it would speak the language of the start for ever
    )

    @property
    def signs(self) -> Signs:
        """What the actions take."""
        given = self.cleaned_data
        hours = given["violence_hours"]
        at = None if hours is None else now() - dt.timedelta(hours=hours)
        return Signs(tuple(given["dangers"]), tuple(given["suicide"]), at)


class AsksHour(forms.Form):
    """How urgent, with the hour: red with a clock of its own."""

    def clean_urgency(self) -> str:
        """The urgency; that it is needed within the hour stands beside it, as the actions take it."""
        chosen: str = self.cleaned_data["urgency"]
        self.cleaned_data["within_hour"] = chosen == HOUR
        return Urgency.RED if chosen == HOUR else chosen


class UrgencyForm(Versioned, SignsOfDanger, AsksHour, PanohForm):
    """The signs, how soon, and why where it is not as soon as they speak for."""

    urgency = forms.ChoiceField(
        label=_("How urgent"), choices=Urgency.choices, widget=Choices, help_text=_("You decide. The signs only guide you")
    )
    reason = WordsField(
        label=_("Why"),
        required=False,
        help_text=_("If it becomes less urgent or is less than the signs show: what was done and why less is right"),
    )
    field_order = ("dangers", "suicide", "violence_hours", "urgency", "reason")

    def __init__(self, *args: Any, within_hour: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urgency"].choices = urgency_choices(within_hour=within_hour, asks_hour=True)  # type: ignore[attr-defined]
        now = self.initial.get("urgency", Urgency.RED)
        less = [each.value for each in Urgency if is_milder(each, now) and self.asks_why(now)]
        other = [each.value for each in Urgency if each not in (now, Urgency.RED)]
        why = [Answered("urgency", tuple(less))] if less else []
        self.needing = {"reason": when(Answered("urgency", tuple(other)), (*why, *map(Answered, SignsOfDanger.base_fields)))}

    @staticmethod
    def asks_why(now: str) -> bool:
        """Whether less than this is chosen with a reason, whatever the signs."""
        return True

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_urgency` and `change_request_urgency` take."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("urgency", "within_hour", "reason")}
        return {**plain, "signs": self.signs, "expected": given["version"]}


class RequestUrgencyForm(UrgencyForm):
    """The same of a request: what was red stays an open danger."""

    reason = WordsField(
        label=_("Why"),
        required=False,
        help_text=_(
            "If it becomes less urgent or is less than the signs show: why. The danger stays open until someone writes what came of it"
        ),
    )

    @staticmethod
    def asks_why(now: str) -> bool:
        """Of what was red alone."""
        return now == Urgency.RED
