"""A call of before, as a row of a sheet of calls has it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import Need
from panoh.cases.forms.requests import place_choices, region_and_place
from panoh.core.clock import DUSHANBE, now
from panoh.core.forms import DateField, ManyChoices, PanohForm, PlaceField, TimeField, WordsField
from panoh.hotline.actions.calls import AHEAD
from panoh.hotline.enums import AnswerGiven, Caller, CallKind
from panoh.hotline.models import PhoneLine

NOON = dt.time(12)


class PastCallForm(PanohForm):
    """When, on which line, what kind of call, and what was said and done."""

    begun_on = DateField(label=_("Date"), past=True)
    begun = TimeField(label=_("Start of the call"), required=False)
    line = forms.ChoiceField(label=_("Line"))
    kind = forms.ChoiceField(label=_("Kind of call"), choices=CallKind.choices, required=False)
    caller = forms.ChoiceField(label=_("Who is calling"), choices=Caller.choices, required=False)
    needs = forms.MultipleChoiceField(label=_("What for"), choices=Need.full_choices, required=False, widget=ManyChoices)
    place = PlaceField(label=_("District or city"), required=False)
    said = WordsField(label=_("What was said and what you did"), required=False)
    given = forms.MultipleChoiceField(label=_("How we helped"), choices=AnswerGiven.choices, required=False, widget=ManyChoices)

    def __init__(self, *args: Any, lines: Sequence[tuple[PhoneLine, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {line.region: line for line, _name in lines}
        self.fields["line"].choices = [(line.region, name) for line, name in lines]  # type: ignore[attr-defined]
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Nothing that lies ahead."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("begun_on") and "begun" in cleaned and self.begun_at > now():
            self.add_error("begun", AHEAD)
        return cleaned

    @property
    def begun_at(self) -> dt.datetime:
        """When the call began; at noon where no hour is known, or now where that is still ahead today."""
        day, hour = self.cleaned_data["begun_on"], self.cleaned_data["begun"]
        begun = dt.datetime.combine(day, hour or NOON, DUSHANBE)
        return begun if hour else min(begun, now())

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `import_calls` takes of each."""
        given = self.cleaned_data
        return {
            "line": self.lines[given["line"]],
            "begun_at": self.begun_at,
            "kind": CallKind(given["kind"] or CallKind.TALK),
            "caller": given["caller"] or Caller.NOT_SAID,
            **{name: given[name] for name in ("needs", "given", "said")},
            **region_and_place(given["place"]),
        }
