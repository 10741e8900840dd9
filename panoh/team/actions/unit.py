"""A step of the Unit itself is done: by a press, with a word where that helps later."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, record, save
from panoh.core.clock import now
from panoh.team.actions.care import check_no_code, seal_words
from panoh.team.events import UnitEvent
from panoh.team.models import UnitStep
from panoh.team.queries.unit import get_unit_run
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose


@action(undo=_("Step done."))
def finish_unit_step(key: str, mark: str, *, by: User, words: str = "") -> UnitStep:
    """Says that a step of the Unit was done. No case and no person is named in it."""
    check_has(by, Permission.STAFF_CARE)
    run = get_unit_run(by, key, mark)
    check_no_code(words)
    row = UnitStep(organisation_id=by.organisation_id, step=run.step.key, mark=run.mark, done_at=now(), by=by, is_practice=by.is_practising)
    seal_words(row, by, words=words.strip())
    save(row)
    record(UnitEvent.UNIT_STEP_DONE, by=by.actor)
    return row


def read_unit_steps(rows: list[UnitStep], *, by: User) -> dict[object, str]:
    """What was said of them, by row, as far as the reader's organisation may open it. Recorded, where anything is opened."""
    check_has(by, Permission.STAFF_CARE)
    said = [row for row in rows if row.words]
    if not said:
        return {}
    return {one.row.pk: one.words or "" for one in open_sealed(said, by=by.actor, purpose=Purpose.OWN_WORK, fields=["words"])}
