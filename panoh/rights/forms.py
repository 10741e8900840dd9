"""What is said when a file is to be erased, when that is put off, for how long files are kept, and how others were told."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import Choices, DateField, PanohForm, Versioned
from panoh.rights.enums import Copy, Hold, InPrivate, PutOff, ToldHow, Why

CHOSEN_HOLDS = (Hold.LAWYERS, Hold.CHILD, Hold.COMPLAINT, Hold.COURT)  # what else may stand in the way is found without being said


class ErasureForm(PanohForm):
    """Why, whether the person was asked alone, and what became of the offer of a copy."""

    why = forms.ChoiceField(label=_("Why the file is erased"), choices=Why.choices, widget=Choices)
    in_private = forms.ChoiceField(
        label=_("Does anybody demand it of the person"),
        help_text=_("Ask once, with nobody else there. If somebody demands it, nothing is erased"),
        choices=[one for one in InPrivate.choices if one[0] != InPrivate.NOT_ASKED],
        widget=Choices,
    )
    copy = forms.ChoiceField(
        label=_("A copy before that, with a lawyer or abroad"),
        help_text=_("What is erased comes back for nobody. Offer to keep a copy where it is safe"),
        choices=[one for one in Copy.choices if one[0] != Copy.NOT_OFFERED],
        widget=Choices,
    )

    @property
    def facts(self) -> dict[str, Any]:
        """What `ask_erasure` takes."""
        return dict(self.cleaned_data)


class HoldForm(Versioned, PanohForm):
    """Until when it waits, and why."""

    reason = forms.ChoiceField(label=_("Why it waits"), choices=[(one.value, one.label) for one in CHOSEN_HOLDS], widget=Choices)
    until = DateField(label=_("Until"))

    @property
    def facts(self) -> dict[str, Any]:
        """What `hold_erasure` takes."""
        said = self.cleaned_data
        return {"reason": said["reason"], "until": said["until"], "expected": said["version"]}


class PutOffForm(Versioned, PanohForm):
    """Until when a file is kept beyond its time, and why."""

    reason = forms.ChoiceField(label=_("Why it is kept longer"), choices=PutOff.choices, widget=Choices)
    until = DateField(label=_("Until"), help_text=_("Five years from now at most; then it stands in the list again"))

    @property
    def facts(self) -> dict[str, Any]:
        """What `put_off` takes."""
        said = self.cleaned_data
        return {"reason": said["reason"], "until": said["until"], "expected": said["version"]}


class PeriodForm(PanohForm):
    """For how many months files are kept."""

    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=1200)

    @property
    def facts(self) -> dict[str, Any]:
        """What `ask_period` takes."""
        return dict(self.cleaned_data)


class ToldForm(Versioned, PanohForm):
    """How somebody was told that it is erased here, and when."""

    how = forms.ChoiceField(label=_("How they were told"), choices=ToldHow.choices, widget=Choices)
    told_on = DateField(label=_("On which day"), past=True)

    @property
    def facts(self) -> dict[str, Any]:
        """What `note_told` takes."""
        said = self.cleaned_data
        return {"how": said["how"], "told_on": said["told_on"], "expected": said["version"]}
