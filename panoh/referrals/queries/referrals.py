"""Reads of referrals. Every one starts from what this reader may see."""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import RoleGrant, User
from panoh.accounts.policy import has, in_force, powers
from panoh.accounts.roles import ROLES, Permission
from panoh.cases.enums import TaskKind
from panoh.cases.models import Case
from panoh.cases.policy import can, visible_cases, visible_tasks
from panoh.cases.queries.cases import staff
from panoh.consent.enums import ConsentPurpose, DataKind, Decision
from panoh.consent.models import Consent
from panoh.consent.queries import given_alike, in_force_of
from panoh.core.clock import DUSHANBE, now
from panoh.core.errors import NotFound
from panoh.core.ids import tidy_code
from panoh.network.models import Facility
from panoh.network.queries.abroad import is_abroad
from panoh.people.ages import stage_of
from panoh.people.queries import records_of
from panoh.referrals.clock import acts_next
from panoh.referrals.enums import OPEN_STATES, UNSENT, ActsNext, ReferralState
from panoh.referrals.grounds import Ground, answer_to, find_ground, is_about, kinds_needed
from panoh.referrals.models import Exclusion, Referral, Reply, Turn
from panoh.referrals.policy import may_read_second, visible_referrals

# How views, which know no models, name what they are given.
type ReferralRecord = Referral
type TurnRow = Turn

NOT_HERE = _("Page not found, or you do not have access to it.")

# Long or sealed, so that no list reads them.
LIGHT = (
    *("letter", "complaint_words", "ask_words", "outcome_words", "recommendation", "question_words", "answer_words"),
    *("read_words", "read_remark", "alone_reason"),
)


def get_referral(user: User, code: str) -> Referral:
    """The referral of this code. Raises NotFound where this reader may not see its case."""
    rows = visible_referrals(user).filter(code=tidy_code(code) or "")
    found = rows.select_related(
        "case__person", "case__organisation", "person", "facility__house", "consent", "vital_interest", "made_by", "previous"
    ).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_referral_by_key(user: User, key: UUID) -> Referral:
    """The same by its key, which a task knows it by."""
    found = visible_referrals(user).filter(pk=key).only("code").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def unsent_to(facilities: Sequence[Facility], user: User) -> list[Referral]:
    """Referrals to one of these that this reader sees and that have not left yet."""
    rows = visible_referrals(user).filter(facility__in=facilities, state__in=UNSENT)
    return list(rows.select_related("case").only("code", "case__code").order_by("code"))


def readers_for(referral: Referral) -> list[User]:
    """Who may be the second reader of its letter: open accounts that send letters of this case and did not write this one."""
    roles = [role for role, held in ROLES.items() if Permission.REFERRAL_WRITE in held]
    found = RoleGrant.objects.filter(in_force(), role__in=roles, user__is_active=True).values("user")
    return [user for user in User.objects.filter(pk__in=found).order_by("username") if may_read_second(user, referral)]


def referrals(user: User, *, show: str = "") -> QuerySet[Referral]:
    """What this reader sees, without letters: open first and late first; with `show="over"` those that are over, newest first."""
    rows = visible_referrals(user).select_related("case", "facility", "consent", "made_by", "reader").defer(*LIGHT)
    if show == "over":
        return rows.exclude(state__in=OPEN_STATES).order_by("-made_on", "code")
    is_open = Choose(When(state__in=OPEN_STATES, then=Value(0)), default=Value(1))
    rows = rows.order_by(is_open, F("due_at").asc(nulls_last=True), "-made_on", "code")
    return rows.filter(state__in=OPEN_STATES) if show == "open" else rows


def count_late_referrals(user: User) -> int:
    """How many wait for an answer that is late."""
    return visible_referrals(user).filter(state__in=OPEN_STATES, due_at__lt=now(), person__death=None).count()


def case_referrals(user: User, case: Case) -> QuerySet[Referral]:
    """The referrals of one case, newest first."""
    return referrals(user).filter(case=case).order_by("-made_on", "code")


