"""Reads of case studies: those of a case, those of a year by code and state, and what a text is held against."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import can
from panoh.consent.enums import ConsentPurpose
from panoh.consent.models import Consent
from panoh.consent.queries import ground_for, in_place_of
from panoh.core.clock import today
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import Denied, NotFound
from panoh.people.enums import PersonField
from panoh.people.models import Correction, Person, SafeContact
from panoh.people.queries import records_of, relationships_with
from panoh.reporting.enums import StudyState
from panoh.reporting.events import Event
from panoh.reporting.models import CaseStudy
from panoh.reporting.models.studies import A_YEAR
from panoh.reporting.policy import check_can_release, visible_studies
from panoh.reporting.traces import Known
from panoh.vault.actions import open_sealed, record_about
from panoh.vault.fields import sealed_fields
from panoh.vault.purpose import Purpose

NOT_HERE = _("Page not found, or you do not have access to it.")
SEALED = _(
    "A name that the text must be checked against is sealed for your organisation. Ask a coordinator of the secretariat to show the text."
)
NONE_APPROVED = _("That year has no approved case study with a valid consent.")

_PEOPLE = ("written_by", "shown_by", "approved_by", "withdrawn_by")
# Of a person's own fields what names them and where they live; a date of birth is found in a text as every day is.
_IDENTITY = tuple(
    name for name, field in sealed_fields(Person).items() if field.data_class == "identity" and name != PersonField.BIRTH_DATE
)
_ADDRESSES = tuple(name for name, field in sealed_fields(Person).items() if field.data_class == "contact")
_NUMBERS = (PersonField.DOCUMENT, "number")
_HELD_AGAINST = (*_IDENTITY, *_ADDRESSES, "number", "alias", "other_name", "former")

# How views, which know no models, name what they are given.
type StudyRow = CaseStudy


def study_years() -> tuple[int, int]:
    """For which years one is written: this one and the next."""
    return today().year, today().year + 1


def _standing(year: int) -> list[CaseStudy]:
    return list(CaseStudy.objects.filter(year=year).exclude(state=StudyState.WITHDRAWN).select_related("case", "consent"))


def has_study(case: Case, year: int) -> bool:
    """Whether there is one about this case that was not taken out."""
    return any(row.case_id == case.pk for row in _standing(year))


def free_place(year: int) -> int | None:
    """The first of the five that is free; None where none is."""
    taken = {row.place for row in _standing(year)}
    return next((place for place in range(1, A_YEAR + 1) if place not in taken), None)


def erased_studies(year: int) -> list[CaseStudy]:
    """Those whose case was erased: nobody can read them, and they hold a place."""
    return [row for row in _standing(year) if row.case.erased_on is not None]


def studies_of(user: User, case: Case) -> list[CaseStudy]:
    """Those of a case found for this reader, the last year first; what was taken out stands behind. One query."""
    rows = visible_studies(user, case).select_related("case", "person", "consent", *_PEOPLE)
    return sorted(rows, key=lambda row: (row.state == StudyState.WITHDRAWN, -row.year))


def approved_studies(people: list[UUID]) -> list[CaseStudy]:
    """Those of one person that stand approved, for the person's own copy. One query."""
    return list(CaseStudy.objects.filter(person__in=people, state=StudyState.APPROVED).order_by("year"))


def get_study(user: User, case: Case, key: UUID) -> CaseStudy:
    """One of them. Raises NotFound."""
    found = visible_studies(user, case).filter(pk=key).select_related("case", "person").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def resting(rows: Iterable[CaseStudy]) -> set[UUID]:
    """Which of them the person approved on a consent that holds today. One query, or none."""
    approved = [row for row in rows if row.state == StudyState.APPROVED and row.consent]
    held = in_place_of([row.consent for row in approved if row.consent])
    return {row.pk for row in approved if row.consent_id in held}


def agreed_to_study(case: Case) -> Consent | None:
    """The person's consent to be described in a case study, where one holds today."""
    return ground_for(case.person, ConsentPurpose.CASE_STUDY)


def may_study(user: User, case: Case) -> bool:
    """Whether this account may write, show and take out: what buttons ask."""
    return not user.is_practising and not case.is_practice and can(user, Permission.CASE_WORK, case)


# -- those of a year


@dataclass(frozen=True, slots=True)
class StudyPlace:
    """A place of the five: the study, and whether the consent that its approval rests on holds today."""

    place: int
    row: CaseStudy | None
    holds: bool = False

    @property
    def may_go(self) -> bool:
        """Whether it stands in the file."""
        return self.row is not None and self.row.state == StudyState.APPROVED and self.holds


@bypass_rls()
def studies_in(user: User, year: int) -> list[StudyPlace]:
    """The five places of a year, for who releases what leaves the house. Two queries. Raises Denied."""
    check_can_release(user)
    rows = {row.place: row for row in _standing(year) if row.case.erased_on is None}
    held = in_place_of([row.consent for row in rows.values() if row.consent])
    return [StudyPlace(place, row := rows.get(place), row is not None and row.consent_id in held) for place in range(1, A_YEAR + 1)]


@dataclass(frozen=True, slots=True)
class ApprovedStudy:
    """An approved study as it goes out."""

    place: int
    language: str
    title: str
    words: str


@bypass_rls()
def take_studies(user: User, year: int) -> list[ApprovedStudy]:
    """The approved texts of a year whose consent holds today, opened and recorded as taken. Raises Denied, NotFound where there is none."""
    rows = [line.row for line in studies_in(user, year) if line.row is not None and line.may_go]
    opened = open_sealed(rows, by=user.actor, purpose=Purpose.STUDY) if rows else []
    told = [
        ApprovedStudy(each.row.place, each.row.language, each.title or "", each.words or "") for each in opened if not each.is_unreadable
    ]
    if not told:
        raise NotFound(NONE_APPROVED)
    record_about(Event.STUDIES_TAKEN, by=user.actor, about=rows, purpose=str(year))
    return told


# -- what a text is held against


def known_of(case: Case, *, by: User) -> Known:
    """Names, numbers and addresses of the person, former ones too, and the names of relatives, opened for this.

    Raises Denied where one of them is sealed for the reader's organisation: then somebody else shows the text.
    """
    records = records_of(case.person)
    relationships = list(relationships_with(case.person))
    people = Person.objects.in_bulk(
        [*records, *(key for relationship in relationships for key in (relationship.person_id, relationship.other_id) if key)]
    )
    former = [name for name in _IDENTITY if name not in _NUMBERS]
    rows = [
        *people.values(),
        *SafeContact.objects.filter(person__in=records),
        *Correction.objects.filter(person__in=records, field__in=former),
        *relationships,
    ]
    opened = open_sealed(rows, by=by.actor, purpose=Purpose.STUDY, fields=_HELD_AGAINST)
    if any(each.is_unreadable for each in opened):
        raise Denied(SEALED)
    texts: dict[str, list[str]] = {"names": [], "relatives": [], "numbers": [], "addresses": []}
    for each in opened:
        theirs = isinstance(each.row, Person) and each.row.pk not in records
        for name, plain in (each.plain or {}).items():
            texts[_sort_of(name, relative=theirs)].append(plain.decode())
    return Known(**{name: tuple(filter(None, said)) for name, said in texts.items()})


def _sort_of(field: str, *, relative: bool) -> str:
    if field in _NUMBERS:
        return "numbers"
    if field in _ADDRESSES:
        return "addresses"
    return "relatives" if relative or field == "other_name" else "names"
