"""A step left out or declined, something noted, another version of the guidance."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import HappeningKind
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.forms import Choices, DateField, PanohForm, TimeField, Versioned, WordsField, when
from panoh.guidance.enums import SkipReason


class SkipForm(PanohForm):
    """Why a step is left out: one of the reasons its guidance allows."""

    reason = forms.ChoiceField(label=_("Reason for skipping"), choices=SkipReason.choices, widget=Choices)
    words = WordsField(label=_("Details"), required=False, max_length=400)

    def __init__(self, *args: Any, reasons: Iterable[SkipReason], mandatory: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(each.value, each.label) for each in reasons]  # type: ignore[attr-defined]
        if mandatory:
            self.needing = {"words": when()}  # never optional, and refused by the action with a sentence of its own
            self.fields["words"].help_text = _("This step is required. Say why it was not done.")


class DeclineForm(PanohForm):
    """What the person said, if it should be kept."""

    words = WordsField(label=_("What the person said"), required=False, max_length=400, help_text=_("Leave empty unless it helps later"))


class HappeningForm(PanohForm):
    """What happened, when."""

    kind = forms.ChoiceField(label=_("What happened"), choices=HappeningKind.choices, widget=Choices)
    day = DateField(label=_("Day"))
    hour = TimeField(label=_("Time"), required=False, help_text=_("If the hour matters; otherwise leave empty"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"day": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `note_happening` takes. Without an hour: now where it is today, else noon."""
        day, hour = self.cleaned_data["day"], self.cleaned_data.get("hour")
        at = now() if day == today() and not hour else dt.datetime.combine(day, hour or dt.time(12), DUSHANBE)
        return {"kind": self.cleaned_data["kind"], "at": at}


class MoveForm(Versioned, PanohForm):
    """Which version the case follows from now on."""

    to = forms.ChoiceField(label=_("Version of the guidance"), widget=Choices)

    def __init__(self, *args: Any, versions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = list(versions)  # type: ignore[attr-defined]
