"""The programme, piece by piece."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases.actions.programme import Agreement, Ending
from panoh.cases.enums import (
    AgreementForm,
    Assent,
    Capacity,
    CopyGiven,
    Frequency,
    GoalOutcome,
    Help,
    HelpItem,
    Payer,
    Priority,
)
from panoh.cases.models import LEVELS, Goal, Problem
from panoh.core.clock import today
from panoh.core.forms import Answered, Choices, DateField, NumberField, PanohForm, Versioned, WordsField, when
from panoh.core.money import Currency
from panoh.network.models import Facility

ATTAINMENT = [
    ("-2", _("−2, the worst outcome")),
    ("-1", _("−1, worse than hoped")),
    ("0", _("0, as hoped")),
    ("1", _("+1, better than hoped")),
    ("2", _("+2, the best outcome")),
]
MOST_TIMES = 999


def attainment_field(said: Mapping[str, str] | None = None, **kwargs: Any) -> forms.TypedChoiceField:
    """Where a goal stands, from −2 to +2; below each level what it looks like, where `said` has that in the person's words."""
    hints = {str(value): words for value, name in LEVELS.items() if (words := (said or {}).get(name, ""))}
    return forms.TypedChoiceField(choices=ATTAINMENT, coerce=int, empty_value=None, widget=Choices(hints=hints), **kwargs)


class WishesForm(Versioned, PanohForm):
    """What the person wishes about the help itself."""

    words = WordsField(label=_("Wishes about the help"), required=False, help_text=_("Who, where, when; what should not happen"))


class ProblemForm(PanohForm):
    """A difficulty in the person's words."""

    words = WordsField(label=_("The difficulty, in the person's own words"))


class ChangeProblemForm(Versioned, ProblemForm):
    """The same again."""


