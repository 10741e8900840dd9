"""The rota: a shift, a swap, a note."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.core.clock import DUSHANBE
from panoh.core.forms import DateField, PanohForm, PasswordInput, TimeField, Versioned, WordsField
from panoh.hotline.enums import ON_LINE, Post
from panoh.hotline.models import PhoneLine, Shift


class ShiftForm(PanohForm):
    """Who, at which line, when. `post` is chosen before: it says who may hold it."""

    line = forms.ChoiceField(label=_("Line"), required=False)
    user = forms.ChoiceField(label=_("Who"))
    day = DateField(label=_("Day"), ahead=True)
    starts = TimeField(label=_("From"))
    ends = TimeField(label=_("Until"), help_text=_("An end time before the start means the next day. Twelve hours at most"))

    def __init__(self, *args: Any, post: Post, lines: Sequence[tuple[PhoneLine, str]], users: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post
        self.lines = {line.region: line for line, _name in lines}
        self.users = {str(user.pk): user for user in sorted(users, key=lambda one: one.username)}
        self.fields["line"].choices = [(line.region, name) for line, name in lines]  # type: ignore[attr-defined]
        self.fields["user"].choices = [(key, user.username) for key, user in self.users.items()]  # type: ignore[attr-defined]
        if post not in ON_LINE:
            del self.fields["line"]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `plan_shift` takes."""
        given = self.cleaned_data
        starts = dt.datetime.combine(given["day"], given["starts"], DUSHANBE)
        ends = dt.datetime.combine(given["day"], given["ends"], DUSHANBE)
        if ends <= starts:
            ends += dt.timedelta(days=1)
        return {
            "post": self.post,
            "line": self.lines.get(given.get("line", "")),
            "user": self.users[given["user"]],
            "starts_at": starts,
            "ends_at": ends,
        }


class SwapForm(PanohForm):
    """Who is asked, and for which of their shifts."""

    taker = forms.ChoiceField(label=_("Who you ask"))
    in_return = forms.ChoiceField(label=_("In exchange for"), required=False)

    def __init__(self, *args: Any, users: Sequence[User], shifts: Sequence[tuple[Shift, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.users = {str(user.pk): user for user in sorted(users, key=lambda one: one.username)}
        self.shifts = {str(shift.pk): shift for shift, _name in shifts}
        self.fields["taker"].choices = [(key, user.username) for key, user in self.users.items()]  # type: ignore[attr-defined]
        self.fields["in_return"].choices = [  # type: ignore[attr-defined]
            ("", _("no shift in exchange")),
            *((str(shift.pk), name) for shift, name in shifts),
        ]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `ask_swap` takes."""
        given = self.cleaned_data
        return {"taker": self.users[given["taker"]], "in_return": self.shifts.get(given["in_return"])}


class NoteForm(Versioned, PanohForm):
    """What the next one has to know."""

    note = WordsField(
        label=_("What the next shift must know"),
        help_text=_("Who will call again, what was promised to whom, what worries you. Use codes, not names"),
    )


class PinForm(PanohForm):
    """The PIN of a duty pack. It is kept nowhere, in no draft either."""

    pin = forms.CharField(
        label=_("Secret digits (PIN)"),
        help_text=_("At least six, different for each shift"),
        widget=PasswordInput({"inputmode": "numeric", "autocomplete": "off"}),
        max_length=12,
    )


class PhonePinForm(PinForm):
    """The PIN for sending from a telephone. It is kept as a slow hash, in no draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pin"].help_text = _("At least six, different from your duty pack and your telephone")
