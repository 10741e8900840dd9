"""What cannot be right in the records, and who can mend it. No name is opened for it; the date of birth of who turns 18 this year is."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission, Role
from panoh.cases.enums import OPEN_STATES
from panoh.cases.models import Case
from panoh.cases.policy import visible_cases
from panoh.consent.enums import ConsentPurpose, Decision
from panoh.consent.models import Consent
from panoh.core.clock import today
from panoh.people.ages import stages
from panoh.people.births import ADULT
from panoh.people.enums import Relation
from panoh.people.models import Relationship
from panoh.vault.purpose import Purpose

LATE_REVIEW = dt.timedelta(days=30)
PARENTS = (Relation.MOTHER, Relation.FATHER)
CHILDREN = (Relation.DAUGHTER, Relation.SON)
YOUNGEST_PARENT = 12


class Flaw(StrEnum):
    """Kinds of record that cannot be right, or lack what they need."""

    PARENT_TOO_YOUNG = "parent_too_young"
    CHILD_TOO_OLD = "child_too_old"
    MINOR_WITHOUT_GUARDIAN = "minor_without_guardian"
    CLOSED_BEFORE_ADMITTED = "closed_before_admitted"
    BORN_AFTER_ADMISSION = "born_after_admission"
    NO_CONSENT = "no_consent"
    NO_REVIEW = "no_review"
    NO_LEAD = "no_lead"


SENTENCES: dict[Flaw, Promise] = {
    Flaw.PARENT_TOO_YOUNG: _("A parent is younger than the child, or hardly older. Check both years of birth and the relation."),
    Flaw.CHILD_TOO_OLD: _("A child is older than the parent, or hardly younger. Check both years of birth and the relation."),
    Flaw.MINOR_WITHOUT_GUARDIAN: _("Under 18, and no legal representative is named."),
    Flaw.CLOSED_BEFORE_ADMITTED: _("Closed before the admission. One of the two dates is wrong."),
    Flaw.BORN_AFTER_ADMISSION: _("Born after the admission. One of the two dates is wrong."),
    Flaw.NO_CONSENT: _("There is no valid consent on record to receive help."),
    Flaw.NO_REVIEW: _("The review is more than 30 days overdue, or none was set."),
    Flaw.NO_LEAD: _("This case has no lead worker."),
}
# Who mends it, and on which tab of the case file.
MENDERS: dict[Flaw, tuple[Role, str]] = {
    Flaw.PARENT_TOO_YOUNG: (Role.SOCIAL_WORKER, "desk:case_family"),
    Flaw.CHILD_TOO_OLD: (Role.SOCIAL_WORKER, "desk:case_family"),
    Flaw.MINOR_WITHOUT_GUARDIAN: (Role.SOCIAL_WORKER, "desk:case_family"),
    Flaw.CLOSED_BEFORE_ADMITTED: (Role.COORDINATOR, "desk:case_file"),
    Flaw.BORN_AFTER_ADMISSION: (Role.SOCIAL_WORKER, "desk:case_file"),
    Flaw.NO_CONSENT: (Role.SOCIAL_WORKER, "desk:case_consents"),
    Flaw.NO_REVIEW: (Role.SOCIAL_WORKER, "desk:case_programme"),
    Flaw.NO_LEAD: (Role.COORDINATOR, "desk:case_file"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One record with one flaw."""

    flaw: Flaw
    case: str

    @property
    def sentence(self) -> Promise:
        return SENTENCES[self.flaw]

    @property
    def mender(self) -> str:
        """The role that can mend it, in words."""
        return str(MENDERS[self.flaw][0].label)

    @property
    def view(self) -> str:
        """The page on which it is mended."""
        return MENDERS[self.flaw][1]


def findings(user: User) -> list[Finding]:
    """Everything that cannot be right in the cases this account sees. One query a flaw."""
    return [Finding(flaw, code) for flaw, codes in _conditions(user) for code in codes]


def _codes(cases: QuerySet[Case]) -> Iterable[str]:
    return cases.order_by("code").values_list("code", flat=True).distinct()


def _of_children(cases: QuerySet[Case], user: User) -> Iterable[str]:
    """The codes of those whose person is under 18."""
    young = list(cases.filter(person__birth_year__gte=today().year - ADULT).select_related("person").order_by("code"))
    found = stages((case.person for case in young), by=user, purpose=Purpose.DATA_QUALITY)
    return [case.code for case in young if found[case.person_id].is_minor]


def _conditions(user: User) -> Iterator[tuple[Flaw, Iterable[str]]]:
    day = today()
    cases = visible_cases(user, Permission.DATA_QUALITY)
    open_cases = cases.filter(state__in=OPEN_STATES)
    relationships = Relationship.objects.filter(person=OuterRef("person"), other__isnull=False)
    years = {"person__birth_year__isnull": False, "other__birth_year__isnull": False}
    yield (
        Flaw.PARENT_TOO_YOUNG,
        _codes(
            cases.filter(
                Exists(relationships.filter(relation__in=PARENTS, person__birth_year__gt=F("other__birth_year") - YOUNGEST_PARENT, **years))
            )
        ),
    )
    yield (
        Flaw.CHILD_TOO_OLD,
        _codes(
            cases.filter(
                Exists(
                    relationships.filter(relation__in=CHILDREN, person__birth_year__lt=F("other__birth_year") + YOUNGEST_PARENT, **years)
                )
            )
        ),
    )
    guarded = Relationship.objects.filter(person=OuterRef("person"), is_guardian=True)
    yield Flaw.MINOR_WITHOUT_GUARDIAN, _of_children(open_cases.filter(~Exists(guarded)), user)
    yield Flaw.CLOSED_BEFORE_ADMITTED, _codes(cases.filter(closed_on__lt=F("admitted_on")))
    yield Flaw.BORN_AFTER_ADMISSION, _codes(cases.filter(person__birth_year__gt=F("admitted_on__year")))
    lasting = Q(valid_until=None) | Q(valid_until__gte=day)
    consent = Consent.objects.filter(lasting, person=OuterRef("person"), purpose=ConsentPurpose.SERVICES, decision=Decision.GIVEN)
    yield Flaw.NO_CONSENT, _codes(open_cases.filter(~Exists(consent)))
    yield (
        Flaw.NO_REVIEW,
        _codes(open_cases.filter(Q(review_due__lt=day - LATE_REVIEW) | Q(review_due=None, admitted_on__lt=day - dt.timedelta(days=120)))),
    )
    yield Flaw.NO_LEAD, _codes(open_cases.filter(lead=None))
