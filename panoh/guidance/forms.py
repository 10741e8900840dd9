"""A step of a draft: its words and clock, its rules, its place; and the day on which a version is adopted."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.core.forms import DateField, FiguresInput, ManyChoices, PanohForm, Select, TextInput, Versioned, WordsField
from panoh.core.languages import LANGUAGES
from panoh.guidance.actions.steps import AFTER, FIRST_IN
from panoh.guidance.changes import URGENCIES_SAID, unit_choices
from panoh.guidance.checks import title
from panoh.guidance.enums import HAPPENED, OF_UNIT, REPEATS, Happened, Repeat, SkipReason, Unit
from panoh.guidance.protocol import Offset, Protocol, Step

SAID = {"en": "English", "ru": "русский", "tg": "тоҷикӣ"}
MOST = 400
NOBODY = ("", pgettext_lazy("told", "nobody"))
WORDED = [f"{name}_{language}" for language in LANGUAGES for name in ("title", "how")]
CLOCK = ["on", "mandatory", "amount", "unit", "amount_red", "unit_red", "amount_amber", "unit_amber"]

# Kinds of what happens, as the form unfolds them.
H = Happened
GROUPS: tuple[tuple[Any, tuple[Happened, ...]], ...] = (
    (_("Requests"), (H.ASKED, H.TRIAGED, H.ADMITTED, H.CONSENTED, H.CONSENT_ASKED)),
    (
        _("Urgency"),
        (
            *(H.TURNED_RED, H.TURNED_AMBER, H.TURNED_GREEN, H.URGENT_CARE, H.FRESH_INJURIES),
            *(H.DANGER_LOOKED, H.DANGER_ANSWERED, H.SAFETY_PLANNED),
        ),
    ),
    (
        _("Sessions and contact"),
        (H.MET, H.MET_PSYCHOLOGICAL, H.MISSED, H.TRIED_FIRST, H.TRIED_SECOND, H.TRIED_THIRD, H.REACHED, H.CONTACT_LOST, H.LOOKED_AT_LOSS),
    ),
    (_("Assessments"), (*(kind for kind in H if kind.startswith(("wanted_", "assessed_"))), H.RATED, H.SCORED, H.MEASURED)),
    (_("Programme"), (H.PROGRAMME_AGREED, H.PROGRAMME_APPROVED, H.REVIEW_CAUSED, H.REVIEW_HELD)),
    (_("Referrals"), (H.REFERRAL_SENT, H.REFERRED_MEDICAL, H.REFERRAL_ANSWERED, H.HOSPITAL, H.DISCHARGED, H.HEARING)),
    (_("Reviews and closure"), (H.GOALS_MET, H.CLOSURE_PROPOSED, H.CLOSED, H.FOLLOW_UP_PLANNED, H.FOLLOWED_UP)),
    (_("The Unit itself"), tuple(kind for kind in H if kind in OF_UNIT)),
)

type Pairs = Iterable[tuple[str, Any]]


class StepForm(Versioned, PanohForm):
    """What a step says: in three languages, by when, whether it must be done, whether it makes a task."""

    on = forms.BooleanField(label=_("Creates a task with a due date"), required=False)
    mandatory = forms.BooleanField(label=_("Required"), required=False)
    amount = forms.IntegerField(
        label=_("Due: how many"),
        min_value=-60,
        max_value=MOST,
        widget=FiguresInput,
        help_text=_("A number below zero means before the day itself"),
    )
    unit = forms.ChoiceField(label=_("Unit of time"), choices=unit_choices)
    amount_amber = forms.IntegerField(
        label=_("Due under strain (amber): how many"), min_value=0, max_value=MOST, required=False, widget=FiguresInput
    )
    unit_amber = forms.ChoiceField(label=_("Unit of time under strain (amber)"), choices=unit_choices)
    amount_red = forms.IntegerField(
        label=_("Due in danger (red): how many"),
        min_value=0,
        max_value=MOST,
        required=False,
        widget=FiguresInput,
        help_text=_("Leave blank if danger changes nothing"),
    )
    unit_red = forms.ChoiceField(label=_("Unit of time in danger (red)"), choices=unit_choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            label = _("What is done, %(language)s") % {"language": SAID[language]}
            self.fields[f"title_{language}"] = forms.CharField(label=label, max_length=120, widget=TextInput)
        for language in LANGUAGES:
            self.fields[f"how_{language}"] = WordsField(
                label=_("How it is done, %(language)s") % {"language": SAID[language]}, max_length=1500
            )
        self.order_fields(["version", *WORDED, *CLOCK])

    @staticmethod
    def words_of(step: Step) -> dict[str, Any]:
        """The fields as a step fills them."""
        found: dict[str, Any] = {"on": step.on, "mandatory": step.mandatory}
        for suffix, offset in (("", step.due), ("_red", step.due_red), ("_amber", step.due_amber)):
            found[f"amount{suffix}"], found[f"unit{suffix}"] = (offset.amount, offset.unit) if offset else (None, step.due.unit)
        for language in LANGUAGES:
            found |= {f"title_{language}": step.title[language], f"how_{language}": step.how[language]}
        return found

    @property
    def words(self) -> dict[str, Any]:
        """What `change_step` takes as values."""
        given = self.cleaned_data
        return {
            "on": given["on"],
            "mandatory": given["mandatory"],
            "due": self._offset(""),
            "due_red": self._offset("_red"),
            "due_amber": self._offset("_amber"),
            "title": {language: given[f"title_{language}"].strip() for language in LANGUAGES},
            "how": {language: given[f"how_{language}"].strip() for language in LANGUAGES},
        }

    def _offset(self, suffix: str) -> str:
        amount = self.cleaned_data.get(f"amount{suffix}")
        return "" if amount is None else Offset(amount, self.cleaned_data[f"unit{suffix}"]).code


class StepRulesForm(Versioned, PanohForm):
    """Who does a step, with what it begins and ends, what it waits for and needs, who is told when it is late.

    `pages` and `consents` are what a step may name of rooms above; `version_of` is the draft that the other steps are from.
    """

    number = forms.RegexField(
        label=_("Number"),
        regex=r"^\d{1,2}(\.\d{1,2})?$",
        widget=FiguresInput,
        help_text=_("The number before the step: 12 or 12.1"),
        error_messages={"invalid": _("Enter a number such as 12 or 12.1.")},
    )
    role = forms.ChoiceField(label=_("Who does it"), choices=Role.choices, widget=Select)
    trigger = forms.MultipleChoiceField(label=_("Begins when"), widget=ManyChoices, help_text=_("One of these is enough"))
    done_by = forms.MultipleChoiceField(
        label=_("Done when"),
        widget=ManyChoices,
        required=False,
        help_text=_("Leave blank if the pages of the step record it, or if it is only marked by hand"),
    )
    repeat = forms.ChoiceField(label=_("How often"), choices=list(REPEATS.items()), widget=Select)
    only = forms.ChoiceField(
        label=_("Only while the case is"), choices=[("", _("any urgency")), *URGENCIES_SAID.items()], required=False, widget=Select
    )
    after_closure = forms.BooleanField(label=_("For the time after closure"), required=False)
    depends_on = forms.MultipleChoiceField(label=_("Waits for"), widget=ManyChoices, required=False)
    first_told = forms.ChoiceField(
        label=_("First person told when overdue"), choices=[NOBODY, *Role.choices], required=False, widget=Select
    )
    then_told = forms.ChoiceField(
        label=_("Person told after twice the time"), choices=[NOBODY, *Role.choices], required=False, widget=Select
    )
    at_once = forms.BooleanField(label=_("They are told at once, not only when it is overdue"), required=False)
    reasons = forms.MultipleChoiceField(label=_("May be skipped because"), choices=SkipReason.choices, widget=ManyChoices, required=False)
    consents = forms.MultipleChoiceField(label=_("Needs consent"), widget=ManyChoices, required=False)
    pages = forms.MultipleChoiceField(label=_("Done on these pages"), widget=ManyChoices, required=False)

    def __init__(self, *args: Any, version_of: Protocol, step: Step | None, pages: Pairs, consents: Pairs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = step.scope if step else "case"
        kinds = [
            (group, [(kind.value, HAPPENED[kind]) for kind in members])
            for group, members in GROUPS
            if OF_UNIT.issuperset(members) == (scope == "unit")
        ]
        known = {"trigger": kinds, "done_by": kinds, "depends_on": _others(version_of, step, scope)}
        known |= {"pages": [(_("Pages"), list(pages))], "consents": [(_("Consents"), list(consents))]}
        for name, choices in known.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        if scope == "unit":
            for name in ("role", "only", "after_closure", "first_told", "then_told", "at_once", "reasons", "consents"):
                del self.fields[name]

    @staticmethod
    def rules_of(step: Step) -> dict[str, Any]:
        """The fields as a step fills them."""
        told = [*map(str, step.escalation), "", ""]
        lists = ("trigger", "done_by", "depends_on", "reasons", "consents")
        return {
            **{name: getattr(step, name) for name in ("number", "role", "repeat", "only", "after_closure", "at_once")},
            **{name: [str(each) for each in getattr(step, name)] for name in lists},
            "pages": list(step.forms),
            "first_told": told[0],
            "then_told": told[1],
        }

    @property
    def rules(self) -> dict[str, Any]:
        """What `change_step` takes as values."""
        given = self.cleaned_data
        names = ("number", "trigger", "done_by", "repeat", "depends_on")
        found: dict[str, Any] = {**{name: given[name] for name in names}, "forms": given["pages"]}
        if "reasons" in self.fields:
            told = [given[name] for name in ("first_told", "then_told") if given[name]]
            found |= {name: given[name] for name in ("role", "only", "after_closure", "at_once", "reasons", "consents")}
            found["escalation"] = list(dict.fromkeys(told))
        return found


def _others(version: Protocol, step: Step | None, scope: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The steps one may wait for, under their stages."""
    others = [each for each in version.steps if each.scope == scope and (step is None or each.key != step.key)]
    stages = [(stage.label, [(each.key, title(each)) for each in others if each.stage == stage.key]) for stage in version.stages]
    return [(label, steps) for label, steps in stages if steps]


