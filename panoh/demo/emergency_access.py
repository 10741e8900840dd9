"""A case of the sample opened in an emergency and looked at, one closed to somebody who knows the person, a list that is to leave."""

from collections.abc import Mapping

from panoh.cases.actions.emergency_access import close_to, judge_emergency_access, open_in_emergency
from panoh.cases.actions.refusals import refuse_correction
from panoh.cases.enums import Emergency, Judged, Tied
from panoh.cases.models import Case
from panoh.cases.policy import visible_cases
from panoh.data_protection.enums import ExportWhy
from panoh.data_protection.exports import agree_export, ask_export
from panoh.demo.staff import Staff


def make_emergency_access(staff: Staff, cases: Mapping[str, Case]) -> None:
    """One opening by the physician of a case that is not theirs; one tie of the accountant; a list
    that was agreed to."""
    seen = set(visible_cases(staff.physician).values_list("pk", flat=True))
    away = next(case for case in cases.values() if case.pk not in seen and case.organisation_id == staff.physician.organisation_id)
    words = "Соседка позвонила на горячую линию: человек без сознания, вызвана скорая. Врачу скорой нужны лекарства, которые он принимает."
    row = open_in_emergency(away.code, by=staff.physician, why=Emergency.LIFE, words=words)
    judge_emergency_access(row, by=staff.coordinator, judged=Judged.RIGHT, words="Говорили вдвоём. На месте тогда никого не было.")
    agree_export(ask_export(by=staff.coordinator, why=ExportWhy.CHECK), by=staff.director)
    own = visible_cases(staff.social_worker).filter(assignments__user=staff.social_worker.pk).order_by("code").first()
    if own is not None:
        asked = "Говорит, что переехал в город раньше, чем записано."
        refuse_correction(own, by=staff.social_worker, asked=asked, why="В справке другой день; вторую попросили принести.")
    close_to(away.code, staff.accountant.username, by=staff.security_officer, why=Tied.FAMILY)
