"""What is said when a file is to be erased or sealed, when that is put off, for how long files are kept, and how others were told."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.audit.enums import Looked
from panoh.core.forms import Choices, DateField, ManyChoices, PanohForm, TextInput, Versioned
from panoh.core.forms.widgets import ByButton
from panoh.data_protection.enums import Copy, ExportWhy, Gone, Hold, InPrivate, PutOff, SealedFor, ToldHow, Why
from panoh.data_protection.sealing import Candidate

NO_KEY_YET = _("no key yet: they must sign in with the password first")
CHOSEN_HOLDS = (Hold.LAWYERS, Hold.CHILD, Hold.COMPLAINT, Hold.COURT)  # what else may stand in the way is found without being said


class ErasureForm(PanohForm):
    """Why, whether the person was asked alone, and what became of the offer of a copy."""

    why = forms.ChoiceField(label=_("Why the file is erased"), choices=Why.choices, widget=Choices)
    in_private = forms.ChoiceField(
        label=_("Does anyone demand this of the person"),
        help_text=_("Ask once, alone with the person. If someone demands it, nothing is erased"),
        choices=[one for one in InPrivate.choices if one[0] != InPrivate.NOT_ASKED],
        widget=Choices,
    )
    copy = forms.ChoiceField(
        label=_("A copy kept first, with a lawyer or abroad"),
        help_text=_("Erased data cannot be restored. Offer to keep a copy in a safe place"),
        choices=[one for one in Copy.choices if one[0] != Copy.NOT_OFFERED],
        widget=Choices,
    )

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `ask_erasure` takes."""
        return dict(self.cleaned_data)


class HoldForm(Versioned, PanohForm):
    """Until when it waits, and why."""

    reason = forms.ChoiceField(label=_("Why it is postponed"), choices=[(one.value, one.label) for one in CHOSEN_HOLDS], widget=Choices)
    until = DateField(label=_("Until"), ahead=True)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `hold_erasure` takes."""
        said = self.cleaned_data
        return {"reason": said["reason"], "until": said["until"], "expected": said["version"]}


class ExportForm(PanohForm):
    """What for, which rows, with names or without, for whose key."""

    why = forms.ChoiceField(label=_("Purpose of the list"), choices=ExportWhy.choices, widget=Choices)
    is_open = forms.BooleanField(label=_("Open cases only"), required=False, initial=True)
    is_named = forms.BooleanField(
        label=_("With names"), required=False, help_text=_("Without names, each row is a code. Ask for names only if nothing else works")
    )
    recipient = forms.CharField(
        label=_("Sealed for"),
        required=False,
        max_length=80,
        help_text=_(
            "The age key (begins with age1) of the person who will open the file. Without it, anyone who finds the file can read it"
        ),
        widget=TextInput({"autocapitalize": "none", "autocomplete": "off"}, letters=None),
    )


class RevokeForm(PanohForm):
    """Whose access ends, why, and who gets the work: asked of who assigns work alone."""

    account = forms.ChoiceField(label=_("Whose access ends"))
    why = forms.ChoiceField(label=_("Why it ends"), choices=Gone.choices, widget=Choices)
    taker = forms.ChoiceField(
        label=_("Who gets the work"),
        required=False,
        help_text=_("Cases of their discipline, tasks and shifts go to them at once. The rest goes to the coordinators"),
    )
    seen = forms.CharField(required=False, max_length=300, widget=ByButton)

    def __init__(self, *args: Any, accounts: Iterable[tuple[str, str]], takers: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = list(accounts)  # type: ignore[attr-defined]
        if not takers:
            del self.fields["taker"]
            return
        self.fields["taker"].choices = [*takers, ("", pgettext_lazy("work", "Nobody yet"))]  # type: ignore[attr-defined]
        self.fields["taker"].initial = takers[0][0]


class PutOffForm(Versioned, PanohForm):
    """Until when a file is kept beyond its time, and why."""

    reason = forms.ChoiceField(label=_("Why it is kept longer"), choices=PutOff.choices, widget=Choices)
    until = DateField(label=_("Until"), help_text=_("At most five years from now"), ahead=True)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `put_off` takes."""
        said = self.cleaned_data
        return {"reason": said["reason"], "until": said["until"], "expected": said["version"]}


class PeriodForm(PanohForm):
    """For how many months files are kept."""

    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=1200)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `ask_period` takes."""
        return dict(self.cleaned_data)


class NoticeTakenForm(Versioned, PanohForm):
    """How somebody was told that it is erased here, and when."""

    how = forms.ChoiceField(label=_("How they were told"), choices=ToldHow.choices, widget=Choices)
    told_on = DateField(label=_("Date"), past=True)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `note_told` takes."""
        said = self.cleaned_data
        return {"how": said["how"], "told_on": said["told_on"], "expected": said["version"]}


class SealForm(PanohForm):
    """To whom the case opens from now on, and why."""

    members = forms.MultipleChoiceField(
        label=_("Members"),
        help_text=_("At least two: the lead worker and a deputy. You do not have to include yourself"),
        widget=ManyChoices,
    )
    why = forms.ChoiceField(label=_("Why it is sealed"), choices=SealedFor.choices, widget=Choices)

    def __init__(self, data: Any = None, *, known: Iterable[Candidate]) -> None:
        super().__init__(data)
        self.fields["members"].choices = [(str(each.user.id), _named(each)) for each in known]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `seal_case` takes."""
        return {"to": {UUID(key) for key in self.cleaned_data["members"]}, "why": self.cleaned_data["why"]}


def _named(each: Candidate) -> str:
    name = f"{each.user.username}, {each.user.organisation.short}"
    return name if each.has_key else f"{name} – {NO_KEY_YET}"


class LookedForm(PanohForm):
    """At what somebody looked who was told of opened data, and what it was."""

    of = forms.ChoiceField(label=_("What happened"), widget=Choices)
    found = forms.ChoiceField(label=_("What it was"), choices=Looked.choices, widget=Choices)

    def __init__(self, *args: Any, alarms: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = alarms  # type: ignore[attr-defined]
