"""What is typed about a referral and about what came of it."""

from collections.abc import Collection, Sequence
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases.enums import Treatment
from panoh.cases.forms.sessions import Services
from panoh.cases.forms.work import user_label
from panoh.consent.enums import DataKind
from panoh.core.errors import Invalid
from panoh.core.forms import (
    Answered,
    Choices,
    DateField,
    Fold,
    ManyChoices,
    NameField,
    NumberField,
    PanohForm,
    Select,
    TimeField,
    Versioned,
    WordsField,
    version_field,
    when,
)
from panoh.core.money import Currency
from panoh.network.kinds_of_help import service_choices
from panoh.network.models import Facility
from panoh.referrals.enums import DeclineReason, Evidence, Level, NoShowReason, Priority, ReferralState
from panoh.referrals.letter import marked_in

NO_SERVICES: Services = MappingProxyType({})
LEVEL_HINTS: dict[str, Any] = {
    Level.NEUTRAL: _("Data: complaints. Does not say what happened, what was done or who refers."),
    Level.MINIMAL: _("Data: complaints, medical findings. Says what was done and what you ask for, not where it comes from."),
    Level.FULL: _("Data: complaints, medical findings, what happened. Says who refers and why."),
}

OF_PERSON = _("The language of the person. Choose another if the facility reads another")
NOT_OF_PERSON = _("We have no letters in the language of the person, or do not know it. Choose what the facility reads")


def letter_language(spoken: str) -> tuple[str, Any]:
    """In which language a letter about a person begins who speaks this one, and why."""
    return (spoken, OF_PERSON) if spoken in Language.values else (str(Language.RUSSIAN), NOT_OF_PERSON)


class ToFacility(PanohForm):
    """Where to. The facilities are given by the view, with their opened names: those that may be offered to the person, no others."""

    telling_answers: Collection[str] = ("facility", "service")

    facility = forms.ChoiceField(label=_("Where to"))
    register_agreed = forms.BooleanField(
        label=_("The facility puts patients on a register: I explained what that means, and the person agrees"),
        required=False,
        help_text=_("Only for facilities on the list that are marked so"),
    )

    def offer(self, facilities: Sequence[tuple[Facility, str]]) -> None:
        """Puts the facilities into the list; about a register is asked where one that keeps one is chosen."""
        self.facilities = {str(row.pk): row for row, _label in facilities}
        self.fields["facility"].choices = [(str(row.pk), label) for row, label in facilities]  # type: ignore[attr-defined]
        keepers = tuple(str(row.pk) for row, _label in facilities if row.register)
        if keepers:
            self.asking = {**self.asking, "register_agreed": when(Answered("facility", keepers))}
        else:
            del self.fields["register_agreed"]


class ForPlanned(forms.Form):
    """For which service of the programme it is; not asked where none is planned."""

    planned = forms.ChoiceField(label=_("Service of the programme"), required=False)

    def offer_planned(self, services: Services) -> None:
        """Puts the services of the programme in force into the list."""
        self.services = {str(row.pk): row for row in services}
        if services:
            self.fields["planned"].choices = [("", _("not in the programme")), *((str(row.pk), said) for row, said in services.items())]  # type: ignore[attr-defined]
        else:
            del self.fields["planned"]

    def take_planned(self, given: dict[str, Any]) -> dict[str, Any]:
        """What was given, the service as a row; without a word of it where it was not asked."""
        return {**given, "planned": self.services.get(given["planned"])} if "planned" in given else given


