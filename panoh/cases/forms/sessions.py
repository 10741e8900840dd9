"""Sessions planned and recorded, and help given."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.accounts.models import User
from panoh.cases.actions.groups import LONGEST_SERIES
from panoh.cases.actions.money import Money
from panoh.cases.enums import Attendance, Discipline, Help, HelpItem, NotAttended, Payer, Proof, SessionKind, Treatment, Venue
from panoh.cases.models import MoneyAsked, PlannedService
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.forms import (
    HALF,
    Answered,
    Choices,
    DateField,
    FiguresInput,
    Fold,
    NumberField,
    Offered,
    PanohForm,
    Scale,
    Select,
    TimeField,
    Versioned,
    When,
    WordsField,
    when,
)
from panoh.core.money import Currency
from panoh.network.models import Facility

type Services = Mapping[PlannedService, str]

HELD = [(each.value, each.label) for each in Attendance if each != Attendance.PLANNED]
CAME = Answered("attendance", (Attendance.ATTENDED,))
USUAL_MINUTES = 50
MOST_MINUTES = 1440
MOST_LATE = 600
# A group is recorded in one act of its own.
ALONE = [(each.value, each.label) for each in SessionKind if each != SessionKind.GROUP]


METHODS = [
    _("supportive talk"),
    _("explaining the effects of stress"),
    _("breathing and relaxation"),
    _("cognitive behavioural therapy"),
    _("narrative exposure therapy"),
    _("eye movement desensitisation (EMDR)"),
    _("art therapy"),
    _("play"),
    _("practical advice"),
]


class _ForService(forms.Form):
    """For which planned service it is. One is chosen already where the page was opened for it, or where it is the only one of its kind."""

    telling_answers: Collection[str] = ("service", "discipline")

    service = forms.ChoiceField(label=_("Service of the programme"), required=False)

    def offer(self, services: Services) -> None:
        """Puts the services of the programme in force into the list."""
        self.services = {str(row.pk): row for row in services}
        self.fields["service"].choices = [("", _("not in the programme")), *((str(row.pk), said) for row, said in services.items())]  # type: ignore[attr-defined]

    def suggest(self, kinds: Collection[str]) -> None:
        """Begins with the only planned service of these kinds of help."""
        same = [key for key, row in self.services.items() if row.help in kinds]
        if len(same) == 1:
            self.initial.setdefault("service", same[0])


def offer_disciplines(form: forms.Form, disciplines: Iterable[Discipline]) -> None:
    """Puts one's own disciplines into the list; the only one is chosen, and nothing is asked."""
    own = [(each.value, each.label) for each in Discipline if each in disciplines]
    form.fields["discipline"].choices = own  # type: ignore[attr-defined]
    if len(own) == 1:
        form.initial.setdefault("discipline", own[0][0])
        form.fields["discipline"].widget = forms.HiddenInput()


class _Where(forms.Form):
    """Where, and who else took part."""

    venue = forms.ChoiceField(label=_("Where"), choices=[("", _("not stated")), *Venue.choices], required=False, widget=Select())
    others = forms.CharField(
        label=_("Other participants"), required=False, max_length=200, help_text=_("An interpreter under an alias, a relative: no names")
    )


class _Together(_Where):
    """And who of the staff."""

    co_worker = forms.ChoiceField(label=_("Held together with"), required=False)

    def offer_colleagues(self, colleagues: Sequence[User]) -> None:
        """Puts those who work on the case into the list."""
        self.colleagues = {str(user.pk): user for user in sorted(colleagues, key=lambda one: one.username)}
        named = [(key, user.username) for key, user in self.colleagues.items()]
        self.fields["co_worker"].choices = [("", pgettext_lazy("together with", "nobody")), *named]  # type: ignore[attr-defined]


