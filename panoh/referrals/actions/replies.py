"""Answers of outsiders who have no account: the link is made, opened with its code, answered; a worker takes the answer over.

Whoever answers proves nothing but that they hold link and code, so what they say is kept beside the referral, sealed, and moves nothing
until a worker has looked; only that the letter has come is taken at their word. They open nothing: the agent seals for a writer whom
the web process gives no key, and no way leads back.
"""

import datetime as dt
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from panoh.accounts import limits
from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.cases.actions import add_tasks, finish_tasks, new_task
from panoh.cases.enums import TaskKind
from panoh.core.actor import Actor
from panoh.core.clock import DUSHANBE, add_working_days, now, today
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import Invalid, PanohError, WrongState
from panoh.network.queries.abroad import is_abroad
from panoh.referrals.actions.answers import accept, acknowledge, book, decline, record_attendance, record_no_show, waitlist
from panoh.referrals.actions.ending import record_outcome
from panoh.referrals.actions.moving import lay_before_worker, looked_at, move
from panoh.referrals.enums import (
    OPEN_STATES,
    SPENDS,
    Evidence,
    Level,
    LinkState,
    ReferralState,
    ReplyKind,
    ReplyState,
    may_follow,
)
from panoh.referrals.events import Event, ReplyEvent
from panoh.referrals.models import Letterhead, Referral, Reply, ReplyLink
from panoh.referrals.policy import check_can_refer
from panoh.referrals.replies import (
    CODE_FIGURES,
    LONGEST_TOKEN,
    code_digest,
    code_figures,
    new_code,
    new_ticket,
    new_token,
    read_ticket,
    token_digest,
)
from panoh.vault.actions import NoKey, record_about, seal

USUAL_DAYS = 8
MOST_DAYS = 30
MOST_ANSWERS = 20  # of one link: more is no facility that answers
NOBODY = Actor("outsider", UUID(int=0))

# Where each answer leads, and by which act.
LEADS_TO: dict[str, tuple[ReferralState, Callable[..., Referral]]] = {
    ReplyKind.RECEIVED: (ReferralState.ACKNOWLEDGED, acknowledge),
    ReplyKind.ACCEPTED: (ReferralState.ACCEPTED, accept),
    ReplyKind.WAITLISTED: (ReferralState.WAITLISTED, waitlist),
    ReplyKind.APPOINTMENT: (ReferralState.BOOKED, book),
    ReplyKind.DECLINED: (ReferralState.DECLINED, decline),
    ReplyKind.ATTENDED: (ReferralState.ATTENDED, record_attendance),
    ReplyKind.NOT_ATTENDED: (ReferralState.NO_SHOW, record_no_show),
    ReplyKind.OUTCOME: (ReferralState.COMPLETED, record_outcome),
}

NOT_ANSWERABLE = _("A link works only for a referral that was sent and is not over.")
NO_SECOND_NAME = _(
    "The name of this server shows who refers, and the letter did not. Ask for a separate host to be set in the letterhead, or "
    "use the paper slip."
)
BY_ANOTHER_WAY = _("What is sent abroad is sealed, and a link is not. Ask the centre by telephone, and record its answer.")
HOW_LONG = _("A link is valid for one to thirty days. Choose a number of days in this range.")
NOT_OPEN = _("This link is no longer open.")
NOT_WAITING = _("This answer was already checked.")
WHICH_DAY = _("Enter the date.")
GONE_BY = _("This date has passed. Enter a date in the future.")
AHEAD = _("This date is in the future. Check it.")
WHY = _("Choose the reason.")
WHAT = _("Write the outcome.")
NO_CODE = _("Enter the code: eight digits, told to you separately from the link.")
NO_SUCH_CODE = _("A code has eight digits, and you typed more or fewer. Enter all eight. This try was not counted.")


class NotThis(PanohError):
    """No such link, or not its code, or no longer. Which of these, nobody is told."""

    status = 404

    def __init__(self) -> None:
        super().__init__("")


