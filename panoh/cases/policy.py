"""Who sees which request and case, and who may do what with it. The only place that knows."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.policy import check_has, check_holds, has, powers, scope_of
from panoh.accounts.roles import Permission, Role, Scope
from panoh.audit.guard import writes_so_far
from panoh.cases.at_calls import visible_at_calls
from panoh.cases.enums import UNSEEN_BY_OTHERS, DecisionReason, Discipline, Help, TaskKind, Urgency
from panoh.cases.models import (
    Assessment,
    Case,
    ConflictOfInterest,
    EmergencyAccess,
    QuestionAnswer,
    Request,
    Session,
    Share,
    Task,
    UrgencyChange,
)
from panoh.cases.taken_on import taken_on_by
from panoh.consent.enums import DataKind
from panoh.core.clock import now, today
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import Denied, Invalid
from panoh.network.queries.agreements import may_work
from panoh.people.models import Person
from panoh.vault.actions import has_key
from panoh.vault.members import sealed, sealed_to

NOT_THIS_CASE = _("You can see this case, but you cannot do this. Ask the coordinator.")
OTHER_DISCIPLINE = _("This belongs to another discipline. You have no access to it.")
NOT_AGREED_TO = _("The person has not agreed that your organisation can see this. Ask the person for consent.")
NOTES_CLOSED = _("Only their author and the psychologists named on this case can read these notes.")
COORDINATOR_ADMITS = _("The coordinator admits people. You can admit provisionally only if help is needed at once.")
AUTHOR_ANSWERS = _("Only the person who recorded an answer within a discipline can correct it.")
NOT_OWN_APPROVAL = _("Someone other than the author must approve the programme.")
TIED = _("You have no access to this file because you know the person.")
NOT_TO_THEM = _("This cannot be handed over to this colleague. Choose someone else.")

LOOKED_AT_WITHIN = dt.timedelta(hours=72)  # by when somebody else looks at an emergency opening (SECURITY.md 4)

_BY_DISCIPLINE = {
    Discipline.MEDICAL: Permission.MEDICAL,
    Discipline.PSYCHOLOGICAL: Permission.PSYCHOLOGICAL,
    Discipline.SOCIAL: Permission.SOCIAL,
    Discipline.LEGAL: Permission.LEGAL,
}

# What a case that is shown for reading alone is open to.
_READS = frozenset(
    {
        Permission.CASE_VIEW,
        Permission.NAME_OPEN,
        Permission.SEARCH,
        Permission.CONTACT_SAFETY,
        Permission.REFERRAL_VIEW,
        Permission.WHO_LOOKED,
    }
)

# What the organisation that carries a case decides, and none that works beside.
_CARRIERS = frozenset({Permission.CASE_SHARE, Permission.CASE_CLOSE})

# The kinds of data without which a case shown to another organisation is closed to these.
_KINDS_OF = {
    Permission.MEDICAL: frozenset({DataKind.MEDICAL}),
    Permission.PSYCHOLOGICAL: frozenset({DataKind.PSYCHOLOGICAL}),
    Permission.SOCIAL: frozenset({DataKind.SOCIAL}),
    Permission.LEGAL: frozenset({DataKind.LEGAL}),
    Permission.PROCEEDINGS: frozenset({DataKind.LEGAL}),
    Permission.QUESTIONNAIRES: frozenset({DataKind.PSYCHOLOGICAL}),
    Permission.NAME_OPEN: frozenset({DataKind.NAME}),
    Permission.SEARCH: frozenset({DataKind.NAME}),
    Permission.CONTACT_SAFETY: frozenset({DataKind.CONTACT}),
    Permission.REFERRAL_VIEW: frozenset(DataKind),
    Permission.WHO_LOOKED: frozenset(DataKind),
}
# Of which kinds any lack closes what comes with a danger to who took it on by themselves; of other permissions as ever.
_IN_DANGER = {Permission.REFERRAL_WRITE: frozenset(DataKind), Permission.SAFETY_PLAN: frozenset({DataKind.PSYCHOLOGICAL})}
# What a danger, a thing to do, a capacity or a reason tells of.
TOLD_BY_WORK = frozenset({DataKind.MEDICAL, DataKind.PSYCHOLOGICAL, DataKind.SOCIAL, DataKind.LEGAL, DataKind.STORY})
# Whose people see what the person agreed to and no more: everybody but the secretariat, which keeps every file.
SHOWN_IN_PART = frozenset(OrganisationKind) - {OrganisationKind.SECRETARIAT}


def in_force(prefix: str = "") -> Q:
    """Dated rows in force today."""
    day = today()
    return Q(**{f"{prefix}starts_on__lte": day}) & (Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day}))


def unblocked(user: User, end: str = "person") -> Q:
    """Whatever hangs by `end` on a person to whom this account is not tied, in none of their records.

    Stronger than every role, share, region, deputy and emergency: each query of persons is narrowed by it, and none asks for it alone.
    """
    ones = ConflictOfInterest.objects.filter(user=user.pk, lifted_at=None).order_by().values_list(Coalesce("person__merged_into", "person"))
    joined = Person.objects.filter(merged_into__in=ones).order_by().values("pk")
    return ~Q(**{f"{end}__in": ones}) & ~Q(**{f"{end}__in": joined})


@bypass_rls()
def tied_accounts(person: Person) -> frozenset[UUID]:
    """To which accounts everything of this person is closed, in any of their records. Nothing of them is handed to these. One query."""
    one = person.merged_into_id or person.pk
    rows = ConflictOfInterest.objects.filter(Q(person=one) | Q(person__merged_into=one), lifted_at=None)
    return frozenset(rows.order_by().values_list("user", flat=True))


def check_not_blocked(user: User, person: Person) -> None:
    """Raises Denied where this account is tied to the person."""
    if not Person.objects.filter(unblocked(user, "pk"), pk=person.pk).exists():
        raise Denied(TIED)


def check_can_be_given(user: User, person: Person, *fields: str) -> None:
    """Raises Invalid, at these fields of a form, where something of this person was to go to an account that is tied to them. Not why:
    whoever hands something over need not know of the tie."""
    if user.pk in tied_accounts(person):
        raise Invalid(NOT_TO_THEM, dict.fromkeys(fields, NOT_TO_THEM))


def emergency_accesses_in_force(user: User) -> QuerySet[EmergencyAccess]:
    """What this account opened in an emergency and may read now."""
    return EmergencyAccess.objects.filter(user=user.pk, ended_at=None, ends_at__gt=now()).order_by()


def _reach(user: User, permission: Permission) -> Q | None:
    """Cases the permission reaches, as a condition on Case; None when it reaches none."""
    mine = powers(user)
    scopes = mine.scopes.get(permission, frozenset())
    if Scope.ALL in scopes:
        return Q()
    if mine.roles == {Role.SPECIALIST} and not _is_engaged(user):
        return None
    reach = Q(pk__in=[])
    kinds = _narrowing(user, permission)
    narrow = Q(withheld_kinds__has_any_keys=sorted(kinds)) if kinds else Q(pk__in=[])
    shared = Share.objects.filter(in_force(), ~narrow, organisation=mine.organisation, ended_at=None)
    if permission not in _READS:
        shared = shared.filter(reads_only=False)
    of_organisation = Q(organisation=mine.organisation) | Q(pk__in=shared.values("case"))
    if Scope.ORGANISATION in scopes:
        reach |= of_organisation
    if Scope.REGION in scopes:  # somebody of a member goes to those of the region whom that member carries or is shown
        here = Q(region__in=mine.regions)
        reach |= here & of_organisation if user.organisation.kind in SHOWN_IN_PART else here
    if Scope.DANGER in scopes and (seen := _reach(user, Permission.CASE_VIEW)) is not None:
        kept = _IN_DANGER.get(permission, kinds)
        as_agreed = Q(danger__is_entrusted=True) | ~Q(case__in=shown_without(user, *kept).values("case") if kept else [])
        taken = taken_on_by(*mine.stands_for).filter(as_agreed, case__isnull=False)
        reach |= seen & Q(pk__in=taken.values("case"))
    if scopes - {Scope.DANGER}:
        assigned = Case.objects.filter(in_force("assignments__"), assignments__user__in=mine.stands_for)
        if kinds:
            assigned = assigned.exclude(pk__in=Share.objects.filter(narrow, organisation=mine.organisation, ended_at=None).values("case"))
        reach |= Q(pk__in=assigned.values("pk"))
        if permission in _READS and has(user, Permission.EMERGENCY):
            reach |= Q(pk__in=emergency_accesses_in_force(user).values("case"))
        reach = reach & carried_by(user) if permission in _CARRIERS else reach
    return reach if scopes else None


def carries(user: User, case: Case) -> bool:
    """Whether this account is of the organisation that carries the case, or of the secretariat, which stands in for all of them. Whoever
    else works in it is a guest there."""
    return user.organisation_id == case.organisation_id or user.organisation.kind == OrganisationKind.SECRETARIAT


def carried_by(user: User, prefix: str = "") -> Q:
    """The same, as a condition on Case."""
    if user.organisation.kind == OrganisationKind.SECRETARIAT:
        return Q(**{f"{prefix}pk__isnull": False})
    return Q(**{f"{prefix}organisation": user.organisation_id})


def _narrowing(user: User, permission: Permission) -> frozenset[DataKind]:
    """The kinds of data any of whose lack closes this permission to the account: only shares to others than the secretariat keep something
    back."""
    if user.organisation.kind not in SHOWN_IN_PART:
        return frozenset()
    return _KINDS_OF.get(permission, frozenset()) - own_kinds(user.organisation)


def own_kinds(organisation: Organisation) -> frozenset[DataKind]:
    """What an organisation writes down itself, so that it is never withheld from it: legal information is the legal unit's own work."""
    return frozenset({DataKind.LEGAL}) if organisation.kind == OrganisationKind.LEGAL_UNIT else frozenset()


