"""What follows a call: a try to call back, somebody who is sent, a visit."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from panoh.accounts.models import User
from panoh.cases.forms.requests import place_choices, region_and_place
from panoh.core.clock import now
from panoh.core.forms import Choices, ManyChoices, PanohForm, PlaceField, Select, Versioned, WordsField
from panoh.hotline.enums import SOON_HINTS, CallBackOutcome, RoadAnswer, Soon, VisitEnd


class AttemptForm(PanohForm):
    """What came of a try to call back."""

    outcome = forms.ChoiceField(label=_("Result"), choices=CallBackOutcome.choices, widget=Choices)
    reason = WordsField(label=_("Why outside the agreed hours"), required=False)


class DispatchForm(PanohForm):
    """Who is sent, where, how soon, and what they have to know."""

    place = PlaceField(label=_("District or city"))
    worker = forms.ChoiceField(label=_("Who you send"))
    clock = forms.ChoiceField(
        label=_("When they need to be there"),
        choices=Soon.choices,
        widget=Choices(two=True, hints={str(soon): hint for soon, hint in SOON_HINTS.items()}),
    )
    words = WordsField(
        label=_("What they need to know"),
        help_text=_("Where to ask, what is needed, what to be careful about. A number only if it is safe"),
    )

    def __init__(self, *args: Any, workers: Sequence[tuple[User, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workers = {str(user.pk): user for user, _regions in workers}
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]
        self.fields["worker"].choices = [  # type: ignore[attr-defined]
            (str(user.pk), f"{user.username} · {regions}") for user, regions in workers
        ]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `send_worker` takes."""
        given = dict(self.cleaned_data)
        return {**given, "worker": self.workers[given["worker"]], **region_and_place(given["place"])}


class CoverForm(PanohForm):
    """Who goes to which districts of a region."""

    worker = forms.ChoiceField(label=_("Who goes there"), required=False, widget=Select)
    backup = forms.ChoiceField(label=_("Who covers for them"), required=False, widget=Select)
    places = forms.MultipleChoiceField(label=_("Cities and districts"), widget=ManyChoices)

    def __init__(self, *args: Any, workers: Sequence[User], places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.pk): user for user in sorted(workers, key=lambda one: one.username)}
        names = [("", _("nobody")), *((key, user.username) for key, user in self.by_id.items())]
        for name in ("worker", "backup"):
            self.fields[name].choices = names  # type: ignore[attr-defined]
        self.fields["places"].choices = places  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `set_cover` takes."""
        given = self.cleaned_data
        return {"places": given["places"], **{name: self.by_id.get(given[name]) for name in ("worker", "backup")}}


class CannotGoForm(PanohForm):
    """Why whoever was sent cannot go."""

    words = WordsField(label=_("Why you cannot go"), required=False, help_text=_("The person who sent you reads it"))


class VisitEndForm(PanohForm):
    """What became of whoever is not back."""

    became = forms.ChoiceField(label=_("What became of them"), choices=VisitEnd.choices, widget=Choices)


class CallOffForm(PanohForm):
    """Why nobody has to go any more."""

    words = WordsField(label=_("Why it is cancelled"), required=False, help_text=_("The worker you sent reads it"))

    def __init__(self, *args: Any, is_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = is_required


class OutcomeOfDispatchForm(Versioned, PanohForm):
    """What came of it."""

    found = forms.ChoiceField(
        label=_("Whom you found there"),
        choices=[("yes", _("I met the person or someone close")), ("no", RoadAnswer.NOBODY.label)],
        widget=Choices,
    )
    outcome = WordsField(label=_("Result"), required=False, help_text=_("What was done and who continues"))

    def __init__(self, *args: Any, is_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].required = is_required


def _hours() -> list[tuple[str, str]]:
    return [(str(count), ngettext("%(n)s hour", "%(n)s hours", count) % {"n": count}) for count in (1, 2, 3, 4, 6, 8)]


class VisitForm(PanohForm):
    """Until when one is out."""

    hours = forms.ChoiceField(
        label=_("How long you will be out"),
        choices=_hours,
        initial="2",
        widget=Choices(two=True),
    )

    @property
    def until(self) -> dt.datetime:
        """When one expects to be back."""
        return now() + dt.timedelta(hours=int(self.cleaned_data["hours"]))
