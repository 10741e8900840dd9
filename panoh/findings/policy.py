"""Who reads and writes which findings. The only place that knows."""

from django.db.models import QuerySet

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.cases.policy import check_discipline, visible_cases
from panoh.findings.models import Allergy, Diagnosis, Medicine


def check_can_read_medical(user: User, case: Case) -> None:
    """The medical wall: whoever practises medicine on this case."""
    check_discipline(user, case, Discipline.MEDICAL)


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
