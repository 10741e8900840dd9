"""The facts of a person and a case at admission."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.queries import in_order
from panoh.cases.complaints import complaint_choices
from panoh.cases.enums import DecisionReason as Reason
from panoh.cases.enums import Discipline, Kind, Urgency, urgency_choices
from panoh.cases.forms.requests import ADMISSIONS, place_choices, region_and_place
from panoh.core.clock import today
from panoh.core.forms import (
    HALF,
    Answered,
    Choices,
    DateField,
    ManyChoices,
    NameField,
    NameInput,
    PanohForm,
    PartialDate,
    PartialDateField,
    PlaceField,
    Scale,
    Select,
    Versioned,
    WordsField,
    when,
)
from panoh.people.actions import NO_NAME
from panoh.people.data import DATA_FIELDS, PersonData
from panoh.people.enums import Sex

type Workers = list[tuple[User, tuple[Discipline, ...]]]

NEAR = _("From the organisation responsible for the case, or from the secretariat")
OTHER_ORGANISATION = _(
    "This account belongs to another organisation. Choose one from the organisation responsible for the case, or from the secretariat."
)
UNNAMED = _("Not known? Leave it blank and ask later")
REASON_OF = {Kind.SURVIVOR: Reason.SURVIVOR_OF_TORTURE, Kind.FAMILY: Reason.FAMILY_OF_SURVIVOR}
NAMED = (Discipline.SOCIAL, Discipline.PSYCHOLOGICAL, Discipline.MEDICAL)


def iso(date: PartialDate | None) -> str:
    """A date as exact as it is known: 1990, 1990-05 or 1990-05-31; blank for none."""
    if date is None:
        return ""
    return "-".join([f"{date.year:04d}", *(f"{part:02d}" for part in (date.month, date.day) if part)])


def user_label(user: User) -> str:
    """An account as a list names it."""
    return f"{user.username}, {user.organisation.short}"


def is_near(user: User, organisation: Organisation) -> bool:
    """Whether the account can open a case that this organisation carries."""
    return user.organisation_id == organisation.id or user.organisation.kind == OrganisationKind.SECRETARIAT


NOBODY_YET = {
    Discipline.SOCIAL: _("no social worker yet"),
    Discipline.PSYCHOLOGICAL: _("no psychologist yet"),
    Discipline.MEDICAL: _("no physician yet"),
}


def worker_choices(workers: Workers, discipline: Discipline) -> list[tuple[Any, Any]]:
    """The accounts that do this kind of work, by their organisation."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for user, disciplines in workers:
        if discipline in disciplines:
            groups.setdefault(user.organisation.short, []).append((str(user.id), user_label(user)))
    return [("", NOBODY_YET[discipline]), *groups.items()]


