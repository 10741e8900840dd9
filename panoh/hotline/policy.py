"""Which calls an account sees, and who does what at the hotline."""

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import at_work, check_has, has, powers
from panoh.accounts.roles import DISCIPLINES, Permission
from panoh.cases.at_calls import visible_at_calls
from panoh.cases.models import ConflictOfInterest, Task
from panoh.cases.policy import unblocked, visible_requests
from panoh.core.clock import now
from panoh.core.errors import Denied
from panoh.hotline.enums import AlertKind, AlertState, EntryKind
from panoh.hotline.models import Alert, Call, Dispatch, PhoneEntry

# An officer reads what was heard in this shift and the one before; their own calls for a week, so that they can go on with them.
SHIFTS_BACK, OWN_BACK = dt.timedelta(hours=24), dt.timedelta(days=7)
OF_CALL, OF_DISPATCH = "request__person", "call__request__person"  # where the person is, once they are known
# Who takes calls, and who works with people in a discipline: both may be where there is no network.
GOES_OUT = (Permission.HOTLINE, Permission.HOTLINE_LEAD, *DISCIPLINES)
NOT_OUT = _("Only those who take calls or work with people send from a phone.")
ACCOUNT_CLOSED = _("The account that sent this is closed.")
SENDER_ALONE = _("Only the worker who sent this entry can open it.")
NOT_ON_LINE = _("Only hotline consultants take calls. Ask the coordinator who may.")


def takes_calls(user: User) -> bool:
    """Whether the account takes calls: an officer, or the coordinator in their place."""
    return has(user, Permission.HOTLINE) or has(user, Permission.HOTLINE_LEAD)


def sends_from_phone(user: User) -> bool:
    """Whether the account sends from a telephone what it recorded without a network."""
    return any(has(user, each) for each in GOES_OUT)


def check_sends(user: User) -> None:
    """Raises Denied for everybody else."""
    if not sends_from_phone(user):
        raise Denied(NOT_OUT)


def check_open_account(user: User) -> None:
    """Raises Denied where the account was closed since something was sent in its name."""
    if not user.is_active:
        raise Denied(ACCOUNT_CLOSED)


def check_waits_for(user: User, entry: PhoneEntry) -> None:
    """What came from a telephone and waits is opened by whoever sent it; by the coordinator where that account is closed, or the telephone
    was disconnected; then, of a danger, also by whoever takes calls, since somebody has to ask its sender."""
    if not may_open_entry(user, entry):
        raise Denied(SENDER_ALONE)


def may_open_entry(user: User, entry: PhoneEntry) -> bool:
    """The same as a question."""
    if entry.user_id == user.pk:
        return True
    others = has(user, Permission.HOTLINE_LEAD) and (entry.is_unconfirmed or not entry.user.is_active)
    return others or (entry.is_unconfirmed and entry.tells_danger and takes_calls(user))


def reads_words(user: User, entry: PhoneEntry) -> bool:
    """Whether what was said in it opens: to its sender, and to the coordinator in place of a closed account. What was heard at a call is
    for whoever takes calls."""
    return entry.user_id == user.pk or not entry.user.is_active or entry.kind == EntryKind.CALL


def is_disconnected(user: User, *, signed_in_at: dt.datetime, came_at: dt.datetime) -> bool:
    """Whether what came then was sent by a telephone that was disconnected before, and not signed in anew: by the server's clock, since
    that of the telephone is set by whoever holds it. Nothing of a closed account is signed in anew."""
    closed, ended = user.closed_at, user.phones_ended_at
    return (closed is not None and came_at > closed) or (ended is not None and signed_in_at <= ended < came_at)


def visible_calls(user: User) -> QuerySet[Call]:
    """The coordinator sees every call; an officer those of the organisation of a day, to be called back, or of a danger after which help
    is not asked for yet, and their own of a week."""
    rows = Call.objects.filter(unblocked(user, OF_CALL), is_practice=user.is_practising)
    if has(user, Permission.HOTLINE_LEAD):
        return rows
    if not has(user, Permission.HOTLINE):
        return rows.none()
    mine = powers(user)
    own = Q(taken_by__in=mine.stands_for, recorded_at__gte=now() - OWN_BACK)
    recent = Q(recorded_at__gte=now() - SHIFTS_BACK)
    to_call = Q(call_back_due_at__isnull=False, call_back_done_at=None)
    untold = Q(pk__in=visible_at_calls(user).filter(ended_at=None).order_by().values("call"))
    return rows.filter(own | (Q(organisation=mine.organisation) & (recent | to_call | untold)))