class GoalForm(PanohForm):
    """A goal in the person's words, and how one will know."""

    telling_answers = ("problem",)

    words = WordsField(label=_("The goal, in the person's own words"))
    capacity = forms.ChoiceField(label=_("Capacity it restores"), choices=Capacity.choices, widget=Choices(two=True))
    problem = forms.ChoiceField(label=_("Related difficulty"), required=False)
    indicator = forms.CharField(label=_("How we will know"), required=False, max_length=400, help_text=_("Something you can count or see"))
    priority = forms.ChoiceField(label=_("What comes first"), choices=Priority.choices, widget=Choices)
    target_on = DateField(label=_("By when"), required=False, ahead=True)
    attainment = attainment_field(label=_("Situation at the start"))
    level_0 = forms.CharField(label=_("0, as hoped: what will have changed"), required=False, max_length=400)
    level_m2 = forms.CharField(label=_("−2, the worst outcome"), required=False, max_length=400)
    level_m1 = forms.CharField(label=_("−1, worse than hoped"), required=False, max_length=400)
    level_p1 = forms.CharField(label=_("+1, better than hoped"), required=False, max_length=400)
    level_p2 = forms.CharField(label=_("+2, the best outcome"), required=False, max_length=400)

    def __init__(self, *args: Any, problems: Mapping[Problem, str], **kwargs: Any) -> None:
        kwargs["initial"] = {"attainment": -2, "priority": Priority.NEXT, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.by_id = {str(row.pk): row for row in problems}
        self.fields["problem"].choices = [("", _("none of these")), *((str(row.pk), words) for row, words in problems.items())]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `add_goal` takes."""
        given = dict(self.cleaned_data)
        given["problem"] = self.by_id.get(given["problem"])
        given["levels"] = {name: given.pop(name) for name in LEVELS.values()}
        if "version" in given:
            given["expected"] = given.pop("version")
        return given


class ChangeGoalForm(Versioned, GoalForm):
    """The same again."""


class ServiceForm(PanohForm):
    """A service: what, by whom or where, how often, from when to when."""

    help = forms.ChoiceField(label=_("Kind of help"), choices=Help.choices)
    item = forms.ChoiceField(label=_("What exactly"), choices=HelpItem.choices)
    words = forms.CharField(label=_("Details"), required=False, max_length=400)
    owner = forms.ChoiceField(label=_("Who provides it"), required=False)
    facility = forms.ChoiceField(label=_("Or which facility"), required=False)
    frequency = forms.ChoiceField(label=_("How often"), choices=Frequency.choices, initial=Frequency.WEEKLY, widget=Choices(two=True))
    times = forms.IntegerField(label=_("How many times"), min_value=1, max_value=MOST_TIMES, initial=1)
    starts_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Until"), required=False, ahead=True)
    unit_cost = NumberField(label=_("Estimated cost per time"), required=False, min_value=0, max_digits=10, decimal_places=2)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, initial=Currency.TJS, widget=Choices(two=True))
    payer = forms.ChoiceField(label=_("Who pays"), choices=[("", _("not known yet")), *Payer.choices], required=False)
    budget_code = forms.CharField(
        label=_("Budget code"), required=False, max_length=20, help_text=_("Own budget or the funder's, for example F-2026/03")
    )

    def __init__(self, *args: Any, workers: Iterable[User], facilities: Mapping[Facility, str], **kwargs: Any) -> None:
        kwargs["initial"] = {"starts_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.workers = {str(user.pk): user for user in sorted(workers, key=lambda one: one.username)}
        self.facilities = {str(row.pk): row for row in facilities}
        named = [(str(row.pk), name) for row, name in facilities.items()]
        self.fields["owner"].choices = [("", _("nobody yet")), *((key, user.username) for key, user in self.workers.items())]  # type: ignore[attr-defined]
        self.fields["facility"].choices = [("", _("none")), *named]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `plan_service` takes."""
        given = dict(self.cleaned_data)
        given["owner"], given["facility"] = self.workers.get(given["owner"]), self.facilities.get(given["facility"])
        if "version" in given:
            given["expected"] = given.pop("version")
        return given


class ChangeServiceForm(Versioned, ServiceForm):
    """The same again."""


class AgreeForm(Versioned, PanohForm):
    """When and how the person agreed; of a child, who the guardian is and what the child says."""

    asked_if: ClassVar = {
        "witness": when(Answered("form", (AgreementForm.SPOKEN,)), needed=True),
        "guardian": when(Answered("form", (AgreementForm.GUARDIAN,)), needed=True),
        "assent": when(Answered("form", (AgreementForm.GUARDIAN,)), needed=True),
    }

    agreed_on = DateField(label=_("Date agreed"), past=True)
    form = forms.ChoiceField(label=_("How"), choices=AgreementForm.choices, widget=Choices(two=True))
    witness = forms.CharField(label=_("Who was present"), required=False, max_length=200)
    guardian = forms.CharField(label=_("Legal representative"), required=False, max_length=200)
    assent = forms.ChoiceField(
        label=_("What the child says"), choices=[("", _("not a child")), *Assent.choices], required=False, widget=Choices(two=True)
    )
    language = forms.ChoiceField(
        label=_("Language in which it was read out"), choices=[("", _("not stated")), *Language.choices], required=False
    )
    copy_given = forms.ChoiceField(
        label=_("Copy for the person"),
        choices=CopyGiven.choices,
        widget=Choices(two=True),
        help_text=_("Ask whether it is safe to have the copy at home"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"agreed_on": today(), "copy_given": CopyGiven.LATER, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def given(self) -> Agreement:
        """What `agree_programme` takes."""
        return Agreement(**{name: value for name, value in self.cleaned_data.items() if name != "version"})


class ApproveForm(Versioned, PanohForm):
    """When to look at it again."""

    review_on = DateField(label=_("Review date"), ahead=True)


class RemarkForm(Versioned, PanohForm):
    """What should be changed."""

    remark = WordsField(label=_("What to change"))


class EndingForm(Versioned, PanohForm):
    """How each goal ended; a goal that goes on stays as it is. Version: the programme's."""

    def __init__(self, *args: Any, goals: Mapping[Goal, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = list(goals)
        for row, said in goals.items():
            self.fields[f"outcome_{row.pk}"] = forms.ChoiceField(
                label=said.get("words") or row.get_capacity_display(),
                choices=[("", _("goes on")), *GoalOutcome.choices],
                required=False,
                widget=Choices(two=True),
            )
            self.fields[f"attainment_{row.pk}"] = attainment_field(said, label=_("Situation now"), initial=row.attainment_now)
            self.fields[f"ending_{row.pk}"] = forms.CharField(label=_("Details"), required=False, max_length=400)
        self.telling = [f"{name}_{row.pk}" for row in goals for name in ("outcome", "attainment")]

    @property
    def endings(self) -> dict[UUID, Ending]:
        """What `conclude_goals` takes."""
        given = self.cleaned_data
        return {
            row.pk: Ending(given[f"outcome_{row.pk}"], given[f"attainment_{row.pk}"], given[f"ending_{row.pk}"])
            for row in self.goals
            if given[f"outcome_{row.pk}"]
        }


def key_of(row: Problem | User | Facility | None) -> str:
    """A row as the forms above name it."""
    return "" if row is None else str(UUID(str(row.pk)))
