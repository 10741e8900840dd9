"""The guidance in the sample: cases it has counted for from their admission, so that something is late; a step left out, one declined."""

import datetime as dt

from panoh.audit.trail import action, record, save
from panoh.cases import actions
from panoh.cases.enums import HappeningKind
from panoh.cases.events import StepEvent
from panoh.cases.models import Case
from panoh.core.clock import DUSHANBE, now
from panoh.demo.staff import Staff
from panoh.guidance import actions as guidance
from panoh.team.actions.unit import finish_unit_step
from panoh.team.queries.unit import open_unit_runs

OWN_STEP = {
    "number": "11.1",
    "role": "social_worker",
    "trigger": ["programme_agreed"],
    "due": "5 days",
    "escalation": ["coordinator"],
    "reasons": ["not_safe", "not_needed"],
    "consents": ["contact_family"],
    "title": {
        "en": "Tell the relative whom the person trusts",
        "ru": "Рассказать близкому, которому человек доверяет",
        "tg": "Ба наздике, ки шахс ба ӯ бовар дорад, гуфтан",
    },
    "how": {
        "en": "Only what the person wishes to be known, and only if they wish it. They may be there.",
        "ru": "Только то, что хочет сам человек, и только если хочет. Он может присутствовать.",
        "tg": "Танҳо он чи худи шахс мехоҳад ва танҳо агар хоҳад. Худаш метавонад ҳозир бошад.",
    },
}


def make_guidance(staff: Staff, cases: dict[str, Case]) -> None:
    """Late and on time, done, left out and declined."""
    for name in ("sister", "widow", "detained", "child"):
        _count_from_admission(cases[name], staff)
    first = cases["first"]
    actions.decline_step(cases["sister"], "first_session", "", by=staff.regional_worker, words="Пока хочет говорить только с врачом")
    actions.skip_step(cases["widow"], "baseline", "", by=staff.social_worker, reason="not_needed")
    actions.note_happening(first, by=staff.social_worker, kind=HappeningKind.HEARING, at=now() + dt.timedelta(days=20))
    actions.raise_late_steps()
    _draft(staff)
    for run in open_unit_runs(staff.coordinator):
        if run.step.key == "quarter_figures":
            finish_unit_step(run.step.key, run.mark, by=staff.coordinator, words="Таблицы квартала сохранены, две карты исправлены")


def _draft(staff: Staff) -> None:
    """A draft of the Unit's own version with two steps changed, one added and one moved; one colleague has read it."""
    draft = guidance.draft_edition(by=staff.coordinator)
    how = {
        "en": "All who assessed sit together for half an hour. The person joins for the second half, with whom they trust.",
        "ru": "Все, кто проводил оценку, собираются на полчаса. На вторую половину приглашают самого человека и того, кому он доверяет.",
        "tg": "Ҳама баҳодиҳандагон ним соат ҷамъ мешаванд. Ба нимаи дуюм худи шахсро бо касе, ки бовар дорад, даъват мекунанд.",
    }
    guidance.change_step(draft, "plan", by=staff.coordinator, values={"due": "21 days", "how": how})
    guidance.change_step(draft, "closing_sessions", by=staff.coordinator, values={"on": True})
    guidance.add_step(draft, by=staff.coordinator, place="after:plan", values=OWN_STEP)
    guidance.move_step(draft, "baseline", by=staff.coordinator, place="first:assessment")
    guidance.agree_edition(draft, by=staff.psychologist, digest=draft.digest)


@action
def _count_from_admission(case: Case, staff: Staff) -> None:
    record(StepEvent.GUIDANCE_MOVED, by=staff.coordinator.actor)
    row = Case.objects.get(pk=case.pk)
    row.guided_since = dt.datetime.combine(row.admitted_on, dt.time(9), DUSHANBE)
    save(row)
