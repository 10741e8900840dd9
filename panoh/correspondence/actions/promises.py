"""Promises: noted with a day, kept or not."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.correspondence import policy
from panoh.correspondence.actions.keys import ensure_key
from panoh.correspondence.enums import PROMISE_TRANSITIONS, PromiseState, Side
from panoh.correspondence.events import PromiseEvent
from panoh.correspondence.models import Promise, RegisterItem
from panoh.network.models import Addressee
from panoh.vault.actions import record_about, seal

WHAT = _("Write what was promised.")
NO_SIDE = _("Choose who promised it.")
SETTLED = _("The outcome of this promise has already been recorded.")
NO_OUTCOME = _("Choose the outcome.")


@action(undo=_("Promise recorded."))
def note_promise(
    *,
    by: User,
    addressee: Addressee,
    side: str,
    due_on: dt.date,
    words: str = "",
    item: RegisterItem | None = None,
    is_answer: bool = False,
) -> Promise:
    """Notes what was promised by a day, by us or by them. `is_answer`: an answer to the letter `item`, which needs no words."""
    policy.check_can_write(by)
    if side not in Side.values:
        raise Invalid(NO_SIDE, {"side": NO_SIDE})
    if not words.strip() and not is_answer:
        raise Invalid(WHAT, {"words": WHAT})
    ensure_key(by)
    row = Promise(
        organisation_id=by.organisation_id,
        addressee=addressee,
        item=item,
        side=side,
        due_on=due_on,
        is_answer=is_answer,
        by=by,
        is_practice=by.is_practising,
    )
    seal(row, by=by.actor, words=words.strip())
    save(row)
    record_about(PromiseEvent.PROMISED, by=by.actor, about=[row])
    return row


@action(undo=_("Result recorded."))
def settle(promise: Promise, state: str, *, by: User, outcome: str = "", on: dt.date | None = None, expected: int | None = None) -> Promise:
    """Notes that a promise was kept, was not kept, or fell away."""
    policy.check_can_write(by)
    if state not in PromiseState.values:
        raise Invalid(NO_OUTCOME, {"state": NO_OUTCOME})
    if PromiseState(state) not in PROMISE_TRANSITIONS[PromiseState(promise.state)]:
        raise WrongState(SETTLED)
    promise.state, promise.settled_on = PromiseState(state), on or today()
    seal(promise, by=by.actor, outcome=outcome.strip())
    save(promise, expected)
    record_about(PromiseEvent.SETTLED, by=by.actor, about=[promise])
    return promise