class ReferralForm(ForPlanned, ToFacility):
    """To whom, for what, how much is said."""

    field_order = ("facility", "register_agreed", "service", "planned")

    service = forms.ChoiceField(label=_("Which help"), choices=service_choices)
    priority = forms.ChoiceField(
        label=_("How soon the person needs to be seen"), choices=Priority, initial=Priority.NORMAL, widget=Choices(tight=True)
    )
    level = forms.ChoiceField(label=_("How much to say"), choices=Level, widget=Choices(hints=LEVEL_HINTS))
    complaints = WordsField(label=_("Complaints"), max_length=2000, help_text=_("What a clinician needs to know, not what caused them"))
    keep_words = forms.BooleanField(
        label=_("Keep the marked words"),
        required=False,
        help_text=_("Then a colleague reads the letter before it is sent"),
    )
    ask = WordsField(
        label=_("What you ask for and what was done"),
        required=False,
        max_length=2000,
        help_text=_("Not shown in a neutral letter. In full: also what happened, if the facility needs it"),
    )
    data_kinds = forms.MultipleChoiceField(
        label=_("What to send with it"),
        choices=DataKind,
        required=False,
        widget=ManyChoices(tight=True),
        help_text=_("The name is in the letter only if the person agreed to it"),
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Language)

    def __init__(
        self,
        *args: Any,
        facilities: Sequence[tuple[Facility, str]],
        services: Services = NO_SERVICES,
        why_language: Any = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].help_text = why_language
        self.offer_planned(services)
        self.offer(facilities)
        if not any(row.house_id for row, _label in facilities):  # what goes to a facility beside the name, the level says
            self.fields["data_kinds"].choices = [(DataKind.NAME.value, DataKind.NAME.label)]  # type: ignore[attr-defined]
        self._in_order = list(self.fields)
        if "keep_words" not in self.data:
            self._keeping = self.fields.pop("keep_words")

    def refuse(self, invalid: Invalid) -> None:
        """And where words were marked, offers to keep them."""
        if "keep_words" not in self.fields and marked_in(*(str(self.data.get(name, "")) for name in ("complaints", "ask"))):
            self.fields["keep_words"] = self._keeping
            self.order_fields(self._in_order)
        super().refuse(invalid)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `draft_referral` takes."""
        given = self.take_planned(dict(self.cleaned_data))
        return {**given, "facility": self.facilities[given["facility"]]}


class ChangeReferralForm(Versioned, ReferralForm):
    """The same again."""

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_referral` takes."""
        given = super().action_kwargs
        return {"expected": given.pop("version"), **given}


class StepForm(Versioned, PanohForm):
    """A step with nothing to add."""

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the step's action takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}


class SendForm(StepForm):
    """A letter on its way, perhaps with a link for the answer in its square code."""

    with_link = forms.BooleanField(required=False)
    looked_again = forms.BooleanField(required=False)


# How a worker knows; what recipients write down here themselves is known by that.
BY_WORKER = [choice for choice in Evidence.choices if choice[0] != Evidence.ACCOUNT]


