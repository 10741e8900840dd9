"""What is typed about an act of completed work."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import DateField, PanohForm, Versioned, WordsField


class ReturnActForm(Versioned, PanohForm):
    """What is to be corrected."""

    remark = WordsField(label=_("What must be corrected"), max_length=2000)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `return_act` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}


class ApproveActForm(PanohForm):
    """Why it is approved, where it passes a ceiling of the agreement."""

    remark = WordsField(label=_("Why it is still approved"), required=False, max_length=2000)


class PayActForm(Versioned, PanohForm):
    """When, and by which payment order."""

    paid_on = DateField(label=_("Date paid"), past=True)
    payment_number = forms.CharField(label=_("Payment order number"), required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"paid_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `pay_act` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}