def check_can_take(user: User) -> None:
    """Raises Denied for who is not of the hotline."""
    if not takes_calls(user):
        raise Denied(NOT_ON_LINE)


def check_can_call_back(user: User, call: Call) -> None:
    """Raises Denied for all but who takes calls, and who sees the request that came of the call: they may speak with the person anyway."""
    sees = call.request_id is not None and visible_requests(user).filter(pk=call.request_id).exists()
    if not (takes_calls(user) or sees):
        raise Denied(NOT_ON_LINE)


def check_can_lead(user: User) -> None:
    """Lines, rota and figures are the coordinator's."""
    check_has(user, Permission.HOTLINE_LEAD)


def check_sees_drills(user: User) -> None:
    """How drills of danger went is read by who leads the hotline and by who answers for the keys."""
    if not has(user, Permission.HOTLINE_LEAD):
        check_has(user, Permission.KEYS)


def visible_alerts(user: User) -> QuerySet[Alert]:
    """What is for this account, for those it stands in for, or for its roles where nobody is named; for the coordinator also what is for
    somebody who is tied to the person. Not what is about a person to whom the account is tied itself.
    """
    mine = powers(user)
    reach = Q(owner__in=mine.stands_for) | Q(owner=None, role__in=list(mine.roles))
    if has(user, Permission.HOTLINE_LEAD):
        reach |= Q(state=AlertState.OPEN) & _for_who_is_tied()
    calls = Call.objects.filter(~unblocked(user, OF_CALL)).order_by().values("pk")
    sent = Dispatch.objects.filter(~unblocked(user, OF_DISPATCH)).order_by().values("pk")
    dangers = Task.objects.filter(~unblocked(user, "case__person") | ~unblocked(user, "request__person"), pk=OuterRef("target"))
    about = ~Q(target__in=calls) & ~Q(target__in=sent) & ~(Q(kind=AlertKind.DANGER) & Exists(dangers))
    return Alert.objects.filter(reach, about, is_practice=user.is_practising)


def is_alerted(user: User, alert: Alert) -> bool:
    """Whether an account finds this on its page; of real work also while it practises."""
    return visible_alerts(at_work(user, practice=alert.is_practice)).filter(pk=alert.pk).exists()


def _for_who_is_tied() -> Q:
    """About a call, or somebody sent, of a person to whom the one it was for is tied: nobody else would see to it."""
    conflicts = ConflictOfInterest.objects.annotate(one=Coalesce("person__merged_into", "person"))
    tied = Exists(conflicts.filter(user=OuterRef(OuterRef("owner")), lifted_at=None, one=OuterRef("one")))
    calls = Call.objects.annotate(one=Coalesce(f"{OF_CALL}__merged_into", OF_CALL)).filter(tied, pk=OuterRef("target"))
    sent = Dispatch.objects.annotate(one=Coalesce(f"{OF_DISPATCH}__merged_into", OF_DISPATCH)).filter(tied, pk=OuterRef("target"))
    return Q(Exists(calls)) | Q(Exists(sent))


def visible_dispatches(user: User) -> QuerySet[Dispatch]:
    """Whoever is sent; of the hotline those whom the own organisation sent; the coordinator all. Not to a person to whom they are tied."""
    mine = powers(user)
    rows = Dispatch.objects.filter(unblocked(user, OF_DISPATCH), is_practice=user.is_practising)
    if has(user, Permission.HOTLINE_LEAD):
        return rows
    reach = Q(worker__in=mine.stands_for)
    if has(user, Permission.HOTLINE):
        reach |= Q(organisation=mine.organisation)
    return rows.filter(reach)


def check_can_see_to(user: User, alert: Alert) -> None:
    """Whoever is asked answers; nobody for them."""
    if not visible_alerts(user).filter(pk=alert.pk).exists():
        raise Denied(_("Someone else must check this."))