class AdmissionForm(Versioned, PanohForm):
    """A person becomes a case: names as they write them, birth as exact as known, who works with them."""

    needed_if: ClassVar = {  # one of the two
        "family_name": when(Answered("given_name", ("",))),
        "given_name": when(Answered("family_name", ("",))),
    }

    family_name = NameField(label=_("Family name"), required=False)
    given_name = NameField(label=_("Given name"), required=False, widget=NameInput(HALF))
    patronymic = NameField(label=_("Patronymic"), required=False, widget=NameInput(HALF))
    birth = PartialDateField(label=_("Date of birth"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, widget=Scale)
    kind = forms.ChoiceField(label=_("Admitted as"), choices=Kind.choices, widget=Scale)
    place = PlaceField(label=_("Where the person lives"), required=False)
    admitted_on = DateField(label=_("Day of admission"), past=True)
    urgency = forms.ChoiceField(label=_("How urgent"), choices=Urgency.choices, widget=Select)
    organisation = forms.ChoiceField(label=_("Organisation responsible for the case"), widget=Select)
    reason = forms.ChoiceField(
        label=_("Reason for admission"),
        choices=[("", _("by the kind of person admitted")), *((each.value, each.label) for each in ADMISSIONS)],
        required=False,
        widget=Choices,
    )
    decision_words = WordsField(label=_("Reason for the decision"), required=False)
    complaints = forms.MultipleChoiceField(label=_("Complaints"), required=False, widget=ManyChoices(two=True))
    complaint_words = WordsField(
        label=_("Complaints, in the person's own words"), required=False, help_text=_("What is not on the list. Sealed")
    )
    disciplines = forms.MultipleChoiceField(label=_("Assessments needed"), choices=Discipline.choices, widget=ManyChoices(two=True))
    social = forms.ChoiceField(label=_("Social worker"), required=False, help_text=NEAR)
    psychological = forms.ChoiceField(label=_("Psychologist"), required=False, help_text=NEAR)
    medical = forms.ChoiceField(label=_("Physician"), required=False, help_text=NEAR)

    def __init__(
        self,
        *args: Any,
        organisations: list[Organisation],
        workers: Workers,
        within_hour: bool = False,
        needs_name: bool = True,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {
            "admitted_on": today(),
            "disciplines": [Discipline.SOCIAL, Discipline.PSYCHOLOGICAL, Discipline.MEDICAL],
            "version": 1,
            **dict.fromkeys(NAMED, ""),  # so that the fold says that nobody is named
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        if not needs_name:
            self.needing = {}
            self.fields["family_name"].help_text = UNNAMED
        self.workers = workers
        self.by_slug = {row.slug: row for row in organisations}
        self.by_id = {str(user.id): user for user, _disciplines in workers}
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]
        blank = [] if self.initial.get("urgency") else [("", "—")]  # as in a new request
        self.fields["urgency"].choices = [*blank, *urgency_choices(within_hour=within_hour)]  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [(row.slug, row.short) for row in in_order(organisations)]  # type: ignore[attr-defined]
        self.fields["complaints"].choices = complaint_choices()  # type: ignore[attr-defined]
        always = [row.short for row in organisations if row.kind == OrganisationKind.SECRETARIAT]
        for each in NAMED:
            self.fields[each].choices = worker_choices(workers, each)  # type: ignore[attr-defined]
            self.fields[each].widget.attrs |= {"data-narrowed-by": "organisation", "data-always": "".join(always)}

    def clean(self) -> dict[str, Any]:
        """Who works with the person belongs to the organisation that carries the case, or to the secretariat: only they open it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.needing and not self.given_in("family_name") and not self.given_in("given_name"):
            self.add_error("family_name", NO_NAME)  # the action says so too, but not before all else is right
        carries = self.by_slug.get(cleaned.get("organisation", ""))
        if carries is not None:
            near = [(user, able) for user, able in self.workers if is_near(user, carries)]
            for each in NAMED:
                worker = self.by_id.get(cleaned.get(each, ""))
                if worker is not None and not is_near(worker, carries):
                    self.add_error(each, OTHER_ORGANISATION)
                self.fields[each].choices = worker_choices(near, each)  # type: ignore[attr-defined]
        return cleaned

    @property
    def case_facts(self) -> dict[str, Any]:
        """What `admit` takes."""
        given = self.cleaned_data
        named = [(self.by_id[given[each]], each) for each in NAMED if given[each]]
        person = {name: given[name] for name in DATA_FIELDS if name in self.fields}
        plain = ("kind", "admitted_on", "urgency", "decision_words", "complaints", "complaint_words")
        return {
            **{name: given[name] for name in plain},
            "reason": Reason(given["reason"] or REASON_OF[Kind(given["kind"])]),
            "person": PersonData(**(person | region_and_place(given["place"]) | {"birth_date": iso(given["birth"])})),
            "organisation": self.by_slug[given["organisation"]],
            "disciplines": [Discipline(each) for each in given["disciplines"]],
            "workers": named,
            "expected": given["version"],
        }


class ReopenForm(PanohForm):
    """Why help begins again."""

    reason = WordsField(label=_("Reason for reopening"))
    urgency = forms.ChoiceField(label=_("How urgent"), choices=Urgency.choices, widget=Choices)
