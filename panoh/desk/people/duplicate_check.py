"""The question before somebody is written down: whether they are here already. It is asked on the form, and it never stops the record."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest
from panoh.accounts.models import User
from panoh.accounts.policy import scope_of
from panoh.accounts.roles import Permission, Scope
from panoh.cases.actions import Answers, DistinctAnswer
from panoh.cases.before_create import MatchCriteria, hits_of, perhaps_known, requests_alike
from panoh.cases.finding import Hit
from panoh.cases.models import Case
from panoh.desk.frame.form_page import ConfirmationRequired
from panoh.people.distinct import NEEDS_WORDS, NO_REASON
from panoh.people.enums import DistinctReason

SAME, OTHER = "same", "other"
SAY_WHICH = _("Say whether this is the same person, or decide later.")
ONE_ONLY = _("Only one of them can be the same person.")
REASONS = [(each.value, each.label) for each in DistinctReason if each != DistinctReason.REGISTER]
COMPARES = _("The coordinator compares it with everything the Unit knows.")

# Why somebody was found, in words (people.names.index.Match).
WHY: dict[str, Promise] = {
    "code": _("the code"),
    "number": _("the number"),
    "spelling": _("the spelling"),
    "sound": _("the sound"),
    "beginning": _("the beginning of the name"),
    "alike": _("a similar name"),
    "part": _("a part of the name"),
    "year": _("the year of birth"),
}


def why_found(hit: Hit) -> str:
    """What matched, in words."""
    return ", ".join(str(WHY[each]) for each in hit.why)


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """One person it may be, and what was answered."""

    hit: Hit
    answer: str = ""
    reason: str = ""
    words: str = ""

    @property
    def why(self) -> str:
        return why_found(self.hit)

    @property
    def missing(self) -> Promise | None:
        """What the answer lacks."""
        if self.answer == SAME:
            return None
        if self.answer != OTHER:
            return SAY_WHICH
        if self.reason not in dict(REASONS):
            return NO_REASON
        return NEEDS_WORDS if self.reason == DistinctReason.OTHER and not self.words.strip() else None


@dataclass(frozen=True, slots=True)
class Question:
    """Who it may be. `asked`: it stood on the page before, so what is missing is said. `here`: whose case there is already.
    `waiting`: requests not decided yet, about somebody of the same name; they are shown, and want no answer."""

    rows: Sequence[DuplicateRow] = ()
    waiting: Sequence[Any] = ()
    asked: bool = False
    wrong: Promise | None = None
    here: Case | None = None
    reasons: Sequence[Any] = field(default_factory=lambda: REASONS)


def ask(user: User, who: MatchCriteria, *, also: Collection[UUID] = (), joined: UUID | None = None) -> Question | None:
    """The question as it stands on a page that was not sent yet; None where nobody is alike. `also` are asked about in any case,
    `joined` is whom it was said to be."""
    rows = [DuplicateRow(hit, SAME if hit.case.person_id == joined else "") for hit in _hits(user, who, also)[0]]
    waiting = requests_alike(user, who)
    return Question(rows, waiting) if rows or waiting else None


def answers(request: StaffRequest, who: MatchCriteria, *, also: Collection[UUID] = (), at_once: bool = False) -> Answers:
    """What the page that was sent says of everybody it may be. Raises ConfirmationRequired while something is missing and is not left for
    later. `at_once`: there is danger, and all that is missing is left for later."""
    return answers_of_each(request, [who], also=also, at_once=at_once)[0]


def answers_of_each(
    request: StaffRequest, people: Sequence[MatchCriteria], *, also: Collection[UUID] = (), at_once: bool = False
) -> list[Answers]:
    """The same of several who are recorded together, in their order: one question about all of them."""
    found = [_hits(request.user, who, also) for who in people]
    each = [rows_sent(request.POST, hits) for hits, _hidden in found]
    later, asked = at_once or "later" in request.POST, at_once or "asked" in request.POST
    waiting = [row for who in people for row in requests_alike(request.user, who)]
    wrong = ONE_ONLY if any(len(_same(rows)) > 1 for rows in each) else None
    is_missing = any(row.missing for rows in each if not _same(rows) for row in rows)
    if wrong or (is_missing and not later) or (waiting and not asked):
        shown = {row.hit.case.pk: row for rows in each for row in rows}
        raise ConfirmationRequired(Question(list(shown.values()), waiting, asked=asked, wrong=wrong))
    return [_answered(rows, hidden) for rows, (_found, hidden) in zip(each, found, strict=True)]


def _same(rows: Sequence[DuplicateRow]) -> list[Case]:
    return [row.hit.case for row in rows if row.answer == SAME]


def _answered(rows: Sequence[DuplicateRow], hidden: Sequence[UUID]) -> Answers:
    same = _same(rows)
    undecided = [row.hit.case.person_id for row in rows if row.missing and not same]
    return Answers(same[0] if same else None, distinct_answers(rows), [*undecided, *hidden])


def rows_sent(sent: Mapping[str, str], hits: Sequence[Hit]) -> list[DuplicateRow]:
    """The answers of a page, by the codes of the cases it asked about."""

    def given(name: str, hit: Hit) -> str:
        return sent.get(f"{name}-{hit.case.code}", "")

    return [DuplicateRow(hit, given("match", hit), given("reason", hit), given("words", hit)) for hit in hits]


def distinct_answers(rows: Sequence[DuplicateRow]) -> list[DistinctAnswer]:
    """Who was said to be somebody else, with the reason."""
    return [DistinctAnswer(row.hit.case.person, row.reason, row.words) for row in rows if row.answer == OTHER and not row.missing]


def _hits(user: User, who: MatchCriteria, also: Collection[UUID]) -> tuple[list[Hit], tuple[UUID, ...]]:
    first = hits_of(user, also)
    known = perhaps_known(user, who)
    return [*first, *(hit for hit in known.hits if hit.case.person_id not in also)], known.hidden


def said(user: User, sentence: str) -> str:
    """What was done; for whoever does not see everybody always with the same words, so that they tell nothing."""
    return sentence if Scope.ALL in scope_of(user, Permission.NAME_OPEN) else f"{sentence} {COMPARES}"
