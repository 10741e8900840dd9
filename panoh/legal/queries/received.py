"""Referrals that lie with the legal unit: which, what they say, which wait for this lawyer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has, powers
from panoh.accounts.roles import Permission
from panoh.cases.enums import Discipline
from panoh.cases.models import Assignment
from panoh.cases.policy import in_force
from panoh.cases.queries.meetings import USUAL_LENGTH
from panoh.consent.queries import in_place_of
from panoh.core.clock import DUSHANBE
from panoh.core.errors import NotFound, WrongState
from panoh.core.ids import tidy_code
from panoh.people.data import FULL_NAME, full_name
from panoh.referrals.enums import ACTS_NEXT, OPEN_STATES, ActsNext, ReferralState
from panoh.referrals.grounds import Ground, kinds_needed
from panoh.referrals.models import Referral
from panoh.referrals.policy import check_can_answer, received_referrals
from panoh.referrals.queries.referrals import LIGHT
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

NOT_HERE = _("Page not found, or you do not have access to it.")
NOT_NOW = _("The person's consent no longer covers this, so you cannot open it. Ask the person who made the referral.")

_THEIRS = [state for state in OPEN_STATES if ACTS_NEXT[state] == ActsNext.PROVIDER]
_UNTAKEN = (ReferralState.SENT, ReferralState.ACKNOWLEDGED)
_WORDS = ["complaint_words", "ask_words", "question_words", "answer_words"]


@dataclass(frozen=True, slots=True)
class AgreedContent:
    """What the person agreed that lawyers read. `name` is empty where they did not agree to that."""

    words: str
    ask: str
    question: str
    answer: str
    name: str


def received(user: User, *, over: bool = False) -> QuerySet[Referral]:
    """What was sent to the lawyer's unit, by when it is to be answered; with `over` what is over, newest first."""
    rows = received_referrals(user).select_related("case", "facility", "consent").defer(*LIGHT)
    if over:
        return rows.exclude(state__in=OPEN_STATES).order_by("-moved_at", "code")
    mine = Case(When(state__in=_THEIRS, then=Value(0)), default=Value(1))
    return rows.filter(state__in=OPEN_STATES).order_by(mine, F("due_at").asc(nulls_last=True), "code")


def get_received(user: User, code: str) -> Referral:
    """One of them. Raises NotFound where it was not sent to the reader's unit."""
    rows = received_referrals(user).filter(code=tidy_code(code) or "")
    found = rows.select_related("case", "person", "facility__house", "consent", "made_by").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def waiting(user: User) -> QuerySet[Referral]:
    """What this lawyer has to answer: what nobody has taken yet, and what they took. Whose consent was taken back is no more to do."""
    on_it = Assignment.objects.filter(in_force(), user__in=powers(user).stands_for, discipline=Discipline.LEGAL)
    rows = received_referrals(user).filter(state__in=_THEIRS, ground_lost_on=None).select_related("case").defer(*LIGHT)
    return rows.filter(Q(state__in=_UNTAKEN) | Q(case__in=on_it.values("case"))).order_by("due_at", "code")


def booked(user: User, begins: dt.datetime, ends: dt.datetime) -> list[Referral]:
    """The meetings agreed on with people this lawyer works for, from one moment to another, the nearest first. One query, or none."""
    if not has(user, Permission.LEGAL):
        return []
    on_it = Assignment.objects.filter(in_force(), user__in=powers(user).stands_for, discipline=Discipline.LEGAL)
    rows = received_referrals(user).filter(state=ReferralState.BOOKED, ground_lost_on=None, case__in=on_it.values("case"))
    rows = rows.filter(appointment_at__gte=begins, appointment_at__lt=ends).select_related("case").defer(*LIGHT)
    return list(rows.order_by("appointment_at", "pk"))


def meetings_near(moments: Sequence[dt.datetime], *, by: User) -> list[Referral]:
    """Those that begin at an hour less than an hour from one of these moments. One query, or none."""
    if not moments:
        return []
    rows = booked(by, min(moments) - USUAL_LENGTH, max(moments) + USUAL_LENGTH)
    timed = [(row, at) for row in rows if (at := row.appointment_at) and at.astimezone(DUSHANBE).time() != dt.time(0)]
    return [row for row, at in timed if any(abs(at - each) < USUAL_LENGTH for each in moments)]


def read_received(referral: Referral, *, by: User) -> AgreedContent:
    """Opens what was sent, and the name where the person agreed to it; recorded. Raises Denied, or WrongState once the ground is gone."""
    check_can_answer(by, referral)
    consent = in_place_of([referral.consent]).get(referral.consent.pk) if referral.consent else None
    if consent is None or not kinds_needed(referral) <= set(consent.data_kinds):
        raise WrongState(NOT_NOW)
    named = Ground(consent=consent).names and "name" in referral.data_kinds
    rows = [referral, *([referral.person] if named else [])]
    said, *person = open_sealed(rows, by=by.actor, purpose=Purpose.LEGAL, fields=[*_WORDS, *FULL_NAME])
    name = " ".join(map(full_name, person))
    texts = (said.complaint_words, said.ask_words, said.question_words, said.answer_words)
    words, ask, question, answer = (text or "" for text in texts)
    return AgreedContent(words, ask, question, answer, name)
