"""What is said about the Unit, made by the house's own actions."""

from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.team.actions.complaints import record_complaint
from panoh.team.enums import ComplaintAbout, ComplaintKind, Voice
from panoh.team.models import Complaint
from tests.factories.accounts import make_user


def make_complaint(*, by: User | None = None, **facts: Any) -> Complaint:
    """A complaint of a person we help about the help itself, or about the worker given."""
    given: dict[str, Any] = {
        "kind": ComplaintKind.COMPLAINT,
        "about": ComplaintAbout.WORKER if facts.get("concerned") else ComplaintAbout.SERVICE,
        "voice": Voice.PERSON,
        "words": "Ждала два часа и ушла",
        "answer_to": "через сестру",
        **facts,
    }
    return record_complaint(by=by or make_user(Role.SOCIAL_WORKER), **given)