class StepPlaceForm(Versioned, PanohForm):
    """Where a step stands: after another, or first in a stage."""

    place = forms.ChoiceField(label=_("Place after"), widget=Select)

    def __init__(self, *args: Any, version_of: Protocol, step: Step | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places(version_of, step)  # type: ignore[attr-defined]


def places(version: Protocol, step: Step | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every place of a step, under its stage."""
    found = []
    for stage in version.stages:
        after = [(f"{AFTER}:{each.key}", title(each)) for each in version.steps if each.stage == stage.key and each != step]
        found.append((stage.label, [(f"{FIRST_IN}:{stage.key}", str(_("first in: %(stage)s") % {"stage": stage.label})), *after]))
    return found


def place_of(version: Protocol, step: Step) -> str:
    """Where a step stands now, as StepPlaceForm names it."""
    alike = [each for each in version.steps if each.stage == step.stage]
    at = alike.index(step)
    return f"{AFTER}:{alike[at - 1].key}" if at else f"{FIRST_IN}:{step.stage}"


class NewStepForm(StepForm, StepRulesForm):
    """A step that is added: its place, its words, its rules."""

    place = forms.ChoiceField(label=_("Place after"), widget=Select)

    def __init__(self, *args: Any, version_of: Protocol, **kwargs: Any) -> None:
        super().__init__(*args, version_of=version_of, step=None, **kwargs)
        self.fields["place"].choices = places(version_of, None)  # type: ignore[attr-defined]
        self.order_fields(["version", "place", "number", *WORDED, "role", "trigger", "done_by", "repeat", *CLOCK])

    @staticmethod
    def usual(version: Protocol, after: Step | None) -> dict[str, Any]:
        """What a new step begins with: its place, the next number that is free, days, the coordinator told, every reason allowed."""
        whole = (after or version.steps[-1]).number.split(".")[0]
        taken = {step.number for step in version.steps}
        return {
            "place": f"{AFTER}:{after.key}" if after else "",
            "number": next(each for part in range(1, 100) if (each := f"{whole}.{part}") not in taken),
            "repeat": Repeat.ONCE,
            "first_told": Role.COORDINATOR,
            "reasons": [str(each) for each in SkipReason],
            **dict.fromkeys(("unit", "unit_red", "unit_amber"), Unit.DAYS),
        }


class AdoptForm(Versioned, PanohForm):
    """From which day on."""

    on = DateField(label=_("From which day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