class _Meeting(_ForService, _Together, PanohForm):
    """Of what kind, when, where, for which service."""

    discipline = forms.ChoiceField(label=_("Discipline"), choices=Discipline.choices, widget=Choices(two=True))
    kind = forms.ChoiceField(label=_("Kind of session"), choices=ALONE, widget=Choices(two=True))
    day = DateField(label=_("Day"), help_text="", widget=FiguresInput(HALF))
    hour = TimeField(label=_("Time"), widget=FiguresInput(HALF))

    def __init__(
        self, *args: Any, disciplines: Iterable[Discipline], services: Services, colleagues: Sequence[User] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        own = list(disciplines)
        offer_disciplines(self, own)
        self.offer(services)
        self.suggest(own)
        self.offer_colleagues(colleagues)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_unplanned` takes."""
        given = dict(self.cleaned_data)
        at = dt.datetime.combine(given.pop("day"), given.pop("hour"), DUSHANBE)
        colleague = self.colleagues.get(given["co_worker"])
        return {**given, "at": at, "service": self.services.get(given["service"]), "co_worker": colleague}


class PlanSessionForm(_Meeting):
    """When, of what kind, for which service; once, or at the same hour for some weeks."""

    day = DateField(label=_("Day"), help_text="", ahead=True, widget=FiguresInput(HALF))
    times = forms.ChoiceField(
        label=_("Number of sessions"),
        choices=[(number, str(number)) for number in range(1, LONGEST_SERIES + 1)],
        required=False,
    )
    every = forms.ChoiceField(
        label=_("If several: how often"),
        choices=[(7, _("every week")), (14, _("every two weeks")), (28, _("every four weeks"))],
        initial=7,
        required=False,
        widget=Choices,
    )
    field_order: Sequence[str] = ("discipline", "kind", "day", "hour", "times", "every", "venue", "service", "co_worker", "others")

    def clean_day(self) -> dt.date:
        """Today or later: what took place is recorded, not planned."""
        day: dt.date = self.cleaned_data["day"]
        if day < today():
            raise forms.ValidationError(_("This day has passed. Choose a later one, or record the session that took place."))
        return day

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `plan_series` takes."""
        given = super().action_kwargs
        return {**given, "times": int(given["times"] or 1), "every": int(given["every"] or 7)}


class _Took(PanohForm):
    """How a session went: the words first, then whether and how."""

    asked_if: ClassVar[Mapping[str, When]] = {
        "minutes": when(CAME, needed=True),
        "late_minutes": when(CAME),
        "approach": when(CAME),
        "reason": when(Answered("attendance", (Attendance.NOT_ATTENDED, Attendance.CALLED_OFF)), needed=True),
    }
    folds: ClassVar[Sequence[Fold]] = (
        Fold(_("Already filled in"), ("discipline", "kind", "service", "venue")),
        Fold(_("More: who took part, who came late"), ("late_minutes", "co_worker", "others", "own_")),
    )

    attendance = forms.ChoiceField(label=_("Did the person come?"), choices=HELD, initial=Attendance.ATTENDED, widget=Scale)
    minutes = forms.IntegerField(label=_("How many minutes"), required=False, initial=USUAL_MINUTES, min_value=1, max_value=MOST_MINUTES)
    approach = forms.CharField(label=_("Method"), required=False, max_length=200, widget=Offered(METHODS))
    late_minutes = forms.IntegerField(label=_("If late: how many minutes"), required=False, min_value=1, max_value=MOST_LATE)
    reason = forms.ChoiceField(label=_("Reason"), choices=NotAttended.choices, required=False, widget=Choices)
    summary = WordsField(label=_("Summary"), required=False, help_text=_("Read by everyone who works on this case"))
    notes = WordsField(
        label=_("Process notes"),
        required=False,
        help_text=_("Sealed: read by you; notes of a psychological session also by the psychologists named on this case"),
    )


HOW_IT_WENT = ("attendance", "minutes", "reason", "approach", "venue", "late_minutes", "co_worker", "others")


class RecordSessionForm(Versioned, _Took, _Together, PanohForm):
    """How a planned session went."""

    field_order = ("summary", "notes", *HOW_IT_WENT)

    def __init__(self, *args: Any, colleagues: Sequence[User] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_colleagues(colleagues)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_session` takes."""
        given = {("expected" if name == "version" else name): value for name, value in self.cleaned_data.items()}
        return {**given, "co_worker": self.colleagues.get(given["co_worker"])}


class CancelSessionForm(Versioned, PanohForm):
    """Why a planned session is called off."""

    reason = forms.ChoiceField(label=_("Reason"), choices=NotAttended.choices)


class MoveSessionForm(Versioned, PanohForm):
    """To which day and hour a planned session moves."""

    day = DateField(label=_("Day"), help_text="", ahead=True, widget=FiguresInput(HALF))
    hour = TimeField(label=_("Time"), widget=FiguresInput(HALF))

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `move_session` takes."""
        given = self.cleaned_data
        return {"at": dt.datetime.combine(given["day"], given["hour"], DUSHANBE), "expected": given["version"]}


class AddSessionForm(_Took, _Meeting):
    """A session that took place and was not planned here."""

    day = DateField(label=_("Day"), help_text="", past=True, widget=FiguresInput(HALF))
    field_order = (
        "summary",
        "notes",
        "day",
        "hour",
        "attendance",
        "minutes",
        "reason",
        "approach",
        "discipline",
        "kind",
        "service",
        "venue",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        began = (now() - dt.timedelta(minutes=USUAL_MINUTES)).astimezone(DUSHANBE)
        filled_in = {"day": began.date(), "hour": began.time().replace(minute=began.minute // 5 * 5), "kind": SessionKind.INDIVIDUAL}
        kwargs["initial"] = {**filled_in, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class CorrectSessionForm(Versioned, _Took, _Where, PanohForm):
    """The same again, and why it changes."""

    why = forms.CharField(label=_("Reason for the correction"), max_length=400)
    folds: ClassVar[Sequence[Fold]] = ()
    field_order = ("summary", "notes", *HOW_IT_WENT, "why")

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `correct_session` takes."""
        return {("expected" if name == "version" else name): value for name, value in self.cleaned_data.items()}


COST = Answered("amount")
CHOSEN = ("currency", "proof")  # what is asked of every cost, and begins with an answer


class Costs(forms.Form):
    """What help cost, as far as it cost something."""

    asked_if: ClassVar[Mapping[str, When]] = {
        **dict.fromkeys(("currency", "proof"), when(COST, needed=True)),
        **dict.fromkeys(("payer", "budget_code"), when(COST)),
        "receipt": when(COST, Answered("proof", (Proof.RECEIPT,)), needed=True),
    }

    amount = NumberField(
        label=_("Cost"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        help_text=_("Enter the actual sum. If it is above the limit for help without approval, the coordinator decides"),
    )
    currency = forms.ChoiceField(
        label=_("Currency"), choices=Currency.choices, initial=Currency.TJS, required=False, widget=Choices(two=True)
    )
    payer = forms.ChoiceField(label=_("Who pays"), choices=[("", _("not known yet")), *Payer.choices], required=False)
    budget_code = forms.CharField(label=_("Budget code"), required=False, max_length=20)
    proof = forms.ChoiceField(label=_("Evidence"), choices=Proof.choices, initial=Proof.LATER, required=False, widget=Choices(two=True))
    receipt = forms.CharField(label=_("Receipt number"), required=False, max_length=20)

    def is_kept(self, name: str) -> bool:
        """What a question begins with keeps it nowhere: only what was chosen does."""
        return (self.is_bound or name not in CHOSEN) and super().is_kept(name)  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        """Of what cost something, in which currency and how it is known is chosen, never taken for granted."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in CHOSEN if cleaned.get("amount") else ():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return cleaned

    def take_money(self, given: dict[str, Any], asked: MoneyAsked | None = None) -> Money | None:
        """Takes what it cost out of what was given; None where it cost nothing."""
        money = self.take_cost(given, asked)
        return money if money.amount else None

    def take_cost(self, given: dict[str, Any], asked: MoneyAsked | None = None) -> Money:
        """The same as it was typed, also where it is nothing."""
        amount, currency, payer, code, proof, receipt = (
            given.pop(name, "") for name in ("amount", "currency", "payer", "budget_code", "proof", "receipt")
        )
        return Money(amount or Decimal(0), currency or Currency.TJS, proof or Proof.LATER, payer, code, receipt, asked)


MONEY = ("amount", "currency", "payer", "budget_code", "proof", "receipt")


class HelpForm(_ForService, Costs, PanohForm):
    """What was given, on which day, how many, where, and what it cost."""

    asked_if: ClassVar[Mapping[str, When]] = {
        **Costs.asked_if,
        "treatment": when(Answered("help", (Help.MEDICAL,))),
        "asked": when(COST),
    }

    help = forms.ChoiceField(label=_("Kind of help"), choices=Help.choices)
    item = forms.ChoiceField(label=_("What exactly"), choices=HelpItem.choices)
    given_on = DateField(label=_("Date given"), past=True)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=9999, initial=1)
    facility = forms.ChoiceField(label=_("Facility"), required=False)
    treatment = forms.ChoiceField(
        label=_("Treatment"), choices=[("", _("not treatment")), *Treatment.choices], required=False, widget=Choices(two=True)
    )
    words = forms.CharField(label=_("Details"), required=False, max_length=400)
    asked = forms.ChoiceField(label=_("Approval"), required=False)
    field_order = ("help", "item", "given_on", "quantity", "service", "facility", "treatment", "words", *MONEY, "asked")

    def __init__(
        self, *args: Any, services: Services, facilities: Mapping[Facility, str], agreed: Mapping[MoneyAsked, str], **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"given_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.offer(services)
        self.agreed = {str(row.pk): row for row in agreed}
        if agreed:
            self.fields["asked"].choices = [("", _("nothing was requested")), *((str(row.pk), said) for row, said in agreed.items())]  # type: ignore[attr-defined]
        else:
            del self.fields["asked"]
        self.facilities = {str(row.pk): row for row in facilities}
        self.fields["facility"].choices = [("", _("none")), *((str(row.pk), name) for row, name in facilities.items())]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `give_help` takes."""
        given = dict(self.cleaned_data)
        given["money"] = self.take_money(given, self.agreed.get(given.pop("asked", "")))
        return {**given, "service": self.services.get(given["service"]), "facility": self.facilities.get(given["facility"])}


class CorrectHelpForm(Versioned, PanohForm):
    """What should stand there, and why."""

    help = forms.ChoiceField(label=_("Kind of help"), choices=Help.choices)
    item = forms.ChoiceField(label=_("What exactly"), choices=HelpItem.choices)
    given_on = DateField(label=_("Date given"), past=True)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=9999)
    words = forms.CharField(label=_("Details"), required=False, max_length=400)
    why = forms.CharField(label=_("Reason for the correction"), max_length=400)