def withheld_kinds(user: User, case: Case) -> frozenset[DataKind]:
    """The kinds of data of this case that the person did not agree to show to the reader's organisation; nothing where it carries the case.
    One query, none for the secretariat."""
    if user.organisation.kind not in SHOWN_IN_PART or case.organisation_id == user.organisation_id:
        return frozenset()
    marks = case.shares.filter(in_force(), organisation=user.organisation_id, ended_at=None).values_list("withheld_kinds", flat=True)
    return frozenset(DataKind(kind) for mark in marks for kind in mark)


def shown_without(user: User, *kinds: DataKind) -> QuerySet[Share]:
    """The shares to the reader's organisation that keep one of these kinds of data back, none where it is shown nothing in part."""
    if user.organisation.kind not in SHOWN_IN_PART:
        return Share.objects.none()
    return Share.objects.filter(
        in_force(), organisation=user.organisation_id, ended_at=None, withheld_kinds__has_any_keys=sorted(kinds or TOLD_BY_WORK)
    )


def with_parts(user: User, found: QuerySet[Case]) -> QuerySet[Case]:
    """Each with `hides_work` and `hides_age`: whether the person left out what tells of danger and of what there is to do, or the name."""
    if user.organisation.kind not in SHOWN_IN_PART:
        return found
    own = OuterRef("pk")
    work, age = shown_without(user), shown_without(user, DataKind.NAME)
    hides: dict[str, Any] = {"hides_work": Exists(work.filter(case=own)), "hides_age": Exists(age.filter(case=own))}
    return found.annotate(**hides)


