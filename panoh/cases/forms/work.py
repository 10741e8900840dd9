"""Work on a case: who does it, who sees it, what was wrong, what there is to do."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation, User
from panoh.accounts.queries import in_order
from panoh.cases.complaints import complaint_choices
from panoh.cases.enums import Discipline, Door, Kind, Treatment
from panoh.cases.forms.admission import Workers
from panoh.cases.forms.admission import user_label as user_label
from panoh.cases.forms.requests import place_choices, region_and_place
from panoh.core.forms import Choices, CodeInput, DateField, ManyChoices, PanohForm, PlaceField, TextInput, Versioned, WordsField
from panoh.core.forms.widgets import ByButton

# "user:discipline": one list on a phone instead of two that must fit each other.
SEPARATOR = ":"
TAKEN = _("One of these cases already has a worker. Choose again.")


class AssignForm(PanohForm):
    """Who, in which discipline."""

    telling_answers = ("worker",)

    worker = forms.ChoiceField(label=_("Who"))
    leads = forms.BooleanField(label=_("Lead worker"), required=False)

    def __init__(
        self, *args: Any, workers: Workers, may_lead: bool = True, label: Callable[[User], str] = user_label, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not may_lead:
            del self.fields["leads"]
        self.by_id = {str(user.id): user for user, _disciplines in workers}
        self.fields["worker"].choices = [  # type: ignore[attr-defined]
            (
                str(discipline.label),
                [(f"{user.id}{SEPARATOR}{discipline}", label(user)) for user, able in workers if discipline in able],
            )
            for discipline in Discipline
        ]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `assign_worker` takes."""
        key, _separator, discipline = self.cleaned_data["worker"].partition(SEPARATOR)
        return {"user": self.by_id[key], "discipline": Discipline(discipline), "leads": self.cleaned_data.get("leads", False)}


class AssignSeveralForm(AssignForm):
    """One worker for several cases; how many open cases each has already stands beside the name."""

    cases = forms.MultipleChoiceField(
        label=_("Cases"),
        widget=ManyChoices,
        error_messages={"invalid_choice": TAKEN},
    )
    field_order = ("cases", "worker")

    def __init__(self, *args: Any, rows: list[tuple[str, Any]], load: Mapping[UUID, int], **kwargs: Any) -> None:
        def label(user: User) -> str:
            return _("%(worker)s · open cases: %(count)s") % {"worker": user_label(user), "count": load.get(user.pk, 0)}

        super().__init__(*args, may_lead=False, label=label, **kwargs)
        self.fields["cases"].choices = rows  # type: ignore[attr-defined]


class ShareForm(PanohForm):
    """To which organisation, until when."""

    telling_answers = ("organisation",)

    organisation = forms.ChoiceField(label=_("To which organisation"))
    until = DateField(label=_("Until"), required=False, help_text=_("Leave empty if the end is not known"), ahead=True)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_slug = {row.slug: row for row in organisations}
        self.fields["organisation"].choices = [(row.slug, row.short) for row in in_order(organisations)]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `share_case` takes."""
        return {"organisation": self.by_slug[self.cleaned_data["organisation"]], "until": self.cleaned_data["until"]}


class HoldForm(Versioned, PanohForm):
    """Until when, and why."""

    until = DateField(label=_("Until"), ahead=True)
    reason = WordsField(label=_("Why"))


class CorrectCaseForm(Versioned, PanohForm):
    """Facts of a case that were written down wrong, and why they are corrected."""

    kind = forms.ChoiceField(label=_("Admitted as"), choices=Kind.choices, widget=Choices(two=True))
    door = forms.ChoiceField(label=_("How they came to us"), choices=Door.choices)
    place = PlaceField(label=_("Where the person lives"), required=False)
    admitted_on = DateField(label=_("Day of admission"), past=True)
    treatment = forms.ChoiceField(
        label=_("Treatment"), choices=[("", _("not stated")), *Treatment.choices], required=False, widget=Choices(two=True)
    )
    complaints = forms.MultipleChoiceField(label=_("Complaints"), required=False, widget=ManyChoices(two=True))
    reason = WordsField(label=_("Reason for the correction"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["complaints"].choices = complaint_choices()  # type: ignore[attr-defined]
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `correct_case` takes."""
        given = dict(self.cleaned_data)
        expected, place = given.pop("version"), given.pop("place")
        return {**given, "expected": expected, **region_and_place(place)}


class LaterForm(Versioned, PanohForm):
    """A later day for a task."""

    due = DateField(label=_("Postpone until"), ahead=True)


class GiveForm(Versioned, PanohForm):
    """To whom a task goes."""

    telling_answers = ("owner",)

    owner = forms.ChoiceField(label=_("To whom"))

    def __init__(self, *args: Any, users: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.id): user for user in users}
        self.fields["owner"].choices = [(key, user_label(user)) for key, user in self.by_id.items()]  # type: ignore[attr-defined]


class OwnTaskForm(PanohForm):
    """Something of one's own to remember."""

    words = forms.CharField(label=_("What to do"), max_length=400, widget=TextInput)
    due = DateField(label=_("Due"), ahead=True)
    code = forms.CharField(label=_("Case code"), required=False, max_length=14, widget=CodeInput, help_text=_("If it concerns a case"))


class SeveralForm(PanohForm):
    """Several tasks, and what happens to all of them."""

    telling_answers = ("owner",)

    tasks = forms.MultipleChoiceField(
        label=_("Tasks"), widget=ManyChoices, error_messages={"invalid_choice": _("One of these has already been done. Choose again.")}
    )
    what = forms.ChoiceField(
        label=_("What to do with them"),
        choices=[("done", _("Mark as done")), ("later", _("Postpone")), ("give", _("Hand over"))],
        widget=Choices,
    )
    due = DateField(label=_("Postpone until"), required=False, help_text=_("If you postpone them"), ahead=True)
    owner = forms.ChoiceField(label=_("To whom"), required=False, help_text=_("If you hand them over"))

    def __init__(self, *args: Any, rows: list[tuple[str, Any]], users: list[User], is_any_by_hand: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.id): user for user in users}
        self.fields["tasks"].choices = rows  # type: ignore[attr-defined]
        self.fields["owner"].choices = [("", "—"), *((key, user_label(user)) for key, user in self.by_id.items())]  # type: ignore[attr-defined]
        if not users:
            del self.fields["owner"]
        offered = {"done": is_any_by_hand, "later": True, "give": bool(users)}
        self.fields["what"].choices = [each for each in self.fields["what"].choices if offered[each[0]]]  # type: ignore[attr-defined]

    def clean(self) -> None:
        """The day or the colleague that the choice wants."""
        name = {"later": "due", "give": "owner"}.get(self.cleaned_data.get("what", ""), "")
        if name and not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, self.fields[name].error_messages["required"])


class HandOverForm(PanohForm):
    """From whom, to whom, from which day."""

    telling_answers = ("giver", "taker")

    giver = forms.ChoiceField(label=_("Whose cases"))
    taker = forms.ChoiceField(label=_("To whom"))
    starts_on = DateField(label=_("From which date"))
    seen = forms.CharField(required=False, max_length=200, widget=ByButton)

    def __init__(self, *args: Any, givers: list[User], takers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.id): user for user in (*givers, *takers)}
        for name, users in (("giver", givers), ("taker", takers)):
            self.fields[name].choices = [("", "—"), *((str(user.id), user_label(user)) for user in users)]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the hand-over is about."""
        given = self.cleaned_data
        return {"giver": self.by_id[given["giver"]], "taker": self.by_id[given["taker"]], "starts_on": given["starts_on"]}
