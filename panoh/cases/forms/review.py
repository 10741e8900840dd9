"""A review with the person: the same scales as at the start."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import Capacity, Outcome
from panoh.cases.forms.assessment import Rated
from panoh.cases.forms.programme import attainment_field
from panoh.cases.models import Goal
from panoh.core.clock import today
from panoh.core.forms import Answered, Choices, DateField, PanohForm, Versioned, WordsField, when
from panoh.core.forms.base import CHOOSE_ONE

GOAL = "goal_"
NOT_UNREACHED = Answered("outcome", ("", *(each.value for each in Outcome if each != Outcome.UNREACHED)))


class ReviewForm(Versioned, Rated, PanohForm):
    """How things stand, each goal now, the seven capacities, when to look again. Version: the case's.

    `before` says of a goal (by its key) or a capacity how it was rated earlier, and what was delivered. No level is chosen at first:
    "no change" is said and not left standing. Of somebody who could not be reached no level is asked.
    """

    held_on = DateField(label=_("Date held"), past=True)
    outcome = forms.ChoiceField(label=_("Current situation"), choices=Outcome.choices, widget=Choices(two=True))
    words = WordsField(label=_("Details"), required=False, help_text=_("Read by everyone who works on this case"))
    next_on = DateField(label=_("Next review"), required=False, ahead=True)

    def __init__(self, *args: Any, goals: Mapping[Goal, Mapping[str, str]], before: Mapping[Any, str], **kwargs: Any) -> None:
        kwargs["initial"] = {"held_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.goals = list(goals)
        for row, said in goals.items():
            self.fields[GOAL + str(row.pk)] = attainment_field(
                said, label=said.get("words") or row.get_capacity_display(), help_text=before.get(row.pk, ""), required=False
            )
        for capacity in Capacity:
            self.fields[capacity.value].help_text = before.get(capacity, "")
        named = [GOAL + str(row.pk) for row in goals]
        self.telling = [*named, *(capacity.value for capacity in Capacity if capacity in before)]
        self.asking = {
            **{name: when(NOT_UNREACHED, needed=True) for name in named},
            **{capacity.value: when(NOT_UNREACHED) for capacity in Capacity},
        }
        self.order_fields(["held_on", "outcome", "words", *named])

    def clean(self) -> dict[str, Any]:
        """Every goal has its level where one is asked."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in (GOAL + str(row.pk) for row in self.goals):
            if name in cleaned and cleaned[name] is None and self.is_asked(name):
                self.add_error(name, CHOOSE_ONE)
        return cleaned

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `hold_review` takes."""
        given = self.cleaned_data
        attainment: dict[UUID, int] = {row.pk: level for row in self.goals if (level := given[GOAL + str(row.pk)]) is not None}
        plain = {name: given[name] for name in ("held_on", "outcome", "words", "next_on")}
        return {**plain, "attainment": attainment, "ratings": self.ratings, "expected": given["version"]}


class CorrectReviewForm(Versioned, PanohForm):
    """What should stand there, and why."""

    held_on = DateField(label=_("Date held"), past=True)
    outcome = forms.ChoiceField(label=_("Current situation"), choices=Outcome.choices, widget=Choices(two=True))
    words = WordsField(label=_("Details"), required=False)
    why = forms.CharField(label=_("Reason for the correction"), max_length=400)
