"""Marks are placed on the body map and photographed, with consent; both are taken out by who put them there."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, is_acting, remove, save
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.cases.policy import check_discipline
from panoh.consent.enums import ConsentPurpose
from panoh.consent.queries import ground_for
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.core.images import Clean, clean
from panoh.findings.body import HEIGHT, WIDTH, regions
from panoh.findings.events import BodyEvent
from panoh.findings.kinds import MarkKind
from panoh.findings.models import BodyMark, Photograph
from panoh.findings.policy import check_theirs
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

CLOSED = _("This case is closed. Reopen it first.")
NO_REGION = _("Choose a part of the body from the list.")
NOT_YET = _("This date is in the future. Check it.")
SIZE = _("Enter the size in millimetres, from 1 to 2000.")
NO_CONSENT = _("The person has not consented to photographs. Ask for consent first.")
IN_REPORT = _("A medico-legal report mentions this mark, so it cannot be removed.")
HAS_PHOTOGRAPHS = _("This mark has photographs. Remove them first.")
AUTHOR_ONLY = _("Only the author can remove the entry.")
LARGEST = 2000
APART = 5  # marks of one region stand beside one another


@action(undo=_("Mark placed."))
def place_mark(
    case: Case,
    *,
    by: User,
    region: str,
    kind: str,
    seen_on: dt.date,
    size_mm: int | None = None,
    note: str = "",
    x: int | None = None,
    y: int | None = None,
) -> BodyMark:
    """Places a mark in a region; where no point was tapped, in its middle, beside those that stand there already."""
    _check(case, by)
    found = regions().get(region)
    if found is None:
        raise Invalid(NO_REGION, {"region": NO_REGION})
    if seen_on > today():
        raise Invalid(NOT_YET, {"seen_on": NOT_YET})
    if size_mm is not None and not 0 < size_mm <= LARGEST:
        raise Invalid(SIZE, {"size_mm": SIZE})
    if x is None or y is None or not (0 <= x <= WIDTH and 0 <= y <= HEIGHT):
        beside = BodyMark.objects.filter(person=case.person_id, region=region).count()
        x, y = found.x, min(found.y + APART * beside, found.y + found.half_height)
    row = BodyMark(
        case=case, person_id=case.person_id, region=region, x=x, y=y, kind=MarkKind(kind), size_mm=size_mm, seen_on=seen_on, by=by
    )
    seal(row, by=by.actor, note=note.strip())
    save(row)
    record_about(BodyEvent.MARK_PLACED, by=by.actor, about=[case])
    return row


@action(undo=_("Mark removed."))
def take_out_mark(row: BodyMark, case: Case, *, by: User) -> None:
    """Takes a mark out that was placed wrong; its author does, once no photograph hangs on it."""
    _check(case, by)
    check_theirs(row, case)
    if row.by_id != by.id:
        raise Denied(AUTHOR_ONLY)
    if row.photographs.exists():
        raise WrongState(HAS_PHOTOGRAPHS)
    if row.exhibits.exists():
        raise WrongState(IN_REPORT)
    remove(row)
    record_about(BodyEvent.MARK_TAKEN_OUT, by=by.actor, about=[case])


def agreed_to_photographs(case: Case) -> bool:
    """Whether the person agreed to be photographed."""
    return ground_for(case.person, ConsentPurpose.PHOTOGRAPHS) is not None


def keep_photograph(mark: BodyMark, case: Case, *, by: User, content: bytes, taken_on: dt.date) -> Photograph:
    """Keeps a photograph of a mark where the person agreed: its pixels alone, sealed. The file that was sent is kept nowhere.

    It is encoded anew before the transaction, so that nobody waits for it; consent and case are asked for again within.
    """
    assert not is_acting(), "a photograph is encoded outside of a transaction"
    _check_photograph(mark, case, by, taken_on)
    return _keep_photograph(mark, case, by=by, image=clean(content), taken_on=taken_on)


def _check_photograph(mark: BodyMark, case: Case, by: User, taken_on: dt.date) -> None:
    _check(case, by)
    check_theirs(mark, case)
    if not agreed_to_photographs(case):
        raise WrongState(NO_CONSENT)
    if taken_on > today():
        raise Invalid(NOT_YET, {"taken_on": NOT_YET})


@action(undo=_("Photograph saved."))
def _keep_photograph(mark: BodyMark, case: Case, *, by: User, image: Clean, taken_on: dt.date) -> Photograph:
    _check_photograph(mark, case, by, taken_on)
    row = Photograph(mark=mark, person_id=mark.person_id, taken_on=taken_on, width=image.width, height=image.height, by=by)
    seal(row, by=by.actor, image=image.content)
    save(row)
    record_about(BodyEvent.PHOTOGRAPH_KEPT, by=by.actor, about=[case])
    return row


@action(undo=_("Photograph removed."))
def take_out_photograph(row: Photograph, case: Case, *, by: User) -> None:
    """Takes a photograph out: whoever took it, or any physician on the case once the person agrees no longer.

    It is gone from drafts of reports too; a signed paper keeps its copy, which nobody can change.
    """
    _check(case, by)
    check_theirs(row, case)
    if row.by_id != by.id and agreed_to_photographs(case):
        raise Denied(AUTHOR_ONLY)
    for exhibit in row.exhibits.all():
        remove(exhibit)
    remove(row)
    record_about(BodyEvent.PHOTOGRAPH_TAKEN_OUT, by=by.actor, about=[case])


def view_photograph(row: Photograph, case: Case, *, by: User) -> bytes | None:
    """The pixels of one photograph, None where they are shut for this reader; the look and its purpose are in the record."""
    check_discipline(by, case, Discipline.MEDICAL)
    check_theirs(row, case)
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.DOCUMENTATION)
    return opened.file("image")


def _check(case: Case, by: User) -> None:
    check_discipline(by, case, Discipline.MEDICAL)
    if not case.is_open:
        raise WrongState(CLOSED)
