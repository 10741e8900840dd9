"""A case of the sample opened in an emergency and looked at, and one closed to somebody who knows the person."""

from collections.abc import Mapping

from panoh.cases.actions.doors import close_to, judge_opening, open_in_emergency
from panoh.cases.enums import Emergency, Judged, Tied
from panoh.cases.models import Case
from panoh.cases.policy import visible_cases
from panoh.desk.sample_staff import Staff


def make_doors(staff: Staff, cases: Mapping[str, Case]) -> None:
    """One opening by the physician of a case that is not theirs; one tie of the accountant."""
    seen = set(visible_cases(staff.physician).values_list("pk", flat=True))
    away = next(case for case in cases.values() if case.pk not in seen and case.organisation_id == staff.physician.organisation_id)
    words = "Соседка позвонила на горячую линию: человек без сознания, вызвана скорая. Врачу скорой нужны лекарства, которые он принимает."
    row = open_in_emergency(away.code, by=staff.physician, why=Emergency.LIFE, words=words)
    judge_opening(row, by=staff.coordinator, judged=Judged.RIGHT, words="Говорили вдвоём. На месте тогда никого не было.")
    close_to(away.code, staff.accountant.username, by=staff.security_officer, why=Tied.FAMILY)
