"""A made-up case on which a version of the guidance is tried."""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import Urgency
from panoh.core.clock import DUSHANBE, today
from panoh.core.forms import Choices, DateField, PanohForm
from panoh.guidance.engine import Fact, Situation
from panoh.guidance.enums import HAPPENED, Happened
from panoh.guidance.protocol import Step

# The dates of the form, in the order in which things usually happen, each with what it tells the reckoning.
DATES: dict[str, tuple[Any, tuple[Happened, ...]]] = {
    "consented": (_("Consent was given"), (Happened.CONSENTED,)),
    "met": (_("Last session"), (Happened.MET, Happened.MET_PSYCHOLOGICAL)),
    "assessed": (_("All assessments were done"), (Happened.ASSESSED_SOCIAL, Happened.ASSESSED_PSYCHOLOGICAL, Happened.ASSESSED_MEDICAL)),
    "agreed": (_("The programme was agreed"), (Happened.PROGRAMME_AGREED,)),
    "approved": (_("The programme was approved"), (Happened.PROGRAMME_APPROVED,)),
    "reviewed": (_("A review was held"), (Happened.REVIEW_HELD,)),
    "missed": (_("A session was missed"), (Happened.MISSED,)),
    "tried": (_("Attempt to make contact failed"), (Happened.TRIED_FIRST,)),
    "hospital": (_("Admitted to hospital"), (Happened.HOSPITAL,)),
    "hearing": (_("Court date"), (Happened.HEARING,)),
    "closed": (_("The case was closed"), (Happened.CLOSED,)),
}
BEGINNING = (Happened.ADMITTED, Happened.WANTED_SOCIAL, Happened.WANTED_PSYCHOLOGICAL, Happened.WANTED_MEDICAL)
TURNED = (Happened.TURNED_RED, Happened.TURNED_AMBER, Happened.TURNED_GREEN)
PROGRAMME = UUID(int=1)
SHOWN = "%d.%m.%Y"


class TryForm(PanohForm):
    """A made-up case: its dates, and the day on which one looks at it."""

    admitted = DateField(label=_("Day of admission"))
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, widget=Choices)
    seen_on = DateField(label=_("Show the steps on this day"))

    def __init__(self, *args: Any, steps: Iterable[Step], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dates = {**DATES, **_further(steps)}
        for name, (label, _kinds) in self.dates.items():
            self.fields[name] = DateField(label=label, required=False, help_text="")
        self.order_fields(["admitted", "urgency", "seen_on", *self.dates])

    @staticmethod
    def example() -> dict[str, Any]:
        """A case of forty days in which some things were done."""
        day = today()
        ago = {"admitted": 40, "consented": 39, "met": 12, "assessed": 28, "agreed": 5, "missed": 4}
        return {
            **{name: (day - dt.timedelta(days=days)).strftime(SHOWN) for name, days in ago.items()},
            "urgency": "amber",
            "seen_on": day.strftime(SHOWN),
        }

    @property
    def moment(self) -> dt.datetime:
        """The evening of the day on which one looks."""
        return _at(self.cleaned_data["seen_on"], 18)

    @property
    def situation(self) -> Situation:
        """What the reckoning is told: what lies after that day has not happened yet."""
        given = self.cleaned_data
        begin = _at(given["admitted"], 9)
        facts = [Fact(kind, begin) for kind in (*BEGINNING, Happened(f"turned_{given['urgency']}"))]
        for name, (_label, kinds) in self.dates.items():
            day = given.get(name)
            if day is not None and (day <= given["seen_on"] or name == "hearing"):
                ref = PROGRAMME if name in ("agreed", "approved") else None
                facts += [Fact(kind, _at(day, 12), ref, day_alone=True) for kind in kinds]
        closed = given.get("closed")
        return Situation(tuple(facts), given["urgency"], begin, is_open=closed is None or closed > given["seen_on"])


def _further(steps: Iterable[Step]) -> dict[str, tuple[Any, tuple[Happened, ...]]]:
    """What else it takes for each of these steps to begin and to end, so that whatever was written can be tried."""
    known = {kind for _label, kinds in DATES.values() for kind in kinds} | set(BEGINNING) | set(TURNED)
    asked = {kind for step in steps for kinds in (step.trigger, step.ends) if known.isdisjoint(kinds) for kind in kinds}
    return {kind.value: (capfirst(str(HAPPENED[kind])), (kind,)) for kind in Happened if kind in asked}


def _at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), DUSHANBE)
