"""What is asked before a case opens in an emergency, after it, and before one closes to somebody who is tied to the person."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import Emergency, Judged, Tied
from panoh.core.forms import Choices, PanohForm, TextInput, Versioned, WordsField

CODE = {"autocapitalize": "characters", "autocomplete": "off"}


class EmergencyForm(PanohForm):
    """The code of a case, what happens, why it cannot wait."""

    code = forms.CharField(label=_("Case code"), max_length=20, widget=TextInput(CODE, letters=None))
    why = forms.ChoiceField(label=_("What is happening"), choices=Emergency.choices, widget=Choices)
    words = WordsField(label=_("Why it cannot wait"), help_text=_("Sealed with the file. Read by the coordinator and the lead worker"))


class JudgeForm(Versioned, PanohForm):
    """What somebody else says of it."""

    judged = forms.ChoiceField(label=_("Was it justified"), choices=Judged.choices, widget=Choices)
    words = WordsField(
        label=_("Details"), required=False, help_text=_("What you discussed with the person who opened it, and what follows")
    )

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `judge_emergency_access` takes."""
        said = self.cleaned_data
        return {"judged": said["judged"], "words": said["words"], "expected": said["version"]}


class KnownForm(PanohForm):
    """How one knows the person."""

    why = forms.ChoiceField(label=_("How you know the person"), choices=Tied.choices, widget=Choices)


class ConflictOfInterestForm(PanohForm):
    """To whom everything of whom is closed."""

    code = forms.CharField(label=_("Case code"), max_length=20, widget=TextInput(CODE, letters=None))
    account = forms.CharField(label=_("Account"), max_length=40, widget=TextInput({"autocapitalize": "none"}, letters=None))
    why = forms.ChoiceField(label=_("Connection"), choices=Tied.choices, widget=Choices)
