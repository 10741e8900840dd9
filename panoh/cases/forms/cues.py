"""A worker's private picture for a case."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from panoh.cases.cues import Named, Picture, colours, picture, things
from panoh.core.forms import Choices, PanohForm
from panoh.core.forms.widgets import ByButton


def _swatch(colour: Named) -> SafeString:
    dot = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" color="{}"><circle cx="12" cy="12" r="8" fill="currentColor"/></svg> {}'
    return format_html(dot, colour.drawn, colour.name)


class CueForm(PanohForm):
    """The thing by its button, in a colour. It keeps no draft: that would be under the organisation's key."""

    colour = forms.ChoiceField(label=_("Colour"), widget=Choices(two=True))
    thing = forms.ChoiceField(widget=ByButton)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colour"].choices = [(code, _swatch(one)) for code, one in colours().items()]  # type: ignore[attr-defined]
        self.fields["thing"].choices = [(code, one.name) for code, one in things().items()]  # type: ignore[attr-defined]

    @property
    def picture(self) -> Picture:
        """What was chosen."""
        found = picture(f"{self.cleaned_data['thing']} {self.cleaned_data['colour']}")
        assert found is not None  # both are of the lists
        return found
