"""Who reads and writes which findings. The only place that knows."""

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.cases.policy import NOT_THIS_CASE, check_discipline, visible_cases
from panoh.core.errors import Denied
from panoh.findings.models import AllegedEvent, Allergy, BodyMark, Diagnosis, Medicine, Photograph


def check_can_read_medical(user: User, case: Case) -> None:
    """The medical wall: whoever practises medicine on this case."""
    check_discipline(user, case, Discipline.MEDICAL)


def check_theirs(row: AllegedEvent | Allergy | BodyMark | Diagnosis | Medicine | Photograph, case: Case) -> None:
    """What was found goes with the person through all their episodes, and never over to somebody else's case."""
    if row.person_id != case.person_id:
        raise Denied(NOT_THIS_CASE)


def _people(user: User) -> QuerySet[Case]:
    return visible_cases(user, Permission.MEDICAL)


def visible_diagnoses(user: User) -> QuerySet[Diagnosis]:
    """Diagnoses of the persons this physician works with, whichever episode they were found in."""
    return Diagnosis.objects.filter(person__in=_people(user).values("person"))


def visible_medicines(user: User) -> QuerySet[Medicine]:
    """Their medicines."""
    return Medicine.objects.filter(person__in=_people(user).values("person"))


def visible_allergies(user: User) -> QuerySet[Allergy]:
    """Their allergies."""
    return Allergy.objects.filter(person__in=_people(user).values("person"))