class ReaderForm(StepForm):
    """Who reads a letter a second time."""

    user = forms.ChoiceField(label=_("Second reader"))

    def __init__(self, *args: Any, users: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.users = {str(user.pk): user for user in users}
        self.fields["user"].choices = [("", _("choose")), *((key, user_label(user)) for key, user in self.users.items())]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `give_to_reader` takes."""
        given = super().action_kwargs
        return {**given, "user": self.users[given["user"]]}


class AgreeForm(StepForm):
    """That a letter was read: with the proof that it was shown."""

    seen = forms.CharField(required=False, max_length=64)


class RemarkForm(StepForm):
    """What the second reader wants changed."""

    remark = WordsField(label=_("What to change"), max_length=2000)


class AloneForm(StepForm):
    """Why a letter goes without a second reader."""

    reason = WordsField(label=_("Why it cannot wait"), max_length=2000)


class AnswerForm(StepForm):
    """And how it is known."""

    evidence = forms.ChoiceField(label=_("How is it known"), choices=[("", _("not stated")), *BY_WORKER], required=False, widget=Select())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([name for name in self.fields if name != "evidence"])  # what was said comes before how it is known


class BookForm(AnswerForm):
    """The facility gave an appointment."""

    day = DateField(label=_("Appointment date"), ahead=True)
    hour = TimeField(label=_("Time"), required=False, help_text=_("Leave empty if not given"))


class AttendanceForm(AnswerForm):
    """The person was there."""

    attended_on = DateField(label=_("When"), past=True)


class NoShowForm(AnswerForm):
    """The person was not there."""

    reason = forms.ChoiceField(label=_("Why"), choices=NoShowReason, widget=Choices)
    words = WordsField(label=_("Details"), required=False, max_length=2000)


class DeclineForm(AnswerForm):
    """The facility does not take it."""

    reason = forms.ChoiceField(label=_("Why"), choices=DeclineReason, widget=Choices)
    words = WordsField(label=_("Details"), required=False, max_length=2000)


class OutcomeForm(ForPlanned, AnswerForm):
    """What came of it; when the person was there, where nobody has recorded that yet."""

    folds: ClassVar[Sequence[Fold]] = (Fold(_("Already filled in"), ("planned", "quantity", "treatment", "outcome_on")),)

    attended_on = DateField(label=_("When the person was there"), past=True)
    state = forms.ChoiceField(
        label=_("What was asked for"),
        choices=[(ReferralState.COMPLETED, _("was done")), (ReferralState.PARTLY_COMPLETED, _("was done in part"))],
        initial=ReferralState.COMPLETED,
        widget=Choices(two=True),
    )
    words = WordsField(label=_("What the facility says"), required=False, max_length=10_000)
    recommendation = WordsField(label=_("What it advises"), required=False, max_length=10_000)
    treatment = forms.ChoiceField(label=_("Treatment"), choices=Treatment, required=False)
    quantity = forms.IntegerField(label=_("How many services"), min_value=1, max_value=999, initial=1)
    cost = NumberField(label=_("Cost to the Unit"), required=False, max_digits=10, decimal_places=2, help_text=_("Leave empty if nothing"))
    currency = forms.ChoiceField(label=_("Currency"), choices=[("", "—"), *Currency.choices], required=False, widget=Select())
    outcome_on = DateField(label=_("When the answer came"), past=True)
    field_order = (
        *("attended_on", "state", "words", "recommendation", "cost", "currency"),
        *("planned", "quantity", "treatment", "outcome_on", "evidence"),
    )

    def __init__(self, *args: Any, services: Services = NO_SERVICES, asks_visit: bool = False, cost_from: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_planned(services)
        if not asks_visit:
            del self.fields["attended_on"]
        if cost_from:
            self.fields["cost"].help_text = cost_from
        self.order_fields(self.field_order)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_outcome` takes."""
        return self.take_planned(super().action_kwargs)


class ReasonForm(AnswerForm):
    """Why it goes no further."""

    words = WordsField(label=_("Why"), required=False, max_length=2000)


STEP_FORMS: dict[ReferralState, type[StepForm]] = {
    ReferralState.ACKNOWLEDGED: AnswerForm,
    ReferralState.ACCEPTED: AnswerForm,
    ReferralState.WAITLISTED: AnswerForm,
    ReferralState.BOOKED: BookForm,
    ReferralState.ATTENDED: AttendanceForm,
    ReferralState.NO_SHOW: NoShowForm,
    ReferralState.IN_SERVICE: AnswerForm,
    ReferralState.DECLINED: DeclineForm,
    ReferralState.COMPLETED: OutcomeForm,
    ReferralState.PERSON_DECLINED: ReasonForm,
    ReferralState.WITHDRAWN: ReasonForm,
    ReferralState.EXPIRED: ReasonForm,
    ReferralState.ERROR: ReasonForm,
}


class ReferOnForm(ToFacility, StepForm):
    """Which other facility is asked for the same help. Everything else goes over from the one before."""

    def __init__(self, *args: Any, facilities: Sequence[tuple[Facility, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(facilities)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `refer_on` takes."""
        given = super().action_kwargs
        return {**given, "facility": self.facilities[given["facility"]]}


class ExclusionForm(PanohForm):
    """Where the person is not to be sent, and why."""

    facility = forms.ChoiceField(label=_("Places not to refer to"))
    words = WordsField(label=_("Why"), max_length=2000, help_text=_("Sealed with the person's text; the facility never reads it"))

    def __init__(self, *args: Any, facilities: Sequence[tuple[Facility, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facilities = {str(row.pk): row for row, _label in facilities}
        self.fields["facility"].choices = [(str(row.pk), label) for row, label in facilities]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `exclude_facility` takes."""
        given = self.cleaned_data
        return {"facility": self.facilities[given["facility"]], "words": given["words"]}


class LetterheadForm(PanohForm):
    """What stands above letters that do not say who refers. All of it may stay blank."""

    version = version_field(least=0)
    name = NameField(
        label=pgettext_lazy("person or body", "Name"),
        required=False,
        max_length=200,
        help_text=_("Neither the name of the organisation nor what it does"),
    )
    address = forms.CharField(label=_("Address and telephone"), required=False, max_length=300)
    host = forms.CharField(
        label=_("Web address where facilities answer"),
        required=False,
        max_length=253,
        help_text=_("An address that says nothing, for example: reply.example.org. The QR code of a letter then opens it"),
    )

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `set_letterhead` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version") or None, **given}
