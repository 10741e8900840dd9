"""Closing a case and looking after it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.enums import NOT_CHOSEN, Capacity, CloseReason, Outcome, Reached
from panoh.cases.forms.assessment import Rated
from panoh.cases.forms.work import user_label
from panoh.cases.models import Task
from panoh.cases.queries.danger import is_taken_on
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.forms import (
    Answered,
    Choices,
    DateField,
    PanohForm,
    Select,
    Textarea,
    TimeField,
    Versioned,
    WordsField,
    version_field,
    when,
)
from panoh.people.enums import Channel

GRADES = [("", _("not asked")), ("0", _("0, not at all")), ("1", "1"), ("2", "2"), ("3", "3"), ("4", _("4, fully"))]
ENDS = [("", _("not discussed")), *((each.value, each.label) for each in Outcome if each != Outcome.UNREACHED)]
REASONS = [(each.value, each.label) for each in CloseReason if each not in NOT_CHOSEN]


class CloseForm(Rated, PanohForm):
    """Why, how things stand in each capacity, closing words, and the seven capacities once more. Somebody else decides."""

    reason = forms.ChoiceField(label=_("Reason for closure"), choices=REASONS)
    words = WordsField(label=_("Closing text"), help_text=_("What was reached, what remains, where the person can turn for help"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in Capacity:
            label = _("At the end: %(what)s") % {"what": each.label}
            self.fields[f"end_{each}"] = forms.ChoiceField(label=label, choices=ENDS, required=False)
        self.order_fields(["reason", "words", *(f"end_{each}" for each in Capacity)])

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `propose_closing` takes."""
        given = self.cleaned_data
        outcomes = {each.value: given[f"end_{each}"] for each in Capacity}
        return {"reason": given["reason"], "words": given["words"], "outcomes": outcomes, "ratings": self.ratings}


class DecideClosingForm(Versioned, PanohForm):
    """Yes, or what is still to be done."""

    needed_if: ClassVar = {"remark": when(Answered("agreed", ("no",)))}

    agreed = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("Close the case")), ("no", _("Return with a comment"))], widget=Choices
    )
    remark = WordsField(label=_("Details"), required=False)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `decide_closing` takes."""
        given = self.cleaned_data
        return {"agreed": given["agreed"] == "yes", "remark": given["remark"], "expected": given["version"]}


class AttemptForm(PanohForm):
    """A try to reach somebody."""

    day = DateField(label=_("Day"), past=True)
    hour = TimeField(label=_("Time"))
    way = forms.ChoiceField(label=_("How"), choices=[choice for choice in Channel.choices if choice[0] != Channel.NEVER], widget=Choices)
    outcome = forms.ChoiceField(label=_("Result"), choices=Reached.choices, widget=Choices)
    words = WordsField(label=_("Details"), required=False, widget=Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        begun = now().astimezone(DUSHANBE)
        kwargs["initial"] = {"day": begun.date(), "hour": begun.time(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_attempt` takes."""
        given = dict(self.cleaned_data)
        return {"at": dt.datetime.combine(given.pop("day"), given.pop("hour"), DUSHANBE), **given}


