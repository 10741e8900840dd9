"""A word is said or written: whether it is the one agreed in person. Said, the word of danger looks right; the coordinator is told."""

import hmac
from dataclasses import replace
from enum import StrEnum

from panoh.accounts.limits import may_try_word
from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.accounts.server_keys import digest
from panoh.audit.trail import action
from panoh.cases import policy
from panoh.cases.actions.raising import raise_danger
from panoh.cases.enums import Level, Source, TaskKind
from panoh.cases.events import Event
from panoh.cases.models import Case
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import now
from panoh.core.db.row_level_security import bypass_rls
from panoh.people.queries import current_contact
from panoh.places import spelling
from panoh.vault.actions import open_sealed, record_about
from panoh.vault.purpose import Purpose

WORDS = ("code_word", "duress_word")


class Heard(StrEnum):
    """What is told of a word."""

    RIGHT = "right"
    WRONG = "wrong"
    DANGER = "danger"  # never to the officer on the telephone
    NO_MORE = "no_more"  # too many tries for now


@bypass_rls()
def verify_code_word(case: Case, word: str, *, by: User) -> Heard:
    """Compares what a caller said with the words agreed in person. Where none was agreed, no word is right.

    The word of danger is answered like the right one, and nothing that this officer sees differs: the alarm is the system's act.
    """
    policy.check_can(by, Permission.CALLER_ANSWER, case)
    heard = _compare(case, word, by=by)
    return Heard.RIGHT if heard == Heard.DANGER else heard


def weigh_word(case: Case, word: str, *, by: User) -> Heard:
    """Compares a word that came in writing. The reader is told of danger: whoever forces the person sees nothing of it."""
    policy.check_can(by, Permission.CONTACT_SAFETY, case)
    return _compare(case, word, by=by)


def _compare(case: Case, word: str, *, by: User) -> Heard:
    contact = current_contact(case.person)
    agreed = open_sealed([contact], by=by.actor, purpose=Purpose.CONTACT, fields=WORDS) if contact else []
    record_about(Event.WORD_COMPARED, by=by.actor, about=[case], purpose=Purpose.CONTACT)
    words = {name: next((getattr(one, name) or "" for one in agreed), "") for name in WORDS}
    right, danger = _equal(word, words["code_word"]), _equal(word, words["duress_word"])
    in_time = may_try_word(case.id)
    if danger:
        _raise_alarm(case, by=replace(SYSTEM, organisation=case.organisation_id))
    if not in_time:
        return Heard.NO_MORE
    return Heard.DANGER if danger else Heard.RIGHT if right else Heard.WRONG


@action
def _raise_alarm(case: Case, *, by: Actor) -> None:
    """The coordinator finds it on top of the day; once, until somebody has dealt with it."""
    record_about(Event.ALARM_RAISED, by=by, about=[case])
    raise_danger(case, TaskKind.ALARM, level=Level.HOUR, source=Source.WORD, by=None, due=now())


def _equal(one: str, other: str) -> bool:
    """In constant time, however each is spelt: the word was said aloud and is written as it was heard."""
    first, second = _folded(one), _folded(other)
    return hmac.compare_digest(digest("caller word", first), digest("caller word", second)) and bool(second)


def _folded(word: str) -> str:
    return spelling.key(spelling.words(word)) + "".join(sign for sign in word if sign.isdecimal())
