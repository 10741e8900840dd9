"""Who knows of a medico-legal report, who writes it, who reads it. The only place that knows.

Whoever holds the permission over the case sees that a report exists and where it stands. Its words are for the clinicians named on it:
the authors, and the second reader from the second reading on. A lawyer reads the signed report where the person agreed to it, and knows of
no other.
"""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import check_can, unblocked, visible_cases
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.consent.queries import ground_for, in_force_of
from panoh.core.errors import Denied, WrongState
from panoh.findings.enums import Recipient, ReportState
from panoh.findings.models import Delivery, Report

NOT_NAMED = _("Only the clinicians named on this report can read and change it. You see that it exists and its status.")
NOT_CLINICIAN = _("Only a physician or a psychologist can write a medico-legal report.")
NOT_READER = _("Only the second reader named on the report can do the second reading.")
NO_CONSENT = _("The person has not consented to a medico-legal examination and report, or withdrew the consent. Ask for consent first.")
NO_CONSENT_TO_GIVE = _(
    "The person has not consented to give the report to this recipient, or the consent was already used. Ask again: each use "
    "needs a new consent."
)
NO_PHOTOGRAPHS = _(
    "The person has not consented to photographs in a medico-legal report, or withdrew the consent. Ask for this consent, or "
    "remove the photographs from the findings."
)
NOT_SIGNED = _("Only a signed report can be opened as a document or given to someone.")

# What a report tells, so what a consent to it has to cover.
TELLS = frozenset({DataKind.NAME, DataKind.MEDICAL, DataKind.PSYCHOLOGICAL, DataKind.STORY})
_PURPOSES = {Recipient.REPRESENTATIVE: ConsentPurpose.REPRESENTATIVE, Recipient.AUTHORITY: ConsentPurpose.AUTHORITIES}
SIGNED_STATES = (ReportState.SIGNED, ReportState.REPLACED)


def is_clinician(user: User) -> bool:
    """Whether the account may be named on a report."""
    return has(user, Permission.MEDICO_LEGAL) and (has(user, Permission.MEDICAL) or has(user, Permission.PSYCHOLOGICAL))


def knows_in_part(user: User) -> bool:
    """Whether there may be reports on a case this account sees of which it is not told."""
    return user.organisation.kind == OrganisationKind.LEGAL_UNIT


def visible_reports(user: User) -> QuerySet[Report]:
    """The reports this account may know of: on the cases it sees, and those on which it is named; to the legal unit, those alone that are
    signed and that the person agreed to show it."""
    named = Q(authors__user=user) | Q(second_reader=user)
    cases = visible_cases(user, Permission.MEDICO_LEGAL)
    if not has(user, Permission.MEDICO_LEGAL):
        return Report.objects.none()
    seen = Q(case__in=cases.values("pk"))
    if knows_in_part(user):
        seen &= Q(state__in=SIGNED_STATES, person__in=_agreed_to_show(user, cases))
    return Report.objects.filter(seen | named, unblocked(user), case__is_practice=user.is_practising).distinct()


def _agreed_to_show(user: User, cases: QuerySet[Case]) -> list[UUID]:
    """Of whom on these cases the account's organisation may see everything that a report tells."""
    given = in_force_of(list(cases.order_by().values_list("person", flat=True).distinct()))
    ours = [row for row in given if row.purpose == ConsentPurpose.LEGAL and row.organisation_id == user.organisation_id]
    return [row.person_id for row in ours if set(row.data_kinds) >= TELLS]


def is_author(user: User, report: Report) -> bool:
    """Whether the account is named as an author. Who stands in for somebody is not: a report is a person's own word."""
    return is_clinician(user) and any(author.user_id == user.pk for author in report.authors.all())


def is_reader(user: User, report: Report) -> bool:
    """Whether the account is the second reader of a report that reached them."""
    return is_clinician(user) and report.second_reader_id == user.pk and report.state != ReportState.DRAFT


def reads_words(user: User, report: Report) -> bool:
    """Whether the words open for this account."""
    return is_author(user, report) or is_reader(user, report)


def reads_paper(user: User, report: Report) -> bool:
    """Whether the signed paper opens: for whoever reads the words, and for the lawyer to whose organisation the person agreed."""
    if report.state not in SIGNED_STATES:
        return False
    return reads_words(user, report) or lawyers_ground(user, report) is not None


def lawyers_ground(user: User, report: Report) -> Consent | None:
    """The consent on which a lawyer reads a signed report: to their organisation, to everything a report tells."""
    if not has(user, Permission.LEGAL) or not visible_cases(user, Permission.LEGAL).filter(pk=report.case_id).exists():
        return None
    if report.pictures and photographs_ground(report) is None:
        return None
    return ground_for(report.person, ConsentPurpose.LEGAL, organisation=user.organisation, data_kinds=TELLS)


def writing_ground(user: User, case: Case) -> Consent | None:
    """The consent to examination and report by this clinician's organisation."""
    return ground_for(case.person, ConsentPurpose.MEDICO_LEGAL, organisation=user.organisation, data_kinds=TELLS)


def photographs_ground(report: Report) -> Consent | None:
    """The consent to photographs in a report: beside the one to the report, and beside the one to be photographed."""
    return ground_for(report.person, ConsentPurpose.REPORT_PHOTOS)


def check_photographs(report: Report) -> None:
    """Raises WrongState where the person did not agree to photographs in a report."""
    if photographs_ground(report) is None:
        raise WrongState(NO_PHOTOGRAPHS)


def check_can_start(user: User, case: Case) -> Consent:
    """A clinician on the case, and the person's consent. Raises Denied, or WrongState where there is no consent."""
    check_can(user, Permission.MEDICO_LEGAL, case)
    if not is_clinician(user):
        raise Denied(NOT_CLINICIAN)
    return _need(writing_ground(user, case))


def _need(ground: Consent | None) -> Consent:
    if ground is None:
        raise WrongState(NO_CONSENT)
    return ground


def check_can_write(user: User, report: Report) -> None:
    """The authors, as long as the person's consent stands."""
    check_is_author(user, report)
    _need(writing_ground(user, report.case))


def check_is_author(user: User, report: Report) -> None:
    """Raises Denied for everybody but the authors."""
    check_has(user, Permission.MEDICO_LEGAL)
    if not is_author(user, report):
        raise Denied(NOT_NAMED)


def check_is_reader(user: User, report: Report) -> None:
    """Raises Denied for everybody but the second reader."""
    check_has(user, Permission.MEDICO_LEGAL)
    if not is_reader(user, report):
        raise Denied(NOT_READER)


def check_reads_words(user: User, report: Report) -> None:
    """Raises Denied for whoever is not named."""
    check_has(user, Permission.MEDICO_LEGAL)
    if not reads_words(user, report):
        raise Denied(NOT_NAMED)


def check_reads_paper(user: User, report: Report) -> None:
    """Raises Denied for whoever may not open the paper."""
    check_has(user, Permission.MEDICO_LEGAL)
    if report.state not in SIGNED_STATES:
        raise Denied(NOT_SIGNED)
    if not reads_paper(user, report):
        raise Denied(NOT_NAMED)


def delivery_ground(report: Report, recipient: str) -> Consent | None:
    """What giving the report may rest on. To the person nothing is needed: it is theirs; for every other use a consent of its own."""
    if recipient == Recipient.PERSON:
        return None
    if report.pictures:
        check_photographs(report)
    ground = ground_for(report.person, _PURPOSES[Recipient(recipient)])
    if ground is None or Delivery.objects.filter(consent=ground).exists():
        raise WrongState(NO_CONSENT_TO_GIVE)
    return ground
