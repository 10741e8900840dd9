"""Reads of how a plan was made: for the secretariat."""

from uuid import UUID

from panoh.accounts.models import User
from panoh.core.errors import NotFound
from panoh.planning.models import Decision, Meeting, Participant, Plan
from panoh.planning.policy import sees_all, visible_plans
from panoh.planning.queries.plans import NOT_HERE

# How views, which know no models, name what they are given.
type MeetingRow = Meeting


def meetings_of(user: User, plan: Plan) -> list[Meeting]:
    """Newest first, with who sat there and what was decided. Three queries. Raises NotFound for whom the making is not shown."""
    if not sees_all(user):
        raise NotFound(NOT_HERE)
    return list(plan.meetings.prefetch_related("participants", "decisions"))


def get_meeting(user: User, key: UUID) -> Meeting:
    """Raises NotFound."""
    found = Meeting.objects.filter(plan__in=visible_plans(user).values("pk"), pk=key).first() if sees_all(user) else None
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_participant(meeting: Meeting, key: UUID) -> Participant:
    """Somebody of this meeting. Raises NotFound."""
    found = meeting.participants.filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_decision(meeting: Meeting, key: UUID) -> Decision:
    """A decision of this meeting. Raises NotFound."""
    found = meeting.decisions.filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
