"""The words of a plan, its indicators and targets, its adoption."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import DateField, FiguresInput, NumberField, Select, Versioned
from panoh.planning.forms.fields import PlanningForm, fields_of, words
from panoh.planning.models import Plan
from panoh.planning.tree import AMBER, GREEN, Objective, OutcomePart, PlanIndicator, Tree
from panoh.reporting.indicators import groups

TARGET = "target_"


def _percent(label: Any, initial: int, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, min_value=1, max_value=100, widget=FiguresInput, help_text=help_text)


class _Titles(PlanningForm):
    TEXTS = ("title",)

    title_tg = words(_("Title in Tajik"), rows=1)
    title_ru = words(_("Title in Russian"), rows=1)
    title_en = words(_("Title in English"), rows=1)
    green = _percent(_("On target: from this percentage of the target"), GREEN)
    amber = _percent(_("Behind: from this percentage; below it, far behind"), AMBER)


class BeginPlanForm(_Titles):
    """A new plan, perhaps as the one that follows another."""

    first_year = forms.IntegerField(label=_("First year"), min_value=2000, max_value=2100, widget=FiguresInput)
    last_year = forms.IntegerField(label=_("Last year"), min_value=2000, max_value=2100, widget=FiguresInput)
    follows = forms.ChoiceField(
        label=_("Continues"),
        required=False,
        widget=Select,
        help_text=_("Its parts are copied here, with the last result as the baseline; enter the targets again"),
    )
    field_order = ("title_tg", "title_ru", "title_en", "first_year", "last_year", "follows", "green", "amber")

    def __init__(self, *args: Any, plans: dict[str, Plan], names: dict[str, str], **kwargs: Any) -> None:
        kwargs["initial"] = {"first_year": today().year, "last_year": today().year + 3, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.plans = plans
        self.fields["follows"].choices = [("", _("no other plan")), *names.items()]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `begin_plan` takes."""
        given = super().action_kwargs
        return {**given, "follows": self.plans.get(given["follows"])}


class SetPlanForm(Versioned, _Titles):
    """Title and thresholds of a draft."""


def values_of_plan(tree: Tree) -> dict[str, Any]:
    """A draft's title and thresholds as the form names them."""
    return {**fields_of("title", tree.titles), "green": tree.green, "amber": tree.amber}


class ObjectiveForm(PlanningForm):
    """What the Unit wants in these years."""

    TEXTS = ("text",)

    text_tg = words(_("Objective in Tajik"))
    text_ru = words(_("Objective in Russian"))
    text_en = words(_("Objective in English"))


class ChangeObjectiveForm(Versioned, ObjectiveForm):
    """An objective again."""


def values_of_objective(part: Objective) -> dict[str, Any]:
    """As the form names it."""
    return fields_of("text", part.texts)


class PlanOutcomeForm(PlanningForm):
    """What is to be different, and what has to hold for it."""

    TEXTS = ("text", "assumptions")

    text_tg = words(_("Outcome in Tajik"))
    text_ru = words(_("Outcome in Russian"))
    text_en = words(_("Outcome in English"))
    assumptions_tg = words(_("What this depends on, in Tajik"), help_text=_("What the Unit cannot control: the assumptions of a logframe"))
    assumptions_ru = words(_("What this depends on, in Russian"))
    assumptions_en = words(_("What this depends on, in English"))


class ChangePlanOutcomeForm(Versioned, PlanOutcomeForm):
    """An outcome again."""


def values_of_outcome(part: OutcomePart) -> dict[str, Any]:
    """As the form names it."""
    return {**fields_of("text", part.texts), **fields_of("assumptions", part.assumptions)}


class LineForm(PlanningForm):
    """An indicator: which of the Unit's own counts it, or a name; where it began, a target for each year."""

    TEXTS = ("name", "means")

    code = forms.ChoiceField(
        label=_("Counted by the indicator"),
        required=False,
        widget=Select,
        help_text=_("The number is then counted from records, as on the statistics pages"),
    )
    name_tg = words(_("Name in Tajik"), rows=1, help_text=_("May stay empty if an indicator is chosen: then its own name is shown"))
    name_ru = words(_("Name in Russian"), rows=1)
    name_en = words(_("Name in English"), rows=1)
    is_percent = forms.BooleanField(label=_("Entered by hand: its numbers are percentages"), required=False)
    counts_people = forms.BooleanField(
        label=_("Entered by hand: it counts people"), required=False, initial=True, help_text=_("Small numbers are then never published")
    )
    falls = forms.BooleanField(label=_("Less is better"), required=False)
    baseline = NumberField(label=_("Baseline: the number before the plan"), required=False)
    baseline_year = forms.IntegerField(label=_("Year of the baseline"), required=False, min_value=1990, max_value=2100, widget=FiguresInput)
    means_tg = words(_("Where the number comes from, in Tajik"), rows=1)
    means_ru = words(_("Where the number comes from, in Russian"), rows=1)
    means_en = words(_("Where the number comes from, in English"), rows=1)
    is_public = forms.BooleanField(label=_("May be shown on the public page"), required=False, initial=True)

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(group.name, [(one.code, one.name) for one in group.indicators]) for group in groups().values()]
        self.fields["code"].choices = [("", _("none: entered by hand")), *choices]  # type: ignore[attr-defined]
        self.years = plan.each_year
        for year in self.years:
            self.fields[f"{TARGET}{year}"] = NumberField(label=gettext("Target of %(year)s") % {"year": year}, required=False)
        targets = [f"{TARGET}{year}" for year in self.years]
        order = list(self.fields)
        place = order.index("baseline_year") + 1
        self.order_fields([*(name for name in order[:place] if name not in targets), *targets])

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `write_line` takes."""
        given = super().action_kwargs
        targets = {year: given.pop(f"{TARGET}{year}") for year in self.years}
        return {**given, "targets": {year: value for year, value in targets.items() if value is not None}}


class ChangeLineForm(Versioned, LineForm):
    """An indicator again."""


def values_of_line(line: PlanIndicator) -> dict[str, Any]:
    """As the form names it."""
    simple = ("code", "falls", "is_percent", "counts_people", "is_public", "baseline", "baseline_year")
    return {
        **{name: getattr(line, name) for name in simple},
        **fields_of("name", line.names),
        **fields_of("means", line.means),
        **{f"{TARGET}{year}": value for year, value in line.targets.items()},
    }


class AdoptForm(Versioned, PlanningForm):
    """The day on which it was adopted."""

    adopted_on = DateField(label=_("Adopted on"), past=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"adopted_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