def _is_engaged(user: User) -> bool:
    """Whether a specialist outside stands under an agreement that holds today; asked once a request. Without one they see nobody."""
    known: bool | None = getattr(user, "_engaged", None)
    if known is None:
        known = user.organisation.kind != OrganisationKind.OUTSIDE or may_work(user)
        user._engaged = known  # type: ignore[attr-defined]
    return known


def _practice(user: User) -> Q:
    return Q(is_practice=user.is_practising)


def visible_cases(user: User, permission: Permission = Permission.CASE_VIEW) -> QuerySet[Case]:
    """The cases this account may see: own organisation's and shared, the region's, those assigned; in practice mode the invented ones.

    One whose file was erased is seen by nobody, one that is sealed by its members; one of somebody to whom the account is tied, not by this
    account.
    """
    return cases_in_reach(user, permission).filter(~Q(person__in=sealed()) | Q(person__in=sealed_to(user.id)))


def cases_in_reach(user: User, permission: Permission = Permission.CASE_VIEW) -> QuerySet[Case]:
    """The same, and those that are sealed to others: that they are there, never what is in them."""
    reach = _reach(user, permission)
    return Case.objects.none() if reach is None else Case.objects.filter(reach & _practice(user) & unblocked(user), erased_on=None)


def with_seal(user: User, found: QuerySet[Case]) -> QuerySet[Case]:
    """Each with `is_sealed`, and whether this account is a member of it (`is_member`)."""
    held = Exists(sealed_to(user.id).filter(subject=OuterRef("person")))
    seal: dict[str, Any] = {"is_sealed": Exists(sealed().filter(subject=OuterRef("person"))), "is_member": held}
    return found.annotate(**seal)


