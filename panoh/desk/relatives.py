"""A person's relatives as one reader may know them: by code where they see the case, else in words that name nobody."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.policy import visible_cases
from panoh.people.enums import OtherStatus
from panoh.people.models import Person
from panoh.people.queries import ties_with
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose


@dataclass(frozen=True, slots=True)
class Relative:
    """One row of the family. `tie` is None where another's file says it, so that it is changed only there."""

    tie: Any
    code: str
    words: str
    this_is: str
    relative_is: str
    is_guardian: bool
    name: str = ""
    note: str = ""


def relatives(user: User, person: Person, *, opened: bool = False) -> list[Relative]:
    """Who is whose relative. With `opened` the names and notes of this person's own file are opened and recorded.

    What another's file says stands here only if this reader sees that file: nobody is given away by a relative.
    """
    ties = list(ties_with(person))
    others = {tie.other_id if tie.person_id == person.pk else tie.person_id for tie in ties} - {None}
    codes: dict[UUID, str] = {}
    for case in visible_cases(user).filter(person__in=others).order_by("admitted_on", "episode"):
        codes[case.person_id] = case.code
    own = [tie for tie in ties if tie.person_id == person.pk]
    words = open_sealed(own, by=user.actor, purpose=Purpose.CARE) if opened and own else []
    said = {item.row.pk: item for item in words}
    rows = [_own(tie, codes, said.get(tie.pk)) for tie in own]
    return rows + [_from_other(tie, codes[tie.person_id]) for tie in ties if tie.person_id != person.pk and tie.person_id in codes]


def _own(tie: Any, codes: dict[UUID, str], opened: Any) -> Relative:
    code = codes.get(tie.other_id, "")
    if tie.other_id is not None and not code:
        words = _("a relative who is not shown here")
    else:
        words = "" if code and tie.other_status == OtherStatus.IN_CARE else str(tie.get_other_status_display())
    name = (opened.other_name or "") if opened and (code or tie.other_id is None) else ""
    note = (opened.note or "") if opened else ""
    return Relative(tie, code, words, str(tie.get_relation_display()), "", tie.is_guardian, name, note)


def _from_other(tie: Any, code: str) -> Relative:
    return Relative(None, code, "", "", str(tie.get_relation_display()), False)
