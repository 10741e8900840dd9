"""What came of a danger to life, or who takes it on."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.danger import DangerSign
from panoh.cases.enums import CHOSEN_MEASURES, CHOSEN_OUTCOMES, TOLD_MEASURES, TRIES, DangerOutcome, Level, Measure, TaskKind
from panoh.cases.forms.work import user_label
from panoh.core.forms import Answered, Choices, ManyChoices, PanohForm, Select, Versioned, WordsField, when

NO_OTHER = _("Choose the other danger, or enter its code.")
ENDED, TAKEN = "ended", "taken"
OUTCOMES = [(ENDED, _("close it: say how it ended")), (TAKEN, _("it continues: choose who is responsible"))]


class FirstChosen(Select):
    """A list in which the first answer is chosen: no silence stands before it."""


def _labelled(measures: Collection[Measure]) -> list[tuple[str, Any]]:
    return [(each.value, each.label) for each in Measure if each in measures]


class DangerForm(Versioned, PanohForm):
    """It is over, in words; or somebody has it by name. Of one that somebody said is over (`ended`): more words, or it goes on."""

    telling_answers = ("outcome", "how", "tries", "measures")
    asked_if: ClassVar = {
        "how": when(Answered("outcome", (ENDED,)), needed=True),
        "owner": when(Answered("outcome", (TAKEN,)), needed=True),
        "tries": when(Answered("how", (DangerOutcome.UNREACHED,)), needed=True),
        "handed_to": when(Answered("how", (DangerOutcome.HANDED,)), needed=True),
        "look": when(Answered("outcome", (TAKEN,))),
    }
    needed_if: ClassVar = {"words": when(Answered("outcome", ("", ENDED)))}  # never said to be optional before it is known to be

    outcome = forms.ChoiceField(
        label=_("Status"),
        choices=OUTCOMES,
        widget=Choices,
    )
    how = forms.ChoiceField(
        label=_("How it ended"), choices=[(each.value, each.label) for each in CHOSEN_OUTCOMES], required=False, widget=Choices
    )
    owner = forms.ChoiceField(
        label=_("Who is responsible"),
        help_text=_("A colleague is asked, and people are alerted until someone answers"),
        required=False,
        widget=FirstChosen,
    )
    handed_to = forms.CharField(label=_("Who has taken over, and how to reach them"), max_length=200, required=False)
    tries = forms.MultipleChoiceField(label=_("How you tried"), choices=_labelled(TRIES), required=False, widget=ManyChoices)
    look = forms.ChoiceField(
        label=_("Look at it again"), choices=[("", _("by the time that is set")), *Level.choices], required=False, widget=FirstChosen
    )
    measures = forms.MultipleChoiceField(
        label=_("What was done"), choices=_labelled(set(CHOSEN_MEASURES) - TRIES), required=False, widget=ManyChoices
    )
    words = WordsField(label=_("What was done, and the outcome"), required=False)

    def __init__(self, *args: Any, owners: Sequence[User], has_it: User, ended: bool = False, at_call: bool = False, **kwargs: Any) -> None:
        """`has_it` is whom the list begins with: who took it on, else who fills in the form. `at_call`: no help is requested yet."""
        super().__init__(*args, **kwargs)
        if at_call:
            no_help = DangerOutcome.NO_HELP
            self.fields["how"].choices = [*self.fields["how"].choices, (no_help.value, no_help.label)]  # type: ignore[attr-defined]
        self.by_id = {str(user.pk): user for user in sorted(owners, key=lambda user: user != has_it)}
        self.fields["owner"].choices = [(key, user_label(user)) for key, user in self.by_id.items()]  # type: ignore[attr-defined]
        if ended:
            del self.fields["how"], self.fields["tries"], self.fields["handed_to"]
            self.fields["outcome"].choices = [(ENDED, _("it is over: add this text")), OUTCOMES[1]]  # type: ignore[attr-defined]

    @property
    def is_over(self) -> bool:
        """Whether the danger has ended."""
        return bool(self.cleaned_data["outcome"] == ENDED)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `end_danger`, or `take_on_danger`, takes."""
        given = self.cleaned_data
        facts: dict[str, Any] = {"words": given["words"], "expected": given["version"]}
        if not self.is_over:
            look = Level(given["look"]) if given["look"] else None
            whose = {"owner": self.by_id.get(given["owner"]), "said_yes": False}
            return {**facts, **whose, "measures": given["measures"], "look": look}
        if "how" not in self.fields:
            return facts
        how = DangerOutcome(given["how"]) if given["how"] else None
        handed_to = given["handed_to"] if how == DangerOutcome.HANDED else ""
        return {**facts, "outcome": how, "handed_to": handed_to, "measures": [*given["tries"], *given["measures"]]}


class ReportDangerForm(PanohForm):
    """Somebody is in danger: two answers, of which one is given already."""

    telling = ("kind",)
    telling_answers = ("kind",)

    kind = forms.ChoiceField(
        label=_("Which danger"),
        choices=[
            (TaskKind.RISK.value, _("the person may harm themselves")),
            *DangerSign.choices,
            (TaskKind.DANGER.value, _("another danger to someone")),
        ],
        widget=Choices,
    )
    level = forms.ChoiceField(label=_("How soon someone must act"), choices=Level.choices, initial=Level.HOUR, widget=Choices)
    words = WordsField(label=_("What you know"), required=False)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `report_danger` takes."""
        given = self.cleaned_data
        named = given["kind"] if given["kind"] in DangerSign else ""
        kind = TaskKind.DANGER if named else TaskKind(given["kind"])
        return {"kind": kind, "level": Level(given["level"]), "dangers": [named] if named else [], "words": given["words"]}


class ReportedForm(PanohForm):
    """What whoever reported a danger learnt since."""

    telling_answers = ("happened",)

    happened = forms.MultipleChoiceField(label=_("What happened"), choices=_labelled(TOLD_MEASURES), required=False, widget=ManyChoices)
    words = WordsField(label=_("What you know"), required=False)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `tell_of_reported` takes."""
        return {"measures": self.cleaned_data["happened"], "words": self.cleaned_data["words"]}


class JoinDangerForm(PanohForm):
    """Which other danger is the same one: of those that may be, or by the code of its case or request."""

    other = forms.ChoiceField(label=_("The same danger as"), required=False, widget=Choices)
    code = forms.CharField(label=_("Code of the other case, request or call"), required=False, max_length=20)

    def __init__(self, *args: Any, beside: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = beside  # type: ignore[attr-defined]
        if not beside:
            del self.fields["other"]
            self.fields["code"].required = True
            self.fields["code"].error_messages["required"] = NO_OTHER

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("other") and not data.get("code") and not self.errors:
            self.add_error("code", NO_OTHER)
        return data