def appointments(user: User, begins: dt.date, ends: dt.date, *, team: bool = False) -> list[Referral]:
    """Appointments at facilities from one day to another, both included: of what one drew up oneself, or of all cases this account
    assigns work on. One query."""
    begin, end = (dt.datetime.combine(day, dt.time(0), DUSHANBE) for day in (begins, ends + dt.timedelta(days=1)))
    rows = visible_referrals(user).filter(state=ReferralState.BOOKED, appointment_at__gte=begin, appointment_at__lt=end)
    if team and has(user, Permission.CASE_ASSIGN):
        rows = rows.filter(case__in=visible_cases(user, Permission.CASE_ASSIGN).values("pk"))
    else:
        rows = rows.filter(made_by__in=powers(user).stands_for)
    return list(rows.select_related("case", "made_by").defer(*LIGHT).order_by("appointment_at", "pk"))


def has_turn(user: User, referral: Referral) -> bool:
    """Whether what is to be done next about it, or about an answer to it, is this account's task: it may have been given to another."""
    about = Q(kind__in=(TaskKind.CONSENT, TaskKind.REFERRAL), target=referral.pk)
    about |= Q(kind=TaskKind.REPLY, target__in=Reply.objects.filter(referral=referral).values("pk"))
    return visible_tasks(user).filter(about, case=referral.case_id).exists()


def turns_of(referral: Referral) -> list[Turn]:
    """Every turn it took, the first first."""
    return list(referral.turns.order_by("at"))


def chain(user: User, referral: Referral) -> list[Referral]:
    """The referrals this one follows and those that follow it, the first first. They are all of one case, so one read finds them."""
    rows = visible_referrals(user).filter(case=referral.case_id).select_related("facility").defer(*LIGHT)
    of_case = (
        {row.pk: row for row in rows.order_by("made_on")} if referral.previous_id or referral.state == ReferralState.REDIRECTED else {}
    )
    found = [referral.pk]
    while (before := getattr(of_case.get(found[0]), "previous_id", None)) is not None and before not in found:
        found.insert(0, before)
    for row in of_case.values():
        if row.previous_id in found and row.pk not in found:
            found.append(row.pk)
    return [of_case[key] for key in found if key in of_case]


def alternatives(referral: Referral, known: Sequence[tuple[Facility, str]]) -> list[tuple[Facility, str]]:
    """Of these facilities with their labels all but those that have been asked already; those that give this help and are in the
    person's region first."""
    asked = {referral.facility_id, *(row.facility_id for row in _before(referral))}
    left = [(row, label) for row, label in known if row.pk not in asked]
    region = referral.case.region
    return sorted(left, key=lambda item: (referral.service not in item[0].services, item[0].region != region))


def _before(referral: Referral) -> Iterator[Referral]:
    row = referral.previous
    while row is not None:
        yield row
        row = row.previous


def codes_of_cases(codes: Collection[str]) -> set[str]:
    """The codes, with that of its case in the place of each that is a referral's. One query."""
    cases = dict(Referral.objects.filter(code__in=codes).values_list("code", "case__code"))
    return {cases.get(code, code) for code in codes}


def exclusions(user: User, case: Case) -> QuerySet[Exclusion]:
    """Where the person of this case is not to be sent, whichever of their records says it; those that hold first."""
    if not can(user, Permission.REFERRAL_VIEW, case):
        return Exclusion.objects.none()
    rows = Exclusion.objects.filter(person__in=records_of(case.person))
    return rows.select_related("facility", "made_by").order_by(F("ended_on").asc(nulls_first=True), "-made_on", "pk")


def get_exclusion(user: User, case: Case, key: UUID) -> Exclusion:
    """One of them. Raises NotFound where this reader may not see it."""
    found = exclusions(user, case).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """A referral in a list: codes alone."""

    code: str
    kind: str
    status: str
    open: bool
    acts_next: str  # a role, "provider", or "" where nobody has to
    due: dt.datetime | None
    consented: bool


