"""The structured part of each assessment and who reads it."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import assign_worker
from panoh.cases.enums import Discipline
from panoh.cases.facts import guided
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid
from panoh.findings.actions.parts import keep_part
from panoh.findings.models import LegalPart, MedicalPart, SocialPart
from panoh.findings.parts import packed, unpacked
from panoh.findings.queries.parts import has_disability, lines, read_part
from tests.factories.accounts import make_legal_unit, make_user, sign_in
from tests.factories.care import make_assessment, make_team
from tests.factories.cases import make_coordinator, show_case
from tests.pages import soup_of, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ROLES = {
    Discipline.MEDICAL: Role.PHYSICIAN,
    Discipline.PSYCHOLOGICAL: Role.PSYCHOLOGIST,
    Discipline.SOCIAL: Role.SOCIAL_WORKER,
}
FACTS = {
    Discipline.MEDICAL: {"history": "Тайна истории", "systems": packed({"skin": ("found", "Рубец")}), "investigations": ""},
    Discipline.PSYCHOLOGICAL: {"state": packed({"sleep": ("much", "Тайна сна")}), "strengths": ""},
    Discipline.SOCIAL: {"housing": "rented", "household": 5, "seeing": 3, "words": "Тайна быта"},
}


def test_answers_are_packed_and_come_back_and_nothing_stays_nothing():
    answers = {"skin": ("found", "Рубец"), "head": ("", ""), "chest": ("nothing", "")}
    assert unpacked(packed(answers)) == {"skin": ("found", "Рубец"), "chest": ("nothing", "")}
    assert (packed({"skin": ("", "")}), unpacked("")) == ("", {})


@pytest.mark.parametrize("discipline", list(FACTS))
def test_details_are_read_by_their_discipline_and_by_nobody_else(client, discipline):
    case, (author,) = make_team(ROLES[discipline])
    row = make_assessment(case, by=author, discipline=discipline)
    keep_part(row, by=author, facts=FACTS[discipline])
    coordinator = make_coordinator()
    for other, role in ROLES.items():
        reader = make_user(role)
        assign_worker(case, by=coordinator, user=reader, discipline=other)
        sign_in(client, reader)
        page = client.post(url("open_findings", case, row.pk))
        assert ("Тайна" in text(page), page.status_code) == ((True, 200) if other == discipline else (False, 403))
    lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
    show_case(case, by=coordinator, organisation=lawyer.organisation)
    for reader in (coordinator, lawyer):
        with pytest.raises(Denied, match="another discipline"):
            read_part(row, by=reader)


def test_details_of_a_lawyer_say_where_the_complaint_stands_and_stay_with_lawyers():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
    show_case(case, by=make_coordinator(), organisation=lawyer.organisation)
    row = make_assessment(case, by=lawyer, discipline=Discipline.LEGAL)

    keep_part(row, by=lawyer, facts={"complaint": "filed", "hearing_on": None, "words": "Ждём ответа"})

    assert LegalPart.objects.get().complaint == "filed"
    said = [(str(label), value) for label, value in lines(row.discipline, read_part(row, by=lawyer))]
    assert said == [("Stage of the complaint", "filed, no answer yet"), ("Details", "Ждём ответа")]
    with pytest.raises(Denied, match="another discipline"):
        read_part(row, by=social)


def test_a_hearing_that_a_lawyer_writes_down_begins_the_steps_around_it():
    case, (_psychologist,) = make_team(Role.PSYCHOLOGIST)
    lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
    show_case(case, by=make_coordinator(), organisation=lawyer.organisation)
    row = make_assessment(case, by=lawyer, discipline=Discipline.LEGAL)
    assert not {"before_hearing", "after_hearing"} & {run.step.key for run in guided(case).runs}

    keep_part(row, by=lawyer, facts={"complaint": "court", "hearing_on": today() + dt.timedelta(days=20)})

    begun = {run.step.key: (run.started_at.date() - today()).days for run in guided(case).runs if run.step.key.endswith("_hearing")}
    assert begun == {"before_hearing": 20, "after_hearing": 20}


def _calendar(client, user, day, team=0):
    sign_in(client, user)
    return text(client.get(f"{reverse('desk:calendar')}?week={day}&team={team}"))


def test_a_day_at_court_stands_in_the_calendar_of_the_lawyer_and_of_the_team_alone(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    coordinator, lawyer = make_coordinator(), make_user(Role.LAWYER, organisation=make_legal_unit())
    show_case(case, by=coordinator, organisation=lawyer.organisation)
    row = make_assessment(case, by=lawyer, discipline=Discipline.LEGAL)
    day = today() + dt.timedelta(days=20)
    keep_part(row, by=lawyer, facts={"complaint": "court", "hearing_on": day, "words": "Тайна"})

    shown = _calendar(client, lawyer, day)
    assert f"Court date {case.code}" in shown
    assert "Тайна" not in shown
    assert f"Court date {case.code}" in _calendar(client, coordinator, day, team=1)
    assert "Court date" not in _calendar(client, coordinator, day)
    assert "Court date" not in _calendar(client, social, day, team=1)

    keep_part(row, by=lawyer, facts={"complaint": "court", "hearing_on": None})
    assert "Court date" not in _calendar(client, lawyer, day)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [({}, None), ({"seeing": 2, "walking": 2}, False), ({"seeing": 3}, True), ({"self_care": 4}, True), ({"hearing": 1}, False)],
)
def test_disability_is_any_of_the_six_at_a_lot_or_more(answers, expected):
    assert has_disability(SocialPart(**answers)) is expected


def test_each_keeping_is_a_version_and_two_at_once_is_a_conflict():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    row = make_assessment(case, by=social)
    keep_part(row, by=social, facts={"housing": "rented"}, expected=0)

    with pytest.raises(Conflict):
        keep_part(row, by=social, facts={"housing": "own"}, expected=0)
    keep_part(row, by=social, facts={"housing": "own"}, expected=1)

    assert list(SocialPart.objects.values_list("number", "housing")) == [(2, "own"), (1, "rented")]


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"housing": "tent"}, "not on the list"),
        ({"seeing": 5}, "not on the list"),
        ({"housing": "", "seeing": None}, "at least one question"),
    ],
)
def test_what_is_not_on_the_list_or_nothing_at_all_is_refused(facts, sentence):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    row = make_assessment(case, by=social)

    with pytest.raises(Invalid, match=sentence):
        keep_part(row, by=social, facts=facts)
    assert SocialPart.objects.count() == 0


def test_only_the_author_of_the_assessment_keeps_its_details():
    case, (author, colleague) = make_team(Role.PHYSICIAN, Role.PHYSICIAN)
    row = make_assessment(case, by=author, discipline=Discipline.MEDICAL)

    with pytest.raises(Denied, match="Only its author can correct an assessment"):
        keep_part(row, by=colleague, facts=FACTS[Discipline.MEDICAL])
    assert MedicalPart.objects.count() == 0


@pytest.mark.parametrize("discipline", list(FACTS))
def test_the_form_of_each_discipline_keeps_what_is_answered_and_opens_it_again_by_a_press(client, discipline):
    case, (author,) = make_team(ROLES[discipline])
    row = make_assessment(case, by=author, discipline=discipline)
    sign_in(client, author)
    sent = {
        Discipline.MEDICAL: {"history": "Операция в 2015", "skin": "found", "skin_words": "Рубец на плече"},
        Discipline.PSYCHOLOGICAL: {"sleep": "much", "sleep_words": "Кошмары", "strengths": "Дети"},
        Discipline.SOCIAL: {"housing": "rented", "walking": "3", "words": "Третий этаж"},
    }[discipline]

    kept = client.post(url("keep_details", case, row.pk), {"version": "0", **sent})

    assert kept.status_code == 302
    assert client.get(url("keep_details", case, row.pk)).status_code == 302
    form = soup_of(client.post(url("keep_details", case, row.pk), {"open": "1"}))
    for name, value in sent.items():
        field = form.select(f"[name={name}]")
        chosen = [one["value"] for one in field if one.has_attr("checked")] + [
            one["value"] for one in form.select(f"[name={name}] option[selected]")
        ]
        typed = [one.get_text().strip() if one.name == "textarea" else one.get("value", "") for one in field]
        assert value in (chosen or typed), name
    shown = text(client.post(url("open_findings", case, row.pk)))
    for word in [value for name, value in sent.items() if name.endswith("words")]:
        assert word in shown


def test_an_assessment_of_nobodys_details_shows_its_findings_as_before(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    row = make_assessment(case, by=social)
    sign_in(client, social)

    assert "Живёт у сестры" in text(client.post(url("open_findings", case, row.pk)))
    assert "Add the details" in text(client.get(url("case_assessment", case, row.pk)))
