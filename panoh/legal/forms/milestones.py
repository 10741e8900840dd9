"""A step of legal proceedings: what, when, where it stands."""

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import Answered, Choices, PanohForm, PartialDate, PartialDateField, Versioned, WordsField, when
from panoh.legal.enums import MilestoneKind, MilestoneState, Reparation
from panoh.legal.models import Milestone

FIGURES = {"day": 3, "month": 2, "year": 1}


class _Dated(PanohForm):
    day = PartialDateField(
        label=_("Day"),
        ahead=True,
        help_text=_("Day, month, year. If the exact date is not known, only the month or the year; a court hearing needs the day"),
    )
    words = WordsField(label=_("Details"), required=False, help_text=_("Only lawyers read this. The team sees what it is and when"))

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the actions take."""
        given = {("expected" if name == "version" else name): value for name, value in self.cleaned_data.items() if name != "day"}
        day: PartialDate = self.cleaned_data["day"]
        return {**given, "held_on": dt.date(day.year, day.month or 1, day.day or 1), "precision": day.precision}


class MilestoneForm(_Dated):
    """A new step."""

    asked_if: ClassVar = {"reparation": when(Answered("kind", (MilestoneKind.REPARATION,)), needed=True)}

    kind = forms.ChoiceField(label=_("What"), choices=MilestoneKind.choices, widget=Choices)
    reparation = forms.ChoiceField(
        label=_("If it is reparation: in which form"), choices=Reparation.choices, required=False, widget=Choices
    )
    state = forms.ChoiceField(
        label=_("Status"),
        choices=[(each.value, each.label) for each in (MilestoneState.PLANNED, MilestoneState.DONE)],
        widget=Choices,
    )
    field_order = ("kind", "reparation", "day", "state", "words")


class MilestoneChangeForm(Versioned, _Dated):
    """Another day, or where it stands now."""

    state = forms.ChoiceField(label=_("Status"), choices=MilestoneState.choices, widget=Choices)
    field_order = ("day", "state", "words")


def known_day(row: Milestone) -> PartialDate:
    """Its day as far as it is known."""
    return PartialDate(*(row.held_on.year, row.held_on.month, row.held_on.day)[: FIGURES[row.precision]])
