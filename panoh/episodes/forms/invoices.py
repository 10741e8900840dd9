"""What is typed about invoices of facilities."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, ManyChoices, NumberField, PanohForm, Versioned, WordsField, when
from panoh.core.money import Currency
from panoh.episodes.models import CostLine
from panoh.network.models import Facility

ACCEPTED = "application/pdf,image/jpeg,image/png,image/webp"


class InvoiceForm(PanohForm):
    """What stands on the paper."""

    facility = forms.ChoiceField(label=_("Facility"))
    number = forms.CharField(label=_("Invoice number"), max_length=20)
    dated_on = DateField(label=_("Date of the invoice"), past=True)
    amount = NumberField(label=_("Sum"), min_value=0, max_digits=12, decimal_places=2)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, initial=Currency.TJS, widget=Choices(two=True))
    scan = forms.FileField(
        label=_("Scan"),
        required=False,
        help_text=_("PDF, JPEG, PNG or WebP, up to 8 MB. Stored sealed"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args: Any, facilities: Mapping[Facility, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facilities = {str(row.pk): row for row in facilities}
        self.fields["facility"].choices = [("", _("choose")), *((str(row.pk), said) for row, said in facilities.items())]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `enter_invoice` takes."""
        given = dict(self.cleaned_data)
        scan = given.pop("scan")
        return {**given, "facility": self.facilities[given["facility"]], "scan": scan.read() if scan else b""}


class _Step(Versioned, PanohForm):
    """What an action on an invoice takes. `differs`: what it asks for is not what its lines come to."""

    def __init__(self, *args: Any, differs: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.differs = differs

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the action takes."""
        return {("expected" if name == "version" else name): value for name, value in self.cleaned_data.items()}


class MatchForm(_Step):
    """Which costs it stands for."""

    lines = forms.MultipleChoiceField(label=_("Costs of this invoice"), required=False, widget=ManyChoices)

    def __init__(self, *args: Any, known: Sequence[tuple[CostLine, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(row.pk): row for row, _said in known}
        self.fields["lines"].choices = [(str(row.pk), said) for row, said in known]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `match_lines` takes."""
        given = super().action_kwargs
        return {"chosen": [self.known[key] for key in given.pop("lines")], **given}


class ApproveForm(_Step):
    """Why, where the sums differ."""

    remark = WordsField(label=_("Details"), required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.differs:
            self.needing = {"remark": when()}


class VoidForm(_Step):
    """Why it is not valid."""

    remark = WordsField(label=_("Why it is not valid"), max_length=2000)


class PayInvoiceForm(_Step):
    """When, and by which payment order."""

    paid_on = DateField(label=_("Date paid"), past=True)
    payment_number = forms.CharField(label=_("Payment order number"), required=False, max_length=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"paid_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


# What is asked with each step of an invoice.
INVOICE_FORMS: dict[str, type[_Step]] = {"approve": ApproveForm, "void": VoidForm, "pay": PayInvoiceForm}
