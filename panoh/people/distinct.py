"""That two records which look alike are of two people: said once, with the reason, and not asked again."""

from collections.abc import Collection
from itertools import chain
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.core.clock import now
from panoh.core.errors import Invalid
from panoh.people.enums import DistinctReason
from panoh.people.events import Event
from panoh.people.models import ConfirmedDistinct, Person
from panoh.people.policy import check_can_open_name
from panoh.vault.actions import record_about, seal

NO_REASON = _("Choose why these are two different people.")
NEEDS_WORDS = _("Write in one sentence why these are two different people.")


def confirmed_distinct(one: UUID, others: Collection[UUID]) -> frozenset[UUID]:
    """Which of the other people were said not to be this one: a person, or a request or a family tie, by its id. One query."""
    rows = ConfirmedDistinct.objects.filter(Q(person=one, other__in=others) | Q(person__in=others) & (Q(other=one) | Q(about=one)))
    return frozenset(others) & frozenset(chain.from_iterable(rows.values_list("person", "other")))


@action(undo=_("Recorded: two different people."))
def write_distinct(
    person: Person, *, by: User, reason: str, words: str = "", other: Person | None = None, about: UUID | None = None
) -> ConfirmedDistinct:
    """Keeps that a person is not the other, or not the one whom a request or a family tie is `about`, and why; the words are sealed."""
    check_can_open_name(by)
    if reason not in DistinctReason.values:
        raise Invalid(NO_REASON, {"reason": NO_REASON})
    if reason == DistinctReason.OTHER and not words.strip():
        raise Invalid(NEEDS_WORDS, {"words": NEEDS_WORDS})
    row = ConfirmedDistinct(person=person, other=other, about=about, reason=reason, at=now(), by=by.id)
    seal(row, by=by.actor, words=words.strip())
    save(row)
    record_about(Event.NOT_SAME, by=by.actor, about=[person] if other is None else [person, other])
    return row


def take_over_distinct(about: UUID, person: Person) -> None:
    """Inside an action: whom a request or a tie was about is a person now, so what was said of it holds for the person."""
    for row in ConfirmedDistinct.objects.filter(about=about, other=None).exclude(person=person):
        row.other = person
        save(row)
