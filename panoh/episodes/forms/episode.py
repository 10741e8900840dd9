"""What is typed about care outside and what it costs."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import Payer
from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, NumberField, PanohForm, Versioned, WordsField
from panoh.core.money import Currency
from panoh.episodes.actions.costs import Billing
from panoh.episodes.enums import BrokenOff, EntryKind, EpisodeKind
from panoh.network.enums import TariffUnit
from panoh.network.kinds_of_help import service_choices
from panoh.network.models import Facility
from panoh.referrals.models import Referral

MOST_DAYS = 366


def _days() -> forms.IntegerField:
    return forms.IntegerField(label=_("Expected length in days"), required=False, min_value=1, max_value=MOST_DAYS)


class EpisodeForm(PanohForm):
    """Where, for what help, from when."""

    referral = forms.ChoiceField(label=_("Referral"), required=False)
    facility = forms.ChoiceField(
        label=_("Facility"), required=False, help_text=_("Leave blank if there is a referral: it is taken from there")
    )
    service = forms.ChoiceField(
        label=_("Kind of help"),
        choices=lambda: [("", _("as in the referral")), *service_choices()],
        required=False,
    )
    kind = forms.ChoiceField(label=_("How"), choices=EpisodeKind.choices, widget=Choices)
    day = DateField(
        label=_("From which date"), help_text=_("A day in the future is a plan. Today or an earlier day means the treatment has begun")
    )
    expected_days = _days()

    def __init__(self, *args: Any, referrals: Mapping[Referral, str], facilities: Mapping[Facility, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.referrals = {str(row.pk): row for row in referrals}
        self.facilities = {str(row.pk): row for row in facilities}
        self.fields["referral"].choices = [("", _("none")), *((str(row.pk), said) for row, said in referrals.items())]  # type: ignore[attr-defined]
        self.fields["facility"].choices = [("", _("as in the referral")), *((str(row.pk), said) for row, said in facilities.items())]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `open_episode` takes."""
        given = dict(self.cleaned_data)
        return {**given, "referral": self.referrals.get(given["referral"]), "facility": self.facilities.get(given["facility"])}


class _Step(Versioned, PanohForm):
    """On which day something became so."""

    day = DateField(label=_("Date"), past=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"day": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the action takes."""
        return {("expected" if name == "version" else name): value for name, value in self.cleaned_data.items()}


class BeginForm(_Step):
    """The person was admitted, or came for the first visit."""

    expected_days = _days()


class EndForm(_Step):
    """Discharge, or the last visit."""

    summary = WordsField(
        label=_("What the facility writes"),
        required=False,
        help_text=_("Diagnosis, treatment, advice. Sealed: the physicians on this case can read it"),
    )
    wants_follow_up = forms.BooleanField(label=_("The facility wants to see the person again"), required=False)


class BreakForm(_Step):
    """Why it did not come to its end."""

    reason = forms.ChoiceField(label=_("Why"), choices=BrokenOff.choices, widget=Choices)
    summary = WordsField(label=_("Details"), required=False, help_text=_("Sealed: the physicians on this case can read it"))


class EntryForm(PanohForm):
    """What was done there."""

    kind = forms.ChoiceField(label=_("What was done"), choices=EntryKind.choices, widget=Choices(two=True))
    day = DateField(label=_("Date"), past=True)
    words = WordsField(
        label=_("Details"), required=False, help_text=_("Sealed: the physicians on this case can read it. Not needed for a visit")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"day": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class _Bill(PanohForm):
    """Who pays, and why outside of what is agreed."""

    payer = forms.ChoiceField(label=_("Who pays"), choices=[("", _("not known yet")), *Payer.choices], required=False)
    budget_code = forms.CharField(label=_("Budget code"), required=False, max_length=20)
    reason = forms.CharField(
        label=_("Why it is paid outside the agreement"), required=False, max_length=400, help_text=_("Only if this applies")
    )

    def __init__(self, *args: Any, may_except: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_except:
            del self.fields["reason"]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        billing = Billing(given.pop("payer"), given.pop("budget_code"), given.pop("reason", ""))
        return {**given, "billing": billing}


class TakeOverForm(_Bill):
    """What the referral says it cost becomes a line."""


class CostForm(_Bill):
    """How many of what."""

    service = forms.ChoiceField(label=_("Kind of help"), choices=service_choices)
    unit = forms.ChoiceField(label=_("Unit of measure"), choices=TariffUnit.choices, widget=Choices(two=True))
    quantity = NumberField(label=_("How many"), min_value=0, max_digits=7, decimal_places=2)
    price = NumberField(
        label=_("Price per unit"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        help_text=_("Leave blank if the agreement has the price"),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[("", _("as in the agreement")), *Currency.choices], required=False)
    field_order = ("service", "unit", "quantity", "price", "currency", "payer", "budget_code", "reason")


class StrikeForm(Versioned, PanohForm):
    """Why a line is struck out."""

    words = forms.CharField(label=_("Why it is crossed out"), max_length=400)


# What is asked with each step of care outside.
STEP_FORMS: dict[str, type[_Step]] = {"begin": BeginForm, "end": EndForm, "break": BreakForm}