class SafetyPlanForm(PanohForm):
    """The six parts of the plan, in the person's words."""

    telling = ("signs", "coping", "places", "people", "services", "surroundings")  # the questions alone say what it is for

    version = version_field(least=0)  # nought where nothing stood there
    signs = WordsField(label=_("How I notice that it is getting hard"), required=False, widget=Textarea({"rows": 3}))
    coping = WordsField(label=_("What I can do myself"), required=False, widget=Textarea({"rows": 3}))
    places = WordsField(label=_("Where I can go, and with whom I feel better"), required=False, widget=Textarea({"rows": 3}))
    people = WordsField(label=_("Who I can ask for help"), required=False, widget=Textarea({"rows": 3}))
    services = WordsField(label=_("Which specialists I can call"), required=False, widget=Textarea({"rows": 3}))
    surroundings = WordsField(label=_("What makes my surroundings safer"), required=False, widget=Textarea({"rows": 3}))

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `write_safety_plan` takes."""
        return {("expected" if name == "version" else name): value for name, value in self.cleaned_data.items()}


class FeedbackForm(PanohForm):
    """What the person says of the help."""

    heard = forms.ChoiceField(label=_("I was listened to"), choices=GRADES, required=False, widget=Choices)
    respected = forms.ChoiceField(label=_("I was treated with respect"), choices=GRADES, required=False, widget=Choices)
    safe = forms.ChoiceField(label=_("I felt safe here"), choices=GRADES, required=False, widget=Choices)
    useful = forms.ChoiceField(label=_("The help was useful to me"), choices=GRADES, required=False, widget=Choices)
    informed = forms.ChoiceField(
        label=_("I knew what was happening and could decide for myself"), choices=GRADES, required=False, widget=Choices
    )
    again = forms.ChoiceField(label=_("I would come again or recommend it to others"), choices=GRADES, required=False, widget=Choices)
    words = WordsField(label=_("In the person's own words"), required=False)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_feedback` takes."""
        given = dict(self.cleaned_data)
        words = given.pop("words")
        return {"words": words, **{name: int(value) if value else None for name, value in given.items()}}


class DeathForm(PanohForm):
    """What is known, and who should hear of it; of each open danger what came of it, or who of those beside it takes it on."""

    died_on = DateField(label=_("When, if it is known"), required=False, past=True)
    words = WordsField(
        label=_("What is known"),
        required=False,
        help_text=_("Only what is needed. The lead worker of the person's case elsewhere does not read it"),
        widget=Textarea({"rows": 3}),
    )
    tell = WordsField(
        label=_("Who should know, and who will tell them"),
        required=False,
        help_text=_("Colleagues who worked with the person; relatives to call. Nothing is sent automatically"),
        widget=Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, dangers: Sequence[tuple[Task, Sequence[User]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dangers = [(task, {str(user.pk): user for user in owners}) for task, owners in dangers]
        self.needing = {f"danger_words_{task.pk}": when(Answered(f"danger_owner_{task.pk}", ("",))) for task, _by_id in self.dangers}
        for task, by_id in self.dangers:
            said = {"danger": task.get_kind_display()}
            self.fields[f"danger_words_{task.pk}"] = WordsField(
                label=_("%(danger)s: what was done, and what came of it") % said,
                required=False,
                widget=Textarea({"rows": 3}),
            )
            self.fields[f"danger_owner_{task.pk}"] = forms.ChoiceField(
                label=_("%(danger)s: who takes it on") % said,
                choices=[("", _("nobody: it is over")), *((key, user_label(user)) for key, user in by_id.items())],
                required=False,
                initial=str(task.owner_id) if is_taken_on(task) else "",
                widget=Select,
            )

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_death` takes."""
        given = self.cleaned_data
        ends = {task.pk: (given[f"danger_words_{task.pk}"], by_id.get(given[f"danger_owner_{task.pk}"])) for task, by_id in self.dangers}
        return {**{name: given[name] for name in ("died_on", "words", "tell")}, "dangers": ends}


class FollowUpForm(Versioned, Rated, PanohForm):
    """How things stand some months later."""

    done_on = DateField(label=_("Date done"), past=True)
    outcome = forms.ChoiceField(label=_("Current situation"), choices=Outcome.choices, widget=Choices(two=True))
    words = WordsField(label=_("Details"), required=False)
    field_order = ("done_on", "outcome", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"done_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_follow_up` takes."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("done_on", "outcome", "words")}
        return {**plain, "ratings": self.ratings, "expected": given["version"]}


class CorrectFollowUpForm(Versioned, PanohForm):
    """What should stand there, and why."""

    done_on = DateField(label=_("Date done"), past=True)
    outcome = forms.ChoiceField(label=_("Current situation"), choices=Outcome.choices, widget=Choices(two=True))
    words = WordsField(label=_("Details"), required=False)
    why = forms.CharField(label=_("Reason for the correction"), max_length=400)