class UsedUp(PanohError):
    """The tries of this link are used up, whether there is such a link or not. `until` they are again."""

    status = 429

    def __init__(self, until: dt.datetime) -> None:
        super().__init__("")
        self.until = until


class Closed(PanohError):
    """Somebody who had the link open sends something, and it takes no more answers. Why, nobody is told."""

    status = 410

    def __init__(self) -> None:
        super().__init__("")


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link and its code, in clear this once."""

    link: ReplyLink
    token: str
    code: str


@dataclass(frozen=True, slots=True)
class Door:
    """Somebody with link and code stands before the referral. `again`: an answer was already sent from this page."""

    link: ReplyLink
    number: bytes = b""
    again: bool = False

    def new_ticket(self) -> str:
        """For the next page."""
        return new_ticket(self.link.pk)


def state_of(link: ReplyLink) -> LinkState:
    """How a link stands now."""
    if link.spent_at is not None:
        return LinkState.SPENT
    if link.revoked_at is not None or not answerable(link.referral):
        return LinkState.REVOKED
    return LinkState.OPEN if link.expires_at > now() else LinkState.EXPIRED


def states_of(links: Sequence[ReplyLink]) -> list[LinkState]:
    """How links stand now for whoever has not entered yet: an open one may be shut for a day by wrong codes."""
    shut = limits.out_of_tries([bytes(link.digest) for link in links])
    states = [(state_of(link), bytes(link.digest) in shut) for link in links]
    return [LinkState.SHUT if is_shut and state == LinkState.OPEN else state for state, is_shut in states]


def answerable(referral: Referral) -> bool:
    """Whether anything is asked of a facility now: sent, not over, and on a ground that holds."""
    return referral.sent_at is not None and referral.state in OPEN_STATES and referral.ground_lost_on is None


def answer_host() -> str:
    """The host of the letterhead, under which answers are taken and nothing else is to be found; blank where none was set."""
    return Letterhead.objects.values_list("host", flat=True).first() or ""


# -- the worker's side ----------------------------------------------------------------------------------------------------


@action
def make_reply_link(referral: Referral, *, by: User, days: int = USUAL_DAYS) -> MadeLink:
    """Makes a link for so many days, with its code. Earlier ones of the referral are closed: one is enough, and one is looked after."""
    check_can_refer(by, referral.case)
    if not answerable(referral):
        raise WrongState(NOT_ANSWERABLE)
    if is_abroad(referral.facility):
        raise WrongState(BY_ANOTHER_WAY)
    if settings.HOUSE_HOSTS and referral.level != Level.FULL and not answer_host():
        raise WrongState(NO_SECOND_NAME)
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(HOW_LONG, {"days": HOW_LONG})
    return keep_link(referral, new_token(), new_code(), by=by, days=days)


def keep_link(referral: Referral, token: str, code: str, *, by: User, days: int) -> MadeLink:
    """Keeps a link that was thought of before, inside an action: so a letter can carry it that is made before it is sent."""
    for old in referral.reply_links.filter(revoked_at=None, spent_at=None):
        old.revoked_at = now()
        save(old)
    link = ReplyLink(
        referral=referral,
        made_by=by,
        digest=token_digest(token),
        code_digest=code_digest(token, code),
        made_at=now(),
        expires_at=now() + dt.timedelta(days=days),
    )
    save(link)
    record_about(ReplyEvent.LINK_MADE, by=by.actor, about=[referral])
    return MadeLink(link, token, code)


@action
def revoke_reply_link(link: ReplyLink, *, by: User) -> ReplyLink:
    """Closes a link at once. A new one can be made."""
    check_can_refer(by, link.referral.case)
    if state_of(link) != LinkState.OPEN:
        raise WrongState(NOT_OPEN)
    link.revoked_at = now()
    save(link)
    record_about(ReplyEvent.LINK_REVOKED, by=by.actor, about=[link.referral])
    return link


# -- the outsider's side --------------------------------------------------------------------------------------------------


@bypass_rls()
def enter(token: str, typed: str, *, address: str) -> Door:
    """Link and code, once both fit. Raises NotThis, after the same work whatever did not fit; UsedUp, likewise for any link; Invalid, and
    counts no try, where it can be no code."""
    figures = code_figures(typed)
    if len(figures) != CODE_FIGURES:
        raise Invalid(NO_SUCH_CODE if figures else NO_CODE)
    token = token[:LONGEST_TOKEN]
    may_try = limits.may_try_link(token_digest(token), address)
    link = _find(token)
    wanted = bytes(link.code_digest) if link else bytes(32)
    fits = hmac.compare_digest(code_digest(token, typed), wanted)
    if link is None or not (may_try & fits) or state_of(link) != LinkState.OPEN:
        record(ReplyEvent.LINK_REFUSED, by=NOBODY)
        if not may_try:
            raise UsedUp(limits.link_opens_at(token_digest(token)))
        raise NotThis
    limits.link_opened(token_digest(token))
    record_about(ReplyEvent.LINK_OPENED, by=_outsider(link), about=[link.referral])
    return Door(link)


@bypass_rls()
def come_back(token: str, ticket: str) -> Door | None:
    """By the ticket of a page that link and code opened; None for any other text, and for one that grew too old.

    What was being written when a link ran out still counts. Raises Closed, however old the page, where the link takes no more answers.
    """
    link = _find(token[:LONGEST_TOKEN]) if ticket else None
    read = read_ticket(link.pk, ticket) if link else None
    if link is None or read is None:
        return None
    (number, holds), is_closed = read, not _takes_answers(link)
    if (holds or is_closed) and Reply.objects.filter(ticket=number).exists():
        return Door(link, number, again=True)
    if is_closed:
        raise Closed
    return Door(link, number) if holds else None


def _takes_answers(link: ReplyLink) -> bool:
    return state_of(link) in (LinkState.OPEN, LinkState.EXPIRED)


def _find(token: str) -> ReplyLink | None:
    rows = ReplyLink.objects.select_related("referral__case", "referral__made_by")
    return rows.filter(digest=token_digest(token)).first()


def _outsider(link: ReplyLink) -> Actor:
    """Whoever holds the link. The case's organisation holds the key under which the agent seals; to open, a reader would need more."""
    return Actor("outsider", link.pk, link.referral.case.organisation_id)


