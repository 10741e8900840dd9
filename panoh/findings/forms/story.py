"""What was told, in words and as alleged events; every question may be passed over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.cases.forms.admission import iso
from panoh.cases.forms.requests import place_choices
from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, ManyChoices, PanohForm, PartialDateField, PlaceField, Textarea, WordsField, version_field
from panoh.findings.taxonomy import Kind, choices, hints
from panoh.vault.purpose import Purpose

LONGEST_STORY = 100_000


class HearForm(PanohForm):
    """For what the story is opened."""

    purpose = forms.ChoiceField(
        label=_("Why do you open it"),
        choices=[(each.value, each.label) for each in (Purpose.CARE, Purpose.DOCUMENTATION, Purpose.LEGAL)],
        initial=Purpose.CARE,
        widget=Choices,
    )


class StoryForm(PanohForm):
    """The story in the words it was told in."""

    version = version_field(least=0)
    told_on = DateField(label=pgettext_lazy("story", "Date told"), past=True)
    words = WordsField(
        label=_("What was told"),
        max_length=LONGEST_STORY,
        widget=Textarea({"rows": 16}),
        help_text=_("In the person's own words, as much as they want to tell. Nobody has to tell it twice"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"told_on": today(), "version": 0, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `tell_story` takes."""
        given = self.cleaned_data
        return {"words": given["words"], "told_on": given["told_on"], "expected": given["version"]}


class AllegedEventForm(PanohForm):
    """What is alleged, by terms; local names stand beside them."""

    telling = ("methods", "bodies", "involvement", "place_kind", "purposes")

    began = PartialDateField(label=_("When, as told by the person"), required=False)
    is_about = forms.BooleanField(label=_("Only an approximate time"), required=False)
    methods = forms.MultipleChoiceField(label=_("Alleged methods"), required=False)
    bodies = forms.MultipleChoiceField(label=_("Allegedly done by"), required=False)
    involvement = forms.MultipleChoiceField(label=_("Their part in it, as told by the person"), required=False)
    place_kind = forms.ChoiceField(label=_("Kind of place"), required=False)
    place = PlaceField(label=_("Region or district"), required=False)
    purposes = forms.MultipleChoiceField(label=_("Why, as the person understood it"), required=False)
    words = WordsField(label=_("What else was told"), required=False, help_text=_("No names of the accused"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, kind in (
            ("methods", Kind.METHOD),
            ("bodies", Kind.BODY),
            ("involvement", Kind.INVOLVEMENT),
            ("purposes", Kind.PURPOSE),
        ):
            field = self.fields[name]
            field.widget = ManyChoices(hints=hints(kind), two=kind in (Kind.INVOLVEMENT, Kind.PURPOSE))
            field.choices = choices(kind)  # type: ignore[attr-defined]
        self.fields["place_kind"].choices = [("", _("not stated")), *choices(Kind.PLACE)]  # type: ignore[attr-defined]
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `add_alleged_event` takes."""
        return {**self.cleaned_data, "began": iso(self.cleaned_data["began"])}
