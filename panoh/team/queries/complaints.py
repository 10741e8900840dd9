"""Reads of what was said about the Unit. Every one starts from what this reader may see."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission, Role
from panoh.core.errors import NotFound
from panoh.team.enums import OPEN_COMPLAINTS, ComplaintKind, ComplaintState
from panoh.team.models import Complaint
from panoh.team.policy import complaints as policy

# How views, which know no models, name what they are given.
type ComplaintRow = Complaint

NOT_HERE = _("Page not found, or you do not have access to it.")


def complaints(user: User, show: str = "") -> QuerySet[Complaint]:
    """What this reader sees: open ones, the soonest answer first; with `show="answered"` those that are over, newest first."""
    seen = policy.visible_complaints(user).select_related("concerned", "recorded_by", "handled_by")
    if show == "answered":
        return seen.exclude(state__in=OPEN_COMPLAINTS).order_by("-received_on", "id")
    return seen.filter(state__in=OPEN_COMPLAINTS).order_by("answer_by", "id")


def get_complaint(user: User, key: UUID) -> Complaint:
    """One of them. Raises NotFound where this reader may not see it, as if there were none."""
    found = complaints_of_any_state(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def complaints_of_any_state(user: User) -> QuerySet[Complaint]:
    """All that this reader sees."""
    return policy.visible_complaints(user).select_related("concerned", "recorded_by", "handled_by")


def answers(user: User, complaint: Complaint) -> bool:
    """Whether this reader is to answer it: what buttons ask."""
    return policy.complaints_to_answer(user).filter(pk=complaint.pk).exists()


def goes_to(user: User, complaint: Complaint) -> Role | None:
    """To which role this reader may hand it over, None where nobody else could answer: what the button says."""
    return policy.other_handler(user, complaint) if answers(user, complaint) else None


def due_complaints(user: User, *, until: dt.date) -> list[Complaint]:
    """What this account is to answer by a day, the soonest first. No question to the database for who answers none."""
    if not has(user, Permission.COMPLAINTS):
        return []
    due = policy.complaints_to_answer(user).filter(state__in=OPEN_COMPLAINTS, answer_by__lte=until)
    return list(due.order_by("answer_by", "id"))


def accounts_named(user: User) -> list[User]:
    """Whom something may be about: open accounts of one's own organisation and of the secretariat."""
    near = Q(organisation=user.organisation_id) | Q(organisation__kind="secretariat")
    return list(User.objects.filter(near, is_active=True).order_by("username"))


@dataclass(frozen=True, slots=True)
class Counted:
    """A kind, how many of it stand in each state, and how many there are."""

    kind: ComplaintKind
    by_state: dict[ComplaintState, int]

    @property
    def all(self) -> int:
        return sum(self.by_state.values())


def counts(user: User) -> list[Counted]:
    """Kind by state, for who answers. One query."""
    rows = policy.countable_complaints(user).order_by().values_list("kind", "state").annotate(Count("id"))
    found = {(kind, state): count for kind, state, count in rows}
    return [Counted(kind, {state: found.get((kind.value, state.value), 0) for state in ComplaintState}) for kind in ComplaintKind]
