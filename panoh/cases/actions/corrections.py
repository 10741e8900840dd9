"""Corrections with a reason: what stood there before is kept, sealed, beside who changed it and why."""

from collections.abc import Mapping
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import save, save_all
from panoh.cases.events import CareEvent
from panoh.cases.models import Amendment
from panoh.core.clock import now
from panoh.core.errors import Invalid
from panoh.core.models import Base
from panoh.vault.actions import HoldsWords, open_sealed, record_about, seal, seal_all
from panoh.vault.purpose import Purpose

NO_REASON = _("Say why you are correcting it.")
NO_CHANGE = _("Nothing was changed. Enter the correct text.")


class Correctable(HoldsWords, Protocol):
    """A recorded row of a case."""

    case: Any


def amend(
    row: Correctable, *, by: User, why: str, values: Mapping[str, Any], texts: Mapping[str, str], expected: int | None = None
) -> list[Amendment]:
    """Changes a recorded row inside an action: coded `values`, sealed `texts`. One Amendment a changed field.

    Raises Invalid without a reason or a change, Conflict when the row is no longer at version `expected`.
    """
    if not why.strip():
        raise Invalid(NO_REASON, {"why": NO_REASON})
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.CARE, fields=list(texts))
    former = {
        name: str(getattr(row, name) if getattr(row, name) is not None else "") for name, new in values.items() if getattr(row, name) != new
    }
    stored = {name: getattr(opened, name) or "" for name in texts}
    former |= {name: stored[name] for name, new in texts.items() if stored[name] != new}
    if not former:
        raise Invalid(NO_CHANGE)
    assert isinstance(row, Base)
    model = row._meta.model_name or ""
    kept = [
        Amendment(case=row.case, person_id=row.case.person_id, model=model, row=row.pk, field=name, at=now(), by=by.id) for name in former
    ]
    seal_all([(item, {"former": former[item.field], "reason": why}) for item in kept], by=by.actor)
    for name, new in values.items():
        setattr(row, name, new)
    seal(row, by=by.actor, **{name: new for name, new in texts.items() if name in former})
    save(row, expected)
    save_all(kept)
    record_about(CareEvent.CARE_CORRECTED, by=by.actor, about=[row])
    return kept
