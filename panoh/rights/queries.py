"""Erasures as their readers see them, and what stands in the way of one."""

import datetime as dt
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.cases.policy import unblocked
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.exchange.models import ImportRun
from panoh.intake.models import Said
from panoh.legal.queries import hearings
from panoh.people.queries import records_of
from panoh.rights.enums import WAITS, Hold
from panoh.rights.models import Erasure, Export
from panoh.rights.policy import check_can_erase, visible_erasures, visible_exports
from panoh.team.enums import OPEN_COMPLAINTS

NOT_HERE = _("There is no such page, or it is not open to you.")


def get_case(user: User, code: str) -> Case:
    """A case by its code, for whoever may ask that it be erased: nothing of it opens with that. Raises NotFound."""
    check_can_erase(user)
    found = Case.objects.filter(unblocked(user), code=code, is_practice=user.is_practising, erased_on=None).select_related("person").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def erasures(user: User) -> QuerySet[Erasure]:
    """All of them, the newest first."""
    return visible_erasures(user).select_related("asked_by", "agreed_by", "ended_by", "person")


def get_erasure(user: User, key: UUID) -> Erasure:
    """One of them. Raises NotFound."""
    found = erasures(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def erasure_of(case: Case) -> Erasure | None:
    """What waits for the person of this case, whichever of their cases it was asked for by."""
    return Erasure.objects.filter(person__in=records_of(case.person), state__in=WAITS).first()


def hold_on(row: Erasure) -> tuple[Hold, dt.date | None] | None:
    """What stands in the way today, and until when where a day is known."""
    people = records_of(row.person)
    cases = list(Case.objects.filter(person__in=people))
    if ahead := [day for case in cases for _key, day in hearings(case) if day >= today()]:
        return Hold.COURT, max(ahead)
    if Said.objects.filter(thread__request__person__in=people, complaint__state__in=OPEN_COMPLAINTS).exists():
        return Hold.COMPLAINT, None
    if ImportRun.objects.filter(Q(lines__case__in=cases) | Q(lines__candidate__in=people)).exclude(source=b"").exists():
        return Hold.IMPORT, None
    if row.held_until is not None and row.held_until >= today():
        return Hold(row.held_for), row.held_until
    return None


def erased_people() -> list[UUID]:
    """The records of everybody whose file was erased: an older copy of the data does not know of it."""
    return list(Case.objects.exclude(erased_on=None).order_by().values_list("person_id", flat=True).distinct())


def exports(user: User) -> QuerySet[Export]:
    """Lists that left or are to leave, the newest first."""
    return visible_exports(user).select_related("asked_by", "agreed_by", "ended_by")


def get_export(user: User, key: UUID) -> Export:
    """One of them. Raises NotFound."""
    found = exports(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