@bypass_rls()
def answer(
    door: Door,
    *,
    kind: str,
    said_on: dt.date | None = None,
    said_at: dt.time | None = None,
    reason: str = "",
    words: str = "",
    advice: str = "",
) -> Reply:
    """Keeps what an outsider says, sealed, and tells the worker. Raises Closed when the link takes no more."""
    said = ReplyKind(kind)
    _check(said, said_on, reason, words)
    row = Reply(ticket=door.number, kind=said, said_on=said_on, said_at=said_at, reason=reason)
    try:
        return _keep_reply(row, by=_outsider(door.link), words=words.strip(), advice=advice.strip())
    except _Kept:
        return Reply.objects.get(ticket=door.number)


class _Kept(Exception):
    """A tired thumb pressed twice, and the first press was a moment faster."""


@action
def _keep_reply(row: Reply, *, by: Actor, words: str, advice: str) -> Reply:
    """The link is read once more: it may have been answered or closed while somebody wrote."""
    link = ReplyLink.objects.select_for_update(of=("self",)).select_related("referral__case", "referral__made_by").get(pk=by.ref)
    if Reply.objects.filter(ticket=row.ticket).exists():
        raise _Kept
    if not _takes_answers(link) or link.replies.count() >= MOST_ANSWERS:
        raise Closed
    referral = link.referral
    row.link, row.referral, row.person_id, row.at = link, referral, referral.person_id, now()
    try:
        seal(row, by=by, words=words, advice=advice)
    except NoKey:  # the person was forgotten meanwhile: there is nobody left whom this could be about
        raise Closed from None
    if row.kind == ReplyKind.RECEIVED:
        row.state, row.decided_at = ReplyState.TAKEN, row.at
    save(row)
    if row.kind in SPENDS:
        link.spent_at = now()
        save(link)
    record_about(ReplyEvent.ANSWERED, by=by, about=[referral])
    if row.state == ReplyState.WAITING:
        due = add_working_days(today(), 1)
        add_tasks([new_task(referral.case, TaskKind.REPLY, due=due, owner=referral.made_by, target=row.pk)])
        lay_before_worker(referral, row.at, by=by)
    elif referral.state == ReferralState.SENT:
        referral.acknowledged_on = today()
        move(referral, ReferralState.ACKNOWLEDGED, event=Event.ACKNOWLEDGED, by=by, evidence=Evidence.LINK)
    return row


