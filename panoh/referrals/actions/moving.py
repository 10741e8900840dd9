"""How a referral comes from one state into the next: may it, whose turn it is then, until when, and who is reminded."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import save
from panoh.cases.actions import keeps_key, new_task
from panoh.cases.actions.steps import finish_all
from panoh.cases.enums import TaskKind
from panoh.core.actor import Actor
from panoh.core.clock import now, today
from panoh.core.errors import Invalid, WrongState
from panoh.referrals.clock import acts_next, due_of
from panoh.referrals.enums import (
    OPEN_STATES,
    RECIPIENT_SAYS,
    UNSENT,
    WITH_RECIPIENT,
    ActsNext,
    Evidence,
    ReferralState,
    ReplyState,
    may_follow,
)
from panoh.referrals.events import Event
from panoh.referrals.models import Referral, Turn
from panoh.referrals.policy import answers_for, check_can_refer
from panoh.vault.actions import record_about, share_key, unshare_key, wrapped_under

NOT_FROM_HERE = _("A referral that is '%(from)s' cannot become '%(to)s'. Check its status and choose another step.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
AHEAD = _("This date is in the future. Check it.")
BEFORE_SENT = _("This date is before the letter was sent. Check it.")
TASKS = (TaskKind.CONSENT, TaskKind.REFERRAL, TaskKind.LATE)
TASKS_OVER = (*TASKS, TaskKind.TERMS, TaskKind.WORDS)  # once it is sent or goes no further, nobody decides on it any more


def check_step(referral: Referral, to: ReferralState, by: User) -> None:
    """Raises Denied unless it is theirs to do, WrongState unless the table of transitions leads there.

    What a recipient says, a recipient in the house writes down itself.
    """
    if not (to in RECIPIENT_SAYS and answers_for(by, referral)):
        check_can_refer(by, referral.case)
    check_leads(referral, to)


def check_leads(referral: Referral, to: ReferralState) -> None:
    """Raises WrongState unless the table of transitions leads there."""
    if to not in may_follow(referral.state):
        raise WrongState(NOT_FROM_HERE % {"from": ReferralState(referral.state).label, "to": to.label})


def check_evidence(evidence: str) -> str:
    """Raises Invalid where it is not known how this is known."""
    if evidence and evidence not in Evidence.values:
        raise Invalid(NO_CHOICE, {"evidence": NO_CHOICE})
    return evidence


def passed(referral: Referral, day: dt.date | None, field: str) -> dt.date:
    """A day that has come and does not lie before the letter; today where none is named."""
    day = day or today()
    if day > today():
        raise Invalid(AHEAD, {field: AHEAD})
    if referral.sent_at and day < referral.sent_at.date() - dt.timedelta(days=1):
        raise Invalid(BEFORE_SENT, {field: BEFORE_SENT})
    return day


def turn(referral: Referral, to: ReferralState, *, by: Actor, evidence: str = "", reason: str = "") -> Turn:
    """It is somebody else's turn from now on. Saves nothing: the caller saves the referral, then this.

    Whatever moves it, an answer of a link that nobody has looked at keeps the turn with the worker.
    """
    referral.state, referral.moved_at, referral.raised = to, now(), 0
    if referral.answered_at is not None:
        waiting = referral.replies.filter(state=ReplyState.WAITING).order_by("at") if to in OPEN_STATES else None
        referral.answered_at = waiting.values_list("at", flat=True).first() if waiting is not None else None
    referral.due_at = due_of(referral)
    return Turn(
        referral=referral,
        state=to,
        at=referral.moved_at,
        by=by.ref,
        due_at=referral.due_at,
        evidence=check_evidence(evidence),
        reason=reason,
    )


def move(
    referral: Referral,
    to: ReferralState,
    *,
    event: Event,
    by: Actor,
    expected: int | None = None,
    evidence: str = "",
    reason: str = "",
) -> Referral:
    """Brings it into a state inside an action, with what else was set on it; what was to be done is done, what comes next is noted.

    Who may, the caller has checked; whether the table leads there is checked here again.
    """
    check_leads(referral, to)
    taken = turn(referral, to, by=by, evidence=evidence, reason=reason)
    save(referral, expected=expected)
    save(taken)
    hold_key(referral, by=by)
    record_about(event, by=by, about=[referral])
    if referral.state not in WITH_RECIPIENT:
        let_key_go(referral)
    settle(referral, by=by)
    remind(referral, by=by)
    return referral


def hold_key(referral: Referral, *, by: Actor) -> None:
    """People in the house read what is sent to them here: their organisation holds the person's key as long as it lies with them."""
    house = referral.facility.house_id
    if (
        house
        and referral.state in WITH_RECIPIENT
        and not referral.ground_lost_on
        and house not in wrapped_under([referral.sealing_subject()])
    ):
        share_key(referral.sealing_subject(), to=house, by=by)


def let_key_go(referral: Referral) -> None:
    """Over, declined, or without a ground: the key goes, unless something else is open to that organisation."""
    house = referral.facility.house
    if house is not None and not keeps_key(referral.case, house):
        unshare_key(referral.sealing_subject(), recipient=house.pk)


def lay_before_worker(referral: Referral, at: dt.datetime, *, by: Actor) -> None:
    """An answer came in through a link: the facility's clock stands still, and it is the worker's turn until somebody has looked.

    Who is late already is not let off by it.
    """
    if referral.answered_at is not None:
        return
    was, was_theirs = referral.due_at, acts_next(referral) == ActsNext.WORKER
    referral.answered_at = at
    _turn_again(referral, by=by, evidence=Evidence.LINK, cap=was if was_theirs else None)
    settle(referral, by=by)


def looked_at(referral: Referral, *, by: Actor) -> None:
    """Nothing lies there any more that nobody has looked at: whose turn it was before, theirs it is again."""
    if referral.answered_at is None or referral.replies.filter(state=ReplyState.WAITING).exists():
        return
    referral.answered_at = None
    _turn_again(referral, by=by)
    remind(referral, by=by)


def _turn_again(referral: Referral, *, by: Actor, evidence: str = "", cap: dt.datetime | None = None) -> None:
    taken = turn(referral, ReferralState(referral.state), by=by, evidence=evidence)
    if cap is not None and referral.due_at is not None:
        referral.due_at = taken.due_at = min(referral.due_at, cap)
    save(referral)
    save(taken)


def settle(referral: Referral, *, by: Actor) -> None:
    """What there was to do about it has been done."""
    finish_tasks(referral, *(TASKS if is_unsent(referral) else TASKS_OVER), by=by)


def finish_tasks(referral: Referral, *kinds: TaskKind, by: Actor) -> None:
    """Tasks of these kinds about this referral are done."""
    finish_all(referral.case.tasks.filter(kind__in=kinds, target=referral.pk, done_at=None), by)


def remind(referral: Referral, *, by: Actor) -> None:
    """Notes what there is to do next: for who drew it up; for the coordinator where it is the coordinator's turn.

    An answer that lies there has a task of its own.
    """
    if referral.due_at is None or referral.answered_at is not None:
        return
    kind = TaskKind.CONSENT if referral.state == ReferralState.AWAITING_CONSENT else TaskKind.REFERRAL
    theirs = acts_next(referral) != ActsNext.COORDINATOR and referral.made_by.is_active  # whose account is closed does nothing more
    owner = referral.made_by if theirs else None
    save(new_task(referral.case, kind, due=referral.due_at, owner=owner, target=referral.pk))


def is_unsent(referral: Referral) -> bool:
    """Whether nothing has left yet, so that all of it can be changed."""
    return referral.state in UNSENT
