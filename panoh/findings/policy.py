"""Who reads and writes which findings. The only place that knows."""

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.cases.policy import NOT_THIS_CASE, check_discipline, permission_of, visible_cases
from panoh.core.errors import Denied
from panoh.findings.models import AllegedEvent, Allergy, BodyMark, Diagnosis, Medicine, Photograph


def check_can_read_medical(user: User, case: Case) -> None:
    """The medical discipline: whoever practises medicine on this case."""
    check_discipline(user, case, Discipline.MEDICAL)


def check_theirs(row: AllegedEvent | Allergy | BodyMark | Diagnosis | Medicine | Photograph, case: Case) -> None:
    """What was found goes with the person through all their episodes, and never over to somebody else's case."""
    if row.person_id != case.person_id:
        raise Denied(NOT_THIS_CASE)


def _people(user: User) -> QuerySet[Case]:
    return visible_cases(user, Permission.MEDICAL)


def visible_diagnoses(user: User, discipline: Discipline = Discipline.MEDICAL) -> QuerySet[Diagnosis]:
    """Diagnoses of one discipline, of the persons this account works with in it, whichever episode they were found in.

    What a physician found a psychologist does not see, nor the other way round.
    """
    people = visible_cases(user, permission_of(discipline)).values("person")
    return Diagnosis.objects.filter(discipline=discipline, person__in=people)


def visible_medicines(user: User) -> QuerySet[Medicine]:
    """Their medicines."""
    return Medicine.objects.filter(person__in=_people(user).values("person"))


def visible_allergies(user: User) -> QuerySet[Allergy]:
    """Their allergies."""
    return Allergy.objects.filter(person__in=_people(user).values("person"))