CARE_KINDS = frozenset({DataKind.MEDICAL, DataKind.PSYCHOLOGICAL, DataKind.SOCIAL})


def shows_care(case: Case) -> bool:
    """Whether its reader sees what speaks of every discipline at once: programme, conferences, reviews, steps, reasons."""
    return not case.withheld_kinds & CARE_KINDS


def shows_work(case: Case) -> bool:
    """Whether its reader sees danger, urgency and what others have to do on it."""
    return not case.withheld_kinds & TOLD_BY_WORK


def check_shows(case: Case, *kinds: DataKind) -> None:
    """Raises Denied where one of these kinds of data is kept back from the reader of this case; without `kinds`: any of care."""
    if case.withheld_kinds & frozenset(kinds or CARE_KINDS):
        raise Denied(NOT_AGREED_TO)


def shown[M: Model](case: Case, rows: QuerySet[M], field: str = "discipline") -> QuerySet[M]:
    """Of rows on a case those that its reader may know of: without the disciplines, or kinds of help, that the person left out."""
    kept = {str(kind) for kind in case.withheld_kinds & {*CARE_KINDS, DataKind.LEGAL}}
    if DataKind.SOCIAL in kept:  # whatever help is none of the other disciplines' is the social worker's
        kept |= {str(kind) for kind in Help} - {str(kind) for kind in (*CARE_KINDS, DataKind.LEGAL)}
    return rows.exclude(**{f"{field}__in": kept}) if kept else rows


def visible_requests(user: User) -> QuerySet[Request]:
    """The requests this account may see, and those of whose open danger it has taken one on."""
    mine = powers(user)
    scopes = mine.scopes.get(Permission.REQUEST_VIEW, frozenset())
    if Scope.ALL in scopes:
        reach = Q()
    else:
        reach = Q(taken_by__in=mine.stands_for) if scopes else Q(pk__in=[])
        if Scope.ORGANISATION in scopes:
            reach |= Q(organisation=mine.organisation)
        if Scope.REGION in scopes:  # somebody of a member not to those that another member took
            here = Q(region__in=mine.regions)
            ours = Q(organisation=mine.organisation) | Q(organisation__kind=OrganisationKind.SECRETARIAT)
            reach |= here & ours if user.organisation.kind in SHOWN_IN_PART else here
        reach |= Q(pk__in=taken_on_by(*mine.stands_for).filter(request__isnull=False).order_by().values("request"))
    return Request.objects.filter(reach & _practice(user) & unblocked(user))


def hears_decision(user: User, request: Request) -> bool:
    """Whether this account is told what was decided. The legal unit, which sees what it asked for, hears it where the person agreed."""
    return user.organisation.kind != OrganisationKind.LEGAL_UNIT or request.hears_id is not None


