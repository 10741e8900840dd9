"""What is typed about a need that nobody meets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, PanohForm, PlaceField, Versioned, WordsField
from panoh.network.kinds_of_help import service_choices
from panoh.places import catalogue
from panoh.referrals.enums import GapEnd, GapReason


class GapForm(PanohForm):
    """Which help, where, and why nobody gives it."""

    service = forms.ChoiceField(label=_("Which help"), choices=lambda: [("", _("choose")), *service_choices()])
    place = PlaceField(label=_("Where it is needed"), required=False)
    reason = forms.ChoiceField(label=_("Why there is no provider"), choices=GapReason, widget=Choices)
    note = WordsField(label=_("Note"), required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("where the person lives")),
            *((label, [(code, label), *catalogue.district_choices(code)]) for code, label in catalogue.region_choices()),
        ]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `note_gap` takes."""
        given = dict(self.cleaned_data)
        place = given.pop("place")
        return {**given, "region": catalogue.get(place).region if place else "", "place": place if "." in place else ""}


class EndGapForm(Versioned, PanohForm):
    """How it ended."""

    end = forms.ChoiceField(label=_("How it ended"), choices=GapEnd, widget=Choices)
    on = DateField(label=_("When"), past=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `end_gap` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}
