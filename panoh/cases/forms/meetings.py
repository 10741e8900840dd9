"""Sessions in one act: of a group, of several that took place, and the quick note of a visit; who else reads notes."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.enums import Discipline, NotAttended, SessionKind, Venue
from panoh.cases.forms.sessions import MOST_MINUTES, offer_disciplines
from panoh.cases.models import Case
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.forms import Choices, DateField, ManyChoices, PanohForm, Select, Textarea, TextInput, TimeField, WordsField

CAME = "came"
NEEDS_HOUR = _("Enter when it began, or choose today.")
QUICK = (SessionKind.VISIT, SessionKind.ACCOMPANIMENT, SessionKind.CALL)
WHERE = {SessionKind.VISIT: Venue.HOME, SessionKind.CALL: Venue.PHONE, SessionKind.ACCOMPANIMENT: Venue.OUTSIDE}


class GroupForm(PanohForm):
    """When a group met, who of it was there, what was done together."""

    telling_answers = ("discipline",)

    discipline = forms.ChoiceField(label=_("Discipline"), choices=Discipline.choices, widget=Choices(two=True))
    day = DateField(label=_("Day"), past=True)
    hour = TimeField(label=_("Time"))
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=1, max_value=MOST_MINUTES)
    venue = forms.ChoiceField(label=_("Where"), choices=[("", _("not stated")), *Venue.choices], required=False, widget=Select())
    note = WordsField(
        label=_("What was done together"),
        required=False,
        help_text=_("For the whole group, without names: every case shows it. Write what concerns one person in that person's own session"),
        widget=Textarea({"rows": 4}),
    )

    def __init__(
        self,
        *args: Any,
        disciplines: Iterable[Discipline],
        labels: dict[Case, str],
        members: Iterable[object] = (),
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"day": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        offer_disciplines(self, disciplines)
        self.by_field = {f"case_{case.code}": case for case in labels}
        known = set(members)
        choices = [("", _("not in this group")), (CAME, _("was present")), *NotAttended.choices]
        for name, case in self.by_field.items():
            first = CAME if case.pk in known else ""
            self.fields[name] = forms.ChoiceField(label=labels[case], choices=choices, required=False, initial=first, widget=Select())
        self.order_fields(["discipline", "day", "hour", "minutes", "venue", *self.by_field, "note"])

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_group` takes."""
        given = self.cleaned_data
        said = {case: given[name] for name, case in self.by_field.items() if given[name]}
        return {
            "discipline": given["discipline"],
            "at": dt.datetime.combine(given["day"], given["hour"], DUSHANBE),
            "minutes": given["minutes"],
            "venue": given["venue"],
            "note": given["note"],
            "came": {case: "" if word == CAME else word for case, word in said.items()},
        }


class AttendedForm(PanohForm):
    """Which of one's planned sessions took place, and how long they were."""

    sessions = forms.MultipleChoiceField(
        label=_("Which sessions took place"),
        widget=ManyChoices,
        error_messages={"invalid_choice": _("One of these has been recorded in the meantime. Choose again.")},
    )
    minutes = forms.IntegerField(label=_("How many minutes each"), min_value=1, max_value=MOST_MINUTES, initial=50)

    def __init__(self, *args: Any, rows: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sessions"].choices = rows  # type: ignore[attr-defined]


class QuickNoteForm(PanohForm):
    """A visit, an accompaniment or a call: what one knows on the way back."""

    kind = forms.ChoiceField(label=_("What it was"), choices=[(kind.value, kind.label) for kind in QUICK], widget=Choices)
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=1, max_value=MOST_MINUTES)
    summary = WordsField(label=_("What was done"), widget=Textarea({"rows": 3}))
    next_words = forms.CharField(label=_("The next step"), required=False, max_length=400, widget=TextInput)
    next_on = DateField(label=_("Due"), required=False, help_text=_("Day, month, year. If empty, in one week"), ahead=True)
    day = DateField(label=_("Day"), past=True)
    hour = TimeField(label=_("Start time"), required=False, help_text=_("If empty: so many minutes ago"))
    discipline = forms.ChoiceField(label=_("Discipline"), choices=Discipline.choices, widget=Choices(two=True))

    def __init__(self, *args: Any, disciplines: Iterable[Discipline], **kwargs: Any) -> None:
        kwargs["initial"] = {"day": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        offer_disciplines(self, disciplines)

    def clean(self) -> dict[str, Any]:
        """Of another day the hour is said."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "hour" not in self.errors and not cleaned.get("hour") and cleaned.get("day") not in (None, today()):
            self.add_error("hour", NEEDS_HOUR)
        return cleaned

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_quick_note` takes."""
        given = dict(self.cleaned_data)
        day, hour = given.pop("day"), given.pop("hour")
        ago = now() - dt.timedelta(minutes=given["minutes"])
        at = dt.datetime.combine(day, hour, DUSHANBE) if hour else ago.replace(minute=ago.minute // 5 * 5, second=0, microsecond=0)
        return {**given, "at": at, "venue": WHERE[SessionKind(given["kind"])]}


class NotesReaderForm(PanohForm):
    """Which psychologist may read one's notes too."""

    reader = forms.ChoiceField(label=_("Who may read them"))

    def __init__(self, *args: Any, users: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.pk): user for user in users}
        self.fields["reader"].choices = [(key, user.username) for key, user in self.by_id.items()]  # type: ignore[attr-defined]