def visible_tasks(user: User) -> QuerySet[Task]:
    """Open tasks of this account, of those it stands in for, and of its roles where nobody is named; of calls the dangers nobody has."""
    mine = powers(user)
    cases, requests = visible_cases(user).values("pk"), visible_requests(user).values("pk")
    at_calls = Q(danger__in=visible_at_calls(user).values("pk"))
    owned = Q(owner__in=mine.stands_for) | _of_role(user) | Q(at_calls, owner=None)
    if Role.COORDINATOR in mine.roles:
        owned |= Q(kind=TaskKind.RISK)  # whoever acts on a danger to life, the coordinator knows of it
    reach = Q(case__in=cases) | Q(request__in=requests) | at_calls
    if not user.under_duress:  # what hangs on no case says not whether it is invented
        reach |= Q(case=None, request=None, danger=None, owner__in=mine.stands_for)
    return Task.objects.filter(owned & reach, done_at=None)


# What waits for one of these and for nobody by name is for the organisation that carries the case, not for each that sees it.
ROLES_OF_MEMBERS = frozenset({Role.MEMBER_WORKER, Role.MEMBER_PSYCHOLOGIST})


def _of_role(user: User, prefix: str = "") -> Q:
    """Tasks that nobody has by name and this account has by role."""
    roles = powers(user).roles
    found = Q(**{f"{prefix}owner": None, f"{prefix}role__in": sorted(roles - ROLES_OF_MEMBERS)})
    of_members = {f"{prefix}owner": None, f"{prefix}role__in": sorted(roles & ROLES_OF_MEMBERS)}
    return found | Q(**of_members, **{f"{prefix}case__organisation": user.organisation_id})


def has_by_role(user: User, task: Task) -> bool:
    """Whether a task is one of these."""
    if task.owner_id is not None or task.role not in powers(user).roles:
        return False
    return task.role not in ROLES_OF_MEMBERS or (task.case is not None and task.case.organisation_id == user.organisation_id)


def known_tasks(user: User, prefix: str = "") -> Q:
    """Which tasks on a case this account may know of: not what is for somebody else alone; where the person left out what they tell of, its
    own and the dangers that it told of."""
    mine = powers(user)
    theirs = Q(**{f"{prefix}owner__in": mine.stands_for}) | _of_role(user, prefix)
    others = ~Q(**{f"{prefix}kind__in": UNSEEN_BY_OTHERS})
    if user.organisation.kind in SHOWN_IN_PART:
        told_of = UrgencyChange.objects.filter(by__in=mine.stands_for, danger__isnull=False).values("danger")
        told = Q(**{f"{prefix}danger__raised_by__in": mine.stands_for}) | Q(**{f"{prefix}danger__in": told_of})
        others &= told | ~Q(**{f"{prefix}case__in": shown_without(user).values("case")})
    return others | theirs


type _SameRows = tuple[UUID, frozenset[Scope], bool, frozenset[DataKind]]


def _known(user: User) -> dict[_SameRows, bool]:
    """What was found of this account's reach and holds until something is written, remembered on the object as its powers are."""
    mark, known = getattr(user, "_reached", (None, {}))
    if mark != (writes_so_far(), user.is_practising):
        known = {}
        user._reached = ((writes_so_far(), user.is_practising), known)  # type: ignore[attr-defined]
    return known


def remember_reached(user: User, permission: Permission, case: Case) -> None:
    """The case was found by this permission, so buttons need not ask again."""
    _known(user)[_same_rows(user, permission, case)] = True


def _same_rows(user: User, permission: Permission, case: Case) -> _SameRows:
    """What two permissions have in common that reach the same rows. A share to read, or with less, reaches for one and not for another."""
    scopes = scope_of(user, permission)
    narrower = Scope.ORGANISATION in scopes or case.emergency is not None
    reads = narrower and Scope.ALL not in scopes and permission in _READS
    kinds = _narrowing(user, permission)
    return case.pk, scopes, reads, _IN_DANGER.get(permission, kinds) if Scope.DANGER in scopes else kinds


def can(user: User, permission: Permission, case: Case) -> bool:
    """Whether `check_can` would let them: what buttons ask. One query for all permissions over the same rows, until a write."""
    scopes, known = scope_of(user, permission), _known(user)
    if not scopes or (permission in _CARRIERS and not carries(user, case)):
        return False
    key = _same_rows(user, permission, case)
    if key not in known:
        known[key] = visible_cases(user, permission).filter(pk=case.pk).exists()
    return known[key]


