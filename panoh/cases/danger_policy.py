"""Who reads what was told when somebody looked for danger, and what was written of one."""

from panoh.accounts.models import User
from panoh.accounts.policy import has, powers
from panoh.accounts.roles import Permission
from panoh.cases.models import UrgencyChange
from panoh.cases.policy import visible_cases
from panoh.cases.taken_on import taken_on_by


def reads_told(user: User, row: UrgencyChange) -> bool:
    """What was told of suicide and violence when somebody looked for danger: who asked, and the physicians and psychologists on it.

    What was written of a danger, also by who reported it, whoever has taken it on reads too.
    """
    mine = powers(user).stands_for
    if row.by_id in mine:
        return True
    clinical = [permission for permission in (Permission.MEDICAL, Permission.PSYCHOLOGICAL) if has(user, permission)]
    if clinical and row.person_id is None:
        return True
    if any(visible_cases(user, permission).filter(person=row.person_id).exists() for permission in clinical):
        return True
    return row.danger_id is not None and taken_on_by(*mine).filter(danger=row.danger_id).exists()
