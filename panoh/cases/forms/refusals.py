"""What a person wants put right and does not get, and what somebody else says to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import Looked
from panoh.core.forms import Choices, PanohForm, Versioned, WordsField


class RefusalForm(PanohForm):
    """The person's words, and why it stays."""

    asked = WordsField(
        label=_("What the person says is wrong"),
        help_text=_("In the person's own words. For a text that only one discipline reads, name the place only"),
    )
    why = WordsField(label=_("Why the entry stays"))


class LookForm(Versioned, PanohForm):
    """Whether it stays, and what the person is told."""

    looked = forms.ChoiceField(label=_("Result"), choices=Looked.choices, widget=Choices)
    answer = WordsField(label=_("What the person will be told"))

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `look_at_refusal` takes."""
        said = self.cleaned_data
        return {"looked": said["looked"], "answer": said["answer"], "expected": said["version"]}
