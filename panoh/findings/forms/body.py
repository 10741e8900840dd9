"""A mark on the body map, and a photograph of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, PanohForm, Select, WordsField
from panoh.findings.body import HEIGHT, WIDTH, region_choices
from panoh.findings.kinds import MarkKind


class MarkForm(PanohForm):
    """Where, what, how large, since when seen. A tap on the figure fills in the place."""

    region = forms.ChoiceField(
        label=_("Part of the body"), widget=Select({"data-body-region": ""}), help_text=_("Choose here or tap the figure")
    )
    kind = forms.ChoiceField(label=_("What is seen"), choices=MarkKind.choices, widget=Choices(two=True))
    size_mm = forms.IntegerField(label=_("Size in millimetres"), min_value=1, max_value=2000, required=False)
    seen_on = DateField(label=_("Seen on"), past=True)
    note = WordsField(
        label=_("Description"), required=False, max_length=4000, help_text=_("Shape, colour, edges. Do not write how it came about")
    )
    x = forms.IntegerField(min_value=0, max_value=WIDTH, required=False, widget=forms.HiddenInput({"data-body-x": ""}))
    y = forms.IntegerField(min_value=0, max_value=HEIGHT, required=False, widget=forms.HiddenInput({"data-body-y": ""}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("choose")), *region_choices()]  # type: ignore[attr-defined]


class PhotographForm(PanohForm):
    """The file and the day."""

    photograph = forms.FileField(
        label=_("Photograph"), help_text=_("JPEG, PNG or WebP, up to 12 MB. Place, camera and time are removed from the file")
    )
    taken_on = DateField(label=_("Taken on"), past=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"taken_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
