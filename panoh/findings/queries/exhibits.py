"""Marks and photographs that stand in a report: for choosing, and for whoever reads the report."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.core.errors import NotFound
from panoh.findings.body import label_of
from panoh.findings.models import BodyMark, Exhibit, Photograph, Report, ReportFinding
from panoh.findings.policy import check_can_read_medical
from panoh.findings.queries.body import Mark, visible_marks

NOT_HERE = _("Page not found, or you do not have access to it.")


@dataclass(frozen=True, slots=True)
class Exhibits:
    """What a report shows: every mark once, numbered through the report, with the photographs chosen; and which finding has which."""

    marks: list[Mark]
    of_finding: dict[UUID, list[Mark]]  # each with the photographs chosen into that finding

    @property
    def photographs(self) -> list[Photograph]:
        """Every photograph once, in the order of the marks."""
        return [each for mark in self.marks for each in mark.photographs]


def to_choose(user: User, report: Report) -> list[BodyMark]:
    """The marks of the person with their photographs, for the physician on the case; words and pixels stay shut."""
    check_can_read_medical(user, report.case)
    photographs = Prefetch("photographs", Photograph.objects.defer("image"))
    return list(visible_marks(user).filter(person=report.person_id).prefetch_related(photographs).order_by("seen_on", "id"))


def exhibits(report: Report) -> QuerySet[Exhibit]:
    """What was chosen, in the order of the findings. Pixels stay in the database."""
    found = Exhibit.objects.filter(finding__report=report).select_related("finding", "mark", "photograph").defer("photograph__image")
    return found.order_by("finding__kind", "finding__position", "mark__seen_on", "mark_id", "photograph__taken_on", "photograph_id")


def arranged(rows: Iterable[Exhibit], notes: dict[UUID, str]) -> Exhibits:
    """Numbers the marks in the order in which the findings name them. `notes` are the opened descriptions by mark."""
    marks: dict[UUID, Mark] = {}
    of_finding: dict[UUID, dict[UUID, Mark]] = {}
    for row in rows:
        known = marks.get(row.mark_id)
        if known is None:
            known = Mark(len(marks) + 1, row.mark, label_of(row.mark.region), notes.get(row.mark_id, ""), [])
            marks[row.mark_id] = known
        here = of_finding.setdefault(row.finding_id, {})
        if row.mark_id not in here:
            here[row.mark_id] = Mark(known.number, known.row, known.where, known.note, [])
        if row.photograph is not None:
            here[row.mark_id].photographs.append(row.photograph)
            if row.photograph not in known.photographs:
                known.photographs.append(row.photograph)
    return Exhibits(list(marks.values()), {finding: list(found.values()) for finding, found in of_finding.items()})


def chosen(finding: ReportFinding) -> dict[str, list[str]]:
    """What a finding speaks of now, as the form names it."""
    rows = list(finding.exhibits.all())
    return {
        "marks": list(dict.fromkeys(str(row.mark_id) for row in rows)),
        "photographs": [str(row.photograph_id) for row in rows if row.photograph_id],
    }


def get_exhibited(report: Report, key: UUID) -> Photograph:
    """A photograph that stands in a report fetched for this reader. Raises NotFound for any other."""
    found = Photograph.objects.filter(exhibits__finding__report=report, pk=key).select_related("mark").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found
