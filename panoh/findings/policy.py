"""Who reads and writes which findings. The only place that knows."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.enums import Discipline
from panoh.cases.models import Case, Share
from panoh.cases.policy import NOT_THIS_CASE, check_discipline, permission_of, shown_without, visible_cases
from panoh.cases.taken_on import taken_on_by
from panoh.consent.enums import DataKind
from panoh.core.errors import Denied
from panoh.findings.models import AllegedEvent, Allergy, BodyMark, Diagnosis, Medicine, Photograph

NOT_LISTED = _("Only physicians, psychologists and the one who has taken on a danger of this person read this list.")


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


def listed_cases(user: User) -> QuerySet[Case]:
    """The cases of which this account reads the list of medicines, allergies and diagnoses: as a physician or a psychologist, or as who has
    taken on a danger of it that is open; none where the person did not agree to show medical data to the account's organisation."""
    has_danger = taken_on_by(user.pk)
    has_danger = has_danger.exclude(case__in=_kept_back(user).values("case"))
    works = visible_cases(user, Permission.MEDICINES)
    reads = Q(pk__in=works.values("pk")) | Q(pk__in=has_danger.values("case"))
    return visible_cases(user).filter(reads).exclude(pk__in=_kept_back(user, DataKind.MEDICAL).values("case"))


def _kept_back(user: User, *kinds: DataKind) -> QuerySet[Share]:
    """The shares that keep one of these kinds of data back, or anything that a danger tells of; nothing is, from whoever carries a case."""
    return shown_without(user, *kinds).exclude(case__organisation=user.organisation_id)


def reads_list(user: User, case: Case) -> bool:
    """Whether this account reads the list of this person, by this case."""
    return listed_cases(user).filter(pk=case.pk).exists()


def check_can_read_list(user: User, case: Case) -> None:
    """Raises Denied for whoever does not."""
    if not reads_list(user, case):
        raise Denied(NOT_LISTED)


def visible_medicines(user: User) -> QuerySet[Medicine]:
    """Their medicines."""
    return Medicine.objects.filter(person__in=_people(user).values("person"))


def visible_allergies(user: User) -> QuerySet[Allergy]:
    """Their allergies."""
    return Allergy.objects.filter(person__in=_people(user).values("person"))
