"""What is typed about agreements."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation, User
from panoh.core.clock import today
from panoh.core.forms import Answered, Choices, DateField, ManyChoices, NameField, NumberField, PanohForm, Versioned, WordsField, when
from panoh.core.money import Currency
from panoh.core.scans import ACCEPTED
from panoh.network.enums import PEACEFUL, AgreementKind, EndReason, Service, TariffUnit
from panoh.network.kinds_of_help import service_choices
from panoh.network.models import Facility

type Labelled = Sequence[tuple[Facility, str]]


def _sum(label: Any, help_text: Any = "") -> NumberField:
    return NumberField(label=label, min_value=0, max_digits=12, decimal_places=2, required=False, help_text=help_text)


class AgreementForm(PanohForm):
    """Between whom, for what, until when, how much. Entries of the directory are given by the view, with their opened names."""

    facility = forms.ChoiceField(label=_("With"))
    organisation = forms.ChoiceField(label=_("Our side"))
    kind = forms.ChoiceField(label=_("What kind of paper"), choices=AgreementKind)
    reference = forms.CharField(label=_("Its number"), max_length=20, help_text=_("As on the paper, without spaces"))
    services = forms.MultipleChoiceField(label=_("Help covered"), choices=service_choices, widget=ManyChoices(two=True))
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"), required=False, help_text=_("Empty: it runs until one side ends it"), ahead=True)
    refers_until = DateField(
        label=_("Last day for new referrals"),
        required=False,
        ahead=True,
        help_text=_("Empty: as long as it is in force. Help that has begun continues"),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency, initial=Currency.TJS)
    ceiling_total = _sum(_("Ceiling for everyone"), _("All prices and ceilings are in this currency. Empty: no ceiling"))
    ceiling_person = _sum(_("Ceiling per person"))
    note = WordsField(label=_("Note"), required=False, max_length=4000)

    def __init__(self, *args: Any, facilities: Labelled, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facilities = {str(row.pk): row for row, _label in facilities}
        self.organisations = {str(row.pk): row for row in organisations}
        self.fields["facility"].choices = [(str(row.pk), label) for row, label in facilities]  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [(str(row.pk), row.short) for row in organisations]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `draft_agreement` takes."""
        given = dict(self.cleaned_data)
        return {
            **given,
            "facility": self.facilities[given["facility"]],
            "organisation": self.organisations[given["organisation"]],
        }


class ChangeAgreementForm(Versioned, AgreementForm):
    """The same again."""

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_agreement` takes."""
        given = super().action_kwargs
        return {"expected": given.pop("version"), **given}


class CorrectAgreementForm(ChangeAgreementForm):
    """What of the paper was typed wrongly, and why it is corrected."""

    reason = WordsField(label=_("What was typed wrongly"), max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, facilities=(), organisations=(), **kwargs)
        for name in ("facility", "organisation", "currency", "note"):
            del self.fields[name]
        days = {"signed_on": _("Signature date"), "confidential_on": _("Date of the confidentiality undertaking")}
        self.fields |= {name: DateField(label=label, past=True) for name, label in days.items()}
        self.order_fields([name for name in self.fields if name != "reason"])

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `correct_agreement` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}


class CorrectPriceForm(Versioned, PanohForm):
    """What the price is, and why it is corrected."""

    price = NumberField(label=_("Price"), min_value=0, max_digits=10, decimal_places=2)
    reason = WordsField(label=_("What was typed wrongly"), max_length=1000)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `correct_price` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}


class PriceForm(PanohForm):
    """What a unit of a service costs."""

    service = forms.ChoiceField(label=_("Which help"))
    unit = forms.ChoiceField(label=_("What the price is for"), choices=TariffUnit, widget=Choices(two=True))
    price = NumberField(label=_("Price"), min_value=0, max_digits=10, decimal_places=2)

    def __init__(self, *args: Any, services: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [(code, Service(code).label) for code in services]  # type: ignore[attr-defined]


class SignForm(Versioned, PanohForm):
    """Signed when, by whom, and since when they are bound to silence."""

    signed_on = DateField(label=_("Signature date"), past=True)
    ours = NameField(label=_("Who signs for us"))
    theirs = NameField(label=_("Who signs for them"))
    confidential_on = DateField(
        label=_("Date of the confidentiality undertaking"),
        past=True,
        help_text=_("The date on the signed undertaking, in the agreement or separate"),
    )

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `sign_agreement` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}


class EndForm(Versioned, PanohForm):
    """Over since when, and why."""

    needed_if: ClassVar = {"words": when(Answered("reason", ("", *(each.value for each in EndReason if each not in PEACEFUL))))}

    last_day = DateField(label=_("Last day in force"), past=True)
    reason = forms.ChoiceField(label=_("Why it ended"), choices=EndReason)
    words = WordsField(label=_("Details"), required=False, max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"last_day": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `end_agreement` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}


class RenewForm(PanohForm):
    """The number of the one that follows."""

    reference = forms.CharField(label=_("Number of the new agreement"), max_length=20, help_text=_("No names, no spaces"))


class ScanForm(Versioned, PanohForm):
    """The scanned paper."""

    scan = forms.FileField(
        label=_("Scan"),
        help_text=_("PDF, JPEG, PNG or WebP, up to 8 MB. Stored sealed"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )


class LinkForm(PanohForm):
    """Which account is which specialist."""

    user = forms.ChoiceField(label=_("Account"))
    facility = forms.ChoiceField(label=_("Directory entry"))

    def __init__(self, *args: Any, users: Sequence[User], facilities: Labelled, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.users = {str(row.pk): row for row in users}
        self.facilities = {str(row.pk): row for row, _label in facilities}
        self.fields["user"].choices = [(str(row.pk), f"{row.username}, {row.organisation.short}") for row in users]  # type: ignore[attr-defined]
        self.fields["facility"].choices = [(str(row.pk), label) for row, label in facilities]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `link_account` takes, and the entry it is tied to."""
        given = self.cleaned_data
        return {"facility": self.facilities[given["facility"]], "user": self.users[given["user"]]}
