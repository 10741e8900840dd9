"""Findings in the sample: what was seen at triage, the physician's page, the story, the details, the body map."""

import datetime as dt
import io
from typing import Any

from PIL import Image

from panoh.cases import actions
from panoh.cases.danger import DangerSign, Signs, SuicideSign
from panoh.cases.enums import Discipline, Urgency
from panoh.cases.models import Case
from panoh.consent.actions import give_consent
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import add_working_days, now, today
from panoh.demo.staff import SPOKEN, Staff
from panoh.findings.actions import body, clinical
from panoh.findings.actions.parts import keep_part
from panoh.findings.actions.story import add_alleged_event, tell_story
from panoh.findings.parts import packed


def make_findings(staff: Staff, cases: dict[str, Case]) -> None:
    """What was found in these cases, and what it made urgent."""
    _triage(staff, cases)
    _medical(staff, cases["first"])
    _psychological(staff, cases["first"])
    _story(staff, cases["first"])
    _details(staff, cases["first"])
    _court(staff, cases["widow"])
    _body(staff, cases["first"], cases["held"])


def _triage(staff: Staff, cases: dict[str, Case]) -> None:
    held = Signs(dangers=(DangerSign.DETAINED, DangerSign.ACUTE), violence_at=now() - dt.timedelta(hours=80))
    actions.change_urgency(cases["detained"], by=staff.social_worker, urgency=Urgency.RED, signs=held)
    asked = Signs(suicide=(SuicideSign.WISH,))
    actions.change_urgency(cases["first"], by=staff.psychologist, urgency=Urgency.AMBER, signs=asked)


def _medical(staff: Staff, case: Case) -> None:
    physician, since = staff.physician, today() - dt.timedelta(days=40)
    for code, certainty in (("F43.1", "provisional"), ("G44.3", "confirmed"), ("H72.9", "history")):
        clinical.add_diagnosis(case, by=physician, system="icd10", code=code, certainty=certainty, found_on=since)
    clinical.add_medicine(case, by=physician, name="Амитриптилин", dose="25 мг на ночь", started_on=since)
    former = clinical.add_medicine(case, by=physician, name="Ибупрофен", dose="200 мг при боли", started_on=since)
    clinical.stop_medicine(former, case, by=physician)
    clinical.add_allergy(case, by=physician, kind="known", substance="Пенициллин", severity="severe", reaction="Сыпь, отёк")


def _psychological(staff: Staff, case: Case) -> None:
    """A diagnosis of the psychologist's own, corrected once."""
    by, since = staff.psychologist, today() - dt.timedelta(days=30)
    row = clinical.add_diagnosis(
        case,
        by=by,
        discipline=Discipline.PSYCHOLOGICAL,
        system="icd11",
        code="6B40",
        certainty="provisional",
        found_on=since,
        note="После двух встреч",
    )
    clinical.correct_diagnosis(
        row,
        case,
        by=by,
        why="Подтвердилось на четвёртой встрече",
        system="icd11",
        code="6B40",
        certainty="confirmed",
        found_on=since,
        note="После двух встреч",
    )


def _story(staff: Staff, case: Case) -> None:
    short = "Рассказал коротко: задержали вечером, отпустили через три дня. Подробнее расскажет позже."
    tell_story(case, by=staff.social_worker, words=short, told_on=today() - dt.timedelta(days=58))
    longer = short + " Били по подошвам, надевали пакет на голову. Боится звука шагов."
    tell_story(case, by=staff.psychologist, words=longer, told_on=today() - dt.timedelta(days=30))
    add_alleged_event(
        case,
        by=staff.psychologist,
        began=f"{today().year - 1}-05",
        is_about=True,
        methods=["soles", "bag", "threats_family"],
        bodies=["interior"],
        involvement=["carried_out"],
        purposes=["information"],
        place_kind="station",
        place="TJ-KT",
    )


def _details(staff: Staff, case: Case) -> None:
    found = {row.discipline: row for row in case.assessments.select_related("case")}
    systems = packed({"head": ("found", "Болезненность при надавливании"), "skin": ("nothing", ""), "limbs": ("found", "Боль в подошвах")})
    keep_part(found[Discipline.MEDICAL], by=staff.physician, facts={"history": "Травма головы", "systems": systems, "investigations": ""})
    state = packed({"sleep": ("much", "Просыпается от стука"), "anxiety": ("some", "")})
    keep_part(found[Discipline.PSYCHOLOGICAL], by=staff.psychologist, facts={"state": state, "strengths": "Сестра, ремесло"})
    lives = {"housing": "rented", "household": 4, "children": 2, "income": "help", "schooling": "secondary", "work": "none"}
    keep_part(found[Discipline.SOCIAL], by=staff.social_worker, facts={**lives, "walking": 2, "remembering": 3, "words": ""})


def _court(staff: Staff, case: Case) -> None:
    """A complaint that waits for its answer, and a day at court soon, which stands in the calendars."""
    legal = case.assessments.filter(discipline=Discipline.LEGAL).select_related("case")[0]
    filed = {"complaint": "filed", "complaint_on": today() - dt.timedelta(days=20), "words": "Заседание по жалобе, человек придёт сам"}
    ahead = {"deadline_on": today() + dt.timedelta(days=9), "hearing_on": add_working_days(today(), 3)}
    keep_part(legal, by=staff.lawyer, facts={**filed, **ahead})


def _body(staff: Staff, case: Case, photographed: Case) -> None:
    """Marks of a case without consent to photographs, and a plain square of colour as the photograph of another."""
    seen: dict[str, Any] = {"by": staff.physician, "seen_on": today() - dt.timedelta(days=40)}
    body.place_mark(case, region="sole.left", kind="pain", note="Болезненность при надавливании", **seen)
    body.place_mark(case, region="upper_back", kind="scar", size_mm=40, note="Бледный рубец с ровными краями", x=88, y=95, **seen)
    body.place_mark(case, region="forearm.right", kind="scar", size_mm=8, note="Круглый рубец", **seen)
    give_consent(photographed.person, by=staff.social_worker, purpose=ConsentPurpose.PHOTOGRAPHS, **SPOKEN)
    mark = body.place_mark(photographed, region="shoulder.left", kind="bruise", size_mm=60, note="Желтоватый, без чётких краёв", **seen)
    body.keep_photograph(mark, photographed, by=staff.physician, content=plain_picture(), taken_on=today())


def plain_picture() -> bytes:
    """A square of one colour, where a photograph would be."""
    square = io.BytesIO()
    Image.new("RGB", (480, 320), (196, 170, 120)).save(square, "JPEG")
    return square.getvalue()
