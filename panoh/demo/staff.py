"""Who works in the sample: its accounts by name, and the words under which a consent is given there."""

from dataclasses import dataclass, fields
from typing import Any

from panoh.accounts.models import User
from panoh.consent.enums import ConsentForm

SPOKEN: dict[str, Any] = {"form": ConsentForm.SPOKEN, "witness": "Намунаева С.", "language": "tg"}
# Of a child: the guardian agreed, and the child too.
GUARDED: dict[str, Any] = {**SPOKEN, "by_guardian": True, "guardian": "Омӯзгорова М., мать", "child_assented": True}


@dataclass(frozen=True)
class Staff:
    """The sample accounts."""

    coordinator: User
    social_worker: User
    physician: User
    psychologist: User
    regional_worker: User
    member_worker: User
    member_psychologist: User
    specialist: User
    lawyer: User
    duty_officer: User
    director: User
    accountant: User
    security_officer: User
    administrator: User

    @classmethod
    def found(cls) -> "Staff":
        """By their account names."""
        users = {user.username.replace("-", "_"): user for user in User.objects.select_related("organisation")}
        return cls(**{field.name: users[field.name] for field in fields(cls)})