def lines(rows: Sequence[Referral]) -> list[ReferralRow]:
    """Referrals as the list command gives them; four queries, however many there are."""
    people = staff(row.made_by_id for row in rows)
    consents = _consents_today(rows)
    return [
        ReferralRow(
            code=row.code,
            kind=row.service,
            status=row.state,
            open=row.state in OPEN_STATES,
            acts_next=_who(row, [str(role) for role in people[row.made_by_id].roles]),
            due=row.due_at,
            consented=row.pk in consents,
        )
        for row in rows
    ]


def _who(row: Referral, roles: Sequence[str]) -> str:
    turn = acts_next(row)
    if turn == ActsNext.WORKER:
        return roles[0] if roles else "coordinator"
    return str(turn)


def _consents_today(rows: Sequence[Referral]) -> set[object]:
    """Which of these rest on a consent that holds today: the latest answer about whom they go to, for drafts too."""
    held: dict[tuple[object, ...], Consent] = {}
    for consent in in_force_of({row.person_id for row in rows}) if rows else ():
        held[consent.person_id, consent.purpose, consent.facility_id or consent.organisation_id, consent.for_referral] = consent
    return {row.pk for row in rows if (row.consent_id or row.state in UNSENT) and _covered(row, held)}


def _covered(row: Referral, held: dict[tuple[object, ...], Consent]) -> bool:
    house, facility = row.facility.house_id, row.facility_id
    to = (row.person_id, ConsentPurpose.LEGAL if house else ConsentPurpose.REFERRAL, house or facility)
    at_large = row.state != ReferralState.CONSENT_REFUSED and not (row.consent and row.consent.for_referral)
    consent = held.get((*to, row.pk)) or (held.get((*to, None)) if at_large else None)
    crosses = row.state not in UNSENT or not is_abroad(row.facility) or (row.person_id, ConsentPurpose.ABROAD, facility, None) in held
    return crosses and consent is not None and kinds_needed(row) <= set(consent.data_kinds)


def ground_of(referral: Referral) -> Ground | None:
    """What the referral may rest on today."""
    return find_ground(referral)


def refusal_of(referral: Referral) -> Consent | None:
    """The no for which it waits with the worker, if that is what was answered last."""
    answer = answer_to(referral) if referral.state == ReferralState.CONSENT_REFUSED else None
    return answer if answer is not None and answer.decision == Decision.REFUSED else None


def codes_of(user: User, keys: Collection[UUID]) -> dict[UUID, str]:
    """The codes of referrals by their keys, of those this reader may see."""
    return dict(visible_referrals(user).filter(pk__in=keys).values_list("pk", "code")) if keys else {}


def needs_guardian(referral: Referral, *, by: User) -> bool:
    """Whether a guardian has to agree."""
    return stage_of(referral.person, by=by).is_minor


def missing_kinds(referral: Referral) -> list[DataKind]:
    """The kinds of data the consent has to cover, in the order of the list: for the sentence that asks for it."""
    needed = kinds_needed(referral)
    return [kind for kind in DataKind if kind in needed or (kind == DataKind.NAME and kind in referral.data_kinds)]


@dataclass(frozen=True, slots=True)
class Resting:
    """What a consent carries now: what a withdrawal would call off, and what it would flag."""

    drafts: list[Referral]
    sent: list[Referral]


def resting_on(consent: Consent) -> Resting:
    """Shown before a consent is withdrawn, with what was agreed to a second time for the same recipient: all of it is taken back."""
    alike = set(given_alike(consent))
    people = {row.person_id for row in alike}
    rows = list(
        Referral.objects.filter(person__in=people, state__in=OPEN_STATES).select_related("case", "person", "facility__house", "consent")
    )
    drafts = [row for row in rows if row.state in UNSENT and is_about(consent, row)]
    return Resting(
        drafts=[row for row in drafts if (ground := ground_of(row)) is not None and ground.consent in alike],
        sent=[row for row in rows if row.consent in alike],
    )