def check_can(user: User, permission: Permission, case: Case) -> None:
    """Raises Denied unless the permission is held and reaches this case."""
    check_holds(user, permission)
    if not visible_cases(user, permission).filter(pk=case.pk).exists():
        raise Denied(NOT_THIS_CASE)


@bypass_rls()
def opens_in_emergency(user: User, code: str) -> Case | None:
    """The case of this code that the account may open in an emergency: one that is not sealed, whose key its organisation holds, and to
    whose person it is not tied. None for every other code, and for one there is not."""
    cases = Case.objects.filter(_practice(user) & unblocked(user) & ~Q(person__in=sealed()), code=code, erased_on=None)
    case = cases.select_related("person", "lead").first()
    return case if case is not None and has_key(case.sealing_subject(), user.organisation_id) else None


def works_on(user: User, case: Case) -> bool:
    """Whether this account, or whom it stands in for, is assigned to the case today or leads it."""
    mine = powers(user).stands_for
    return case.lead_id in mine or case.assignments.filter(in_force(), user__in=mine).exists()


def permission_of(discipline: str) -> Permission:
    """What an account must hold to work in this discipline."""
    return _BY_DISCIPLINE[Discipline(discipline)]


def check_discipline(user: User, case: Case, discipline: str) -> None:
    """Raises Denied unless the account practises this discipline on this case."""
    permission = permission_of(discipline)
    if not has(user, permission):
        raise Denied(OTHER_DISCIPLINE)
    check_can(user, permission, case)


def disciplines_of(user: User) -> frozenset[Discipline]:
    """Whose words this account reads."""
    return frozenset(discipline for discipline, permission in _BY_DISCIPLINE.items() if has(user, permission))


def reads_findings(user: User, assessment: Assessment) -> bool:
    """Findings are read by the author and by the same discipline on the case; the summary by all who work on it."""
    return assessment.by_id in powers(user).stands_for or Discipline(assessment.discipline) in disciplines_of(user)


def reads_notes(user: User, session: Session, named: frozenset[tuple[object, object]]) -> bool:
    """Process notes: the author, and psychologists named on the case or by the author (`named`, from `care_queries.named_on`)."""
    if session.author_id == user.id:
        return True
    if Discipline.PSYCHOLOGICAL not in disciplines_of(user):
        return False
    if (user.id, session.author_id) in named:
        return True
    on_case = any((who, Discipline.PSYCHOLOGICAL) in named for who in powers(user).stands_for)
    return session.discipline == Discipline.PSYCHOLOGICAL and on_case


def corrects_answer(user: User, row: QuestionAnswer) -> bool:
    """Of those who work on the case: an answer within a discipline is corrected by its author, any other by all of them."""
    return not row.discipline or row.by_id == user.id


def check_can_correct_answer(user: User, row: QuestionAnswer) -> None:
    """Raises Denied for whoever does not. One that has no case yet stays as it is, like the other words of its request."""
    if row.case is None:
        raise Denied(NOT_THIS_CASE)
    check_can(user, Permission.CASE_WORK, row.case)
    if not corrects_answer(user, row):
        raise Denied(AUTHOR_ANSWERS)


def check_can_decide(user: User, request: Request) -> None:
    """Requests are decided by the coordinator."""
    check_has(user, Permission.REQUEST_DECIDE)


def check_can_admit(user: User, request: Request | None, reason: str) -> None:
    """The coordinator admits. In danger whoever works on cases admits provisionally, and the coordinator looks at it afterwards."""
    if has(user, Permission.REQUEST_DECIDE):
        return
    check_has(user, Permission.CASE_WORK)
    if request is None or request.urgency != Urgency.RED or reason != DecisionReason.PROVISIONAL:
        raise Denied(COORDINATOR_ADMITS)


def check_can_triage(user: User, request: Request) -> None:
    """Whoever takes requests may triage those they see."""
    check_has(user, Permission.REQUEST_CREATE)


def check_can_approve(user: User, case: Case, *, author: object) -> None:
    """The coordinator approves, and not what they wrote themselves."""
    check_can(user, Permission.PROGRAMME_APPROVE, case)
    if author == user.id:
        raise Denied(NOT_OWN_APPROVAL)
