"""Money asked for, decided on, and corrected."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.actions.money import Money
from panoh.cases.enums import HelpItem, Payer
from panoh.cases.forms.sessions import Costs
from panoh.core.forms import Answered, Choices, NumberField, PanohForm, Versioned, WordsField, when
from panoh.core.money import Currency


class AskMoneyForm(PanohForm):
    """How much, and what for."""

    item = forms.ChoiceField(label=_("Which help"), choices=HelpItem.choices)
    amount = NumberField(label=_("Sum"), min_value=0, max_digits=10, decimal_places=2)
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices, initial=Currency.TJS, widget=Choices(two=True))
    words = WordsField(label=_("What it is for"))
    payer = forms.ChoiceField(label=_("Who pays"), choices=[("", _("not known yet")), *Payer.choices], required=False)
    budget_code = forms.CharField(label=_("Budget code"), required=False, max_length=20)


class DecideMoneyForm(Versioned, PanohForm):
    """Yes, or why not."""

    needed_if: ClassVar = {"remark": when(Answered("agreed", ("no",)))}

    agreed = forms.ChoiceField(label=_("Decision"), choices=[("yes", _("agreed to")), ("no", _("declined"))], widget=Choices(two=True))
    remark = WordsField(label=_("Details"), required=False)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `decide_money` takes."""
        given = self.cleaned_data
        return {"agreed": given["agreed"] == "yes", "remark": given["remark"], "expected": given["version"]}


class CorrectPaymentForm(Versioned, Costs, PanohForm):
    """What should stand there, and why."""

    why = forms.CharField(label=_("Reason for the correction"), max_length=400)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["amount"].required = True

    @property
    def money(self) -> Money:
        """What it cost; nothing is refused by the act."""
        return self.take_cost(dict(self.cleaned_data))


class ReceiptForm(PanohForm):
    """The file."""

    photograph = forms.FileField(
        label=_("Photograph of the receipt"),
        help_text=_("JPEG, PNG or WebP, up to 12 MB. Place, camera and time are removed from the file"),
    )