def _check(kind: ReplyKind, said_on: dt.date | None, reason: str, words: str) -> None:
    if kind == ReplyKind.APPOINTMENT and said_on is None:
        raise Invalid(WHICH_DAY, {"said_on": WHICH_DAY})
    if kind == ReplyKind.APPOINTMENT and said_on is not None and said_on < today():
        raise Invalid(GONE_BY, {"said_on": GONE_BY})
    if kind != ReplyKind.APPOINTMENT and said_on is not None and said_on > today():
        raise Invalid(AHEAD, {"said_on": AHEAD})
    if kind == ReplyKind.DECLINED and not reason:
        raise Invalid(WHY, {"reason": WHY})
    if kind == ReplyKind.OUTCOME and not words.strip():
        raise Invalid(WHAT, {"words": WHAT})


# -- what a worker makes of it --------------------------------------------------------------------------------------------


def leads(reply: Reply) -> ReferralState:
    """The state into which an answer brings its referral."""
    return LEADS_TO[reply.kind][0]


def way_to(referral: Referral, to: ReferralState) -> list[ReferralState]:
    """The steps from where a referral stands into a state: none where it cannot follow.

    Who tells the outcome has seen the person: that they were there is written down first, if nobody has.
    """
    ways = may_follow(referral.state)
    if to in ways:
        return [to]
    return [ReferralState.ATTENDED, to] if to == ReferralState.COMPLETED and ReferralState.ATTENDED in ways else []


@action(undo=_("Answer accepted."))
def take_reply(reply: Reply, *, by: User, expected: int | None = None, **facts: Any) -> Reply:
    """What was answered is written into the referral, as the worker leaves it, by the act that any other answer goes through."""
    referral = reply.referral
    check_can_refer(by, referral.case)
    _decide(reply, ReplyState.TAKEN, by, None)
    record_about(ReplyEvent.REPLY_TAKEN, by=by.actor, about=[referral])
    to, act = LEADS_TO[reply.kind]
    if to == ReferralState.COMPLETED:
        facts.setdefault("attended_on", reply.said_on or reply.at.astimezone(DUSHANBE).date())
    act(referral, by=by, expected=expected, **facts)
    return reply


@action(undo=_("Set aside."))
def set_reply_aside(reply: Reply, *, by: User, expected: int | None = None) -> Reply:
    """It does not hold, or is known already. The answer stays as it came, and the clock that stood still goes on."""
    check_can_refer(by, reply.referral.case)
    _decide(reply, ReplyState.SET_ASIDE, by, expected)
    record_about(ReplyEvent.REPLY_SET_ASIDE, by=by.actor, about=[reply.referral])
    looked_at(reply.referral, by=by.actor)
    return reply


def _decide(reply: Reply, state: ReplyState, by: User, expected: int | None) -> None:
    if reply.state != ReplyState.WAITING:
        raise WrongState(NOT_WAITING)
    reply.state, reply.decided_by, reply.decided_at = state, by, now()
    save(reply, expected)
    finish_tasks(reply.referral.case, TaskKind.REPLY, by=by, target=reply.pk)
