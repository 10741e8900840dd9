"""Marks of the body map and photographs chosen into the findings of a report, and shown in it."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, remove, save, save_all
from panoh.core.errors import Invalid
from panoh.findings import report_policy as policy
from panoh.findings.actions.reports import check_writes
from panoh.findings.enums import FindingKind
from panoh.findings.events import ReportEvent
from panoh.findings.models import Exhibit, Photograph, Report, ReportFinding
from panoh.findings.queries.exhibits import to_choose
from panoh.vault.actions import open_sealed, record_about
from panoh.vault.purpose import Purpose

ONLY_PHYSICAL = _("Marks and photographs can only be added to a physical finding.")
NOT_ON_MAP = _("Choose from the list: this mark or photograph belongs to another person.")
TOO_MANY = _("A report can show up to 12 photographs. Choose the most important ones.")
MOST = 12


@action(undo=_("Marks chosen."))
def choose_exhibits(
    row: ReportFinding, *, by: User, marks: Iterable[UUID], photographs: Iterable[UUID] = (), expected: int | None = None
) -> ReportFinding:
    """Chooses which marks and photographs a finding speaks of, in place of those chosen before. A photograph brings its mark along.

    The author chooses who is a physician on the case; photographs only where the person agreed to them in a report.
    """
    check_writes(row.report, by)
    known = {mark.pk: mark for mark in to_choose(by, row.report)}
    pictures = {picture.pk: picture for mark in known.values() for picture in mark.photographs.all()}
    shown = set(photographs)
    wanted = {*marks, *(pictures[key].mark_id for key in shown if key in pictures)}
    _check(row, wanted <= set(known) and shown <= set(pictures), wanted, shown)
    for exhibit in row.exhibits.all():
        remove(exhibit)
    save_all(
        [Exhibit(finding=row, mark=known[key]) for key in known if key in wanted]
        + [Exhibit(finding=row, mark=known[picture.mark_id], photograph=picture) for picture in pictures.values() if picture.pk in shown]
    )
    save(row, expected)
    record_about(ReportEvent.MARKS_CHOSEN, by=by.actor, about=[row.report])
    return row


def _check(row: ReportFinding, is_theirs: bool, marks: set[UUID], shown: set[UUID]) -> None:
    if not is_theirs:
        raise Invalid(NOT_ON_MAP, {"marks": NOT_ON_MAP})
    if marks and row.kind != FindingKind.PHYSICAL:
        raise Invalid(ONLY_PHYSICAL, {"marks": ONLY_PHYSICAL})
    if not shown:
        return
    policy.check_photographs(row.report)
    elsewhere = Exhibit.objects.filter(finding__report=row.report, photograph__isnull=False).exclude(finding=row)
    if len(shown | set(elsewhere.values_list("photograph", flat=True))) > MOST:
        raise Invalid(TOO_MANY, {"photographs": TOO_MANY})


def view_exhibited(row: Photograph, report: Report, *, by: User) -> bytes | None:
    """The pixels of a photograph that stands in a report, for who is named on it, while the person's consent stands."""
    policy.check_reads_words(by, report)
    policy.check_photographs(report)
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.REPORT)
    return opened.file("image")
