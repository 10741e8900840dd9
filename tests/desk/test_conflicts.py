"""Two people change the same thing: whoever is later gets both versions side by side, on every form, and loses no word."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation

from panoh.accounts import actions as accounts
from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases import actions as cases
from panoh.cases.actions.closure import record_follow_up
from panoh.cases.actions.ending import decide_closing, propose_closing
from panoh.cases.actions.programme import agree_programme, approve_programme, return_programme
from panoh.cases.actions.review import hold_review
from panoh.cases.enums import Discipline, Kind, ProgrammeState, RequestState, TaskKind, Urgency
from panoh.cases.models import Case, FollowUp, Goal, Programme, Request, Session, Task
from panoh.consent import actions as consents
from panoh.consent.models import Consent, VitalInterest
from panoh.core.actor import SYSTEM
from panoh.core.clock import now, today
from panoh.network import actions as network
from panoh.network.models import Facility
from panoh.people import actions as people
from panoh.people.models import Person, Relationship, SafeContact
from panoh.referrals import actions as referrals
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import Referral
from tests.desk.forms import filled, form_with
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.care import agreement, make_help, make_planned, make_programme, make_session
from tests.factories.cases import close, make_case, make_coordinator, make_request
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LATER, LATEST = dt.date(2099, 1, 5), dt.date(2099, 2, 10)


@pytest.fixture
def me(client):
    make_secretariat()
    return sign_in(client, make_coordinator())


@pytest.fixture
def other():
    make_secretariat()
    return make_coordinator()


def begun(client: Any, name: str, *args: Any, field: str = "version", press: bool = False) -> tuple[str, dict[str, Any]]:
    """A form as I have opened it: where it goes, and what it holds."""
    there = reverse(f"desk:{name}", args=args)
    form = form_with(soup_of(client.post(there, {"open": "1"}) if press else client.get(there)), field)
    return form.get("action") or there, filled(form)


def sent(client: Any, begun: tuple[str, dict[str, Any]], **typed: Any) -> list[tuple[str, str, str]]:
    """Sends it with what I typed, and gives the two versions that come back: (what, mine, theirs)."""
    there, held = begun
    response = client.post(there, {**held, **typed})
    assert response.status_code == 409
    soup = soup_of(response)
    assert soup.select_one(".note--error") is not None
    sides = [[" ".join(part.get_text(" ").split()) for part in sheet.select("p")] for sheet in soup.select(".compare .sheet")]
    return [(mine[0].removeprefix("You: "), mine[1], theirs[1]) for mine, theirs in zip(sides[::2], sides[1::2], strict=True)]


def again(client: Any, begun: tuple[str, dict[str, Any]], **typed: Any) -> None:
    """Sends the form that came back, which replaces what stands there now."""
    there, held = begun
    form = form_with(soup_of(client.post(there, {**held, **typed})), next(iter(typed)))
    assert client.post(there, filled(form)).status_code == 302


def test_a_case_put_on_hold_twice(client, me, other):
    case = make_case(by=me)
    form = begun(client, "case_hold", case.code)
    cases.hold_case(case, by=other, until=LATER, reason="Лечится в Душанбе")

    assert sent(client, form, until="10.02.2099", reason="Уехал к сестре") == [
        ("Until", "10.02.2099", "05.01.2099"),
        ("Why", "Уехал к сестре", "Лечится в Душанбе"),
    ]
    assert Case.objects.get().held_until == LATER


def test_a_case_corrected_twice_and_then_replaced(client, me, other):
    case = make_case(by=me, region="TJ-KT")
    form = begun(client, "case_correct", case.code)
    cases.correct_case(case, by=other, reason="По паспорту", region="TJ-SU", place="TJ-SU.konibodom", treatment="outpatient")

    typed = {"place": "TJ-GB", "reason": "Со слов"}
    assert sent(client, form, **typed) == [
        ("Treatment", "blank", "out-patient"),
        ("Where the person lives", "Gorno-Badakhshan Autonomous Region, district not named", "Konibodom"),
    ]
    again(client, form, **typed)
    assert (Case.objects.get().region, Case.objects.get().treatment) == ("TJ-GB", "")


@pytest.mark.parametrize(
    ("act", "field", "mine", "theirs"),
    [
        ("agree", "form", ("written", "in writing"), "spoken"),
        ("approve", "review_on", ("10.02.2099", "10.02.2099"), "05.01.2099"),
        ("return", "remark", ("Нет школы", "Нет школы"), "Нет жилья"),
    ],
)
def test_a_programme_that_moved_on(client, me, other, act, field, mine, theirs):
    author = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=other, workers=((author, Discipline.SOCIAL),))
    programme = make_programme(case, by=author, state=ProgrammeState.DRAFT if act == "agree" else ProgrammeState.AGREED)
    form = begun(client, f"{act}_programme", case.code, 1)
    row = Programme.objects.get(pk=programme.pk)
    if act == "agree":
        agree_programme(row, by=other, given=agreement())
    elif act == "approve":
        approve_programme(row, by=other, review_on=LATER)
    else:
        return_programme(row, by=other, remark="Нет жилья")

    (pair,) = sent(client, form, **{field: mine[0]})
    assert pair[1:] == (mine[1], theirs)


def test_a_session_recorded_by_a_colleague(client, other):
    psychologist, colleague = make_user(Role.PSYCHOLOGIST), make_user(Role.PSYCHOLOGIST)
    case = make_case(by=other, workers=((psychologist, Discipline.PSYCHOLOGICAL), (colleague, Discipline.PSYCHOLOGICAL)))
    session = make_planned(case, by=psychologist)
    with writes_allowed():
        Session.objects.update(at=now() - dt.timedelta(hours=2))
    sign_in(client, psychologist)
    form = begun(client, "record_session", case.code, session.pk)
    cases.record_session(Session.objects.get(), by=colleague, attendance="attended", minutes=30, summary="Спит лучше")

    assert sent(client, form, attendance="attended", minutes="50", summary="Спит хуже", notes="Только для меня") == [
        ("How many minutes", "50", "30"),
        ("Summary", "Спит хуже", "Спит лучше"),
    ]


def test_what_was_recorded_is_corrected_in_two_windows(client, other):
    psychologist = make_user(Role.PSYCHOLOGIST)
    case = make_case(by=other, workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    session, given = make_session(case, by=psychologist), make_help(case, by=psychologist)
    sign_in(client, psychologist)
    at_session, at_help = begun(client, "correct_session", case.code, session.pk), begun(client, "correct_help", case.code, given.pk)
    words = {"attendance": "attended", "reason": "", "summary": "Спит лучше", "notes": "Говорили о матери"}
    cases.correct_session(session, by=psychologist, why="Ошибка", minutes=45, **words)
    cases.correct_assistance(given, by=other, why="Ошибка", help=given.help, item=given.item, given_on=today(), quantity=3, words="")

    assert sent(client, at_session, minutes="60", why="Опечатка") == [
        ("How many minutes", "60", "45"),
        ("Process notes", "Говорили о брате", "Говорили о матери"),
    ]
    assert sent(client, at_help, quantity="2", words="Мука", why="Опечатка") == [("How many", "2", "3"), ("Details", "Мука", "blank")]


def test_a_review_held_twice_says_that_it_becomes_a_second_one(client, me, other):
    author = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=me, workers=((author, Discipline.SOCIAL),))
    make_programme(case, by=author, state=ProgrammeState.APPROVED)
    there, held = begun(client, "hold_review", case.code)
    form = there, {**held, f"goal_{Goal.objects.get().pk}": "0"}
    hold_review(Case.objects.get(), by=other, held_on=today(), outcome="better", words="Спит", next_on=LATER)

    pairs = sent(client, form, outcome="same", words="Не спит", next_on="10.02.2099")
    assert ("Details", "Не спит", "Спит") in pairs
    assert ("Next review", "10.02.2099", "05.01.2099") in pairs
    assert "it replaces the current text" not in client.post(form[0], {**form[1], "outcome": "same"}).content.decode()


def test_a_follow_up_recorded_twice_and_a_closing_decided_on_twice(client, me, other):
    case = make_case(by=me)
    proposed = propose_closing(case, by=make_user(Role.COORDINATOR), reason="moved", words="Уехал")
    closing = begun(client, "decide_closing", case.code)
    decide_closing(proposed, by=other, agreed=True, with_follow_up=True)
    assert client.post(closing[0], {**closing[1], "agreed": "yes"}).status_code == 404

    row = FollowUp.objects.first()
    form = begun(client, "record_follow_up", case.code, row.pk)
    record_follow_up(row, by=other, done_on=today(), outcome="better", words="Работает")
    assert ("Details", "Болеет", "Работает") in sent(client, form, outcome="worse", words="Болеет")


def test_a_task_put_off_and_given_away_twice(client, me, other):
    worker, colleague = make_user(Role.SOCIAL_WORKER), make_user(Role.PSYCHOLOGIST)
    case = make_case(by=me, workers=((worker, Discipline.SOCIAL), (colleague, Discipline.PSYCHOLOGICAL)))
    task = cases.open_task(case, by=worker, kind=TaskKind.TELL, owner=worker, due=today() + dt.timedelta(days=1))
    later, give = begun(client, "task_postpone", task.pk), begun(client, "task_give", task.pk)
    cases.postpone_task(task, by=other, due=LATER)
    assert sent(client, later, due="10.02.2099") == [("Postpone until", "10.02.2099", "05.01.2099")]

    cases.reassign_task(Task.objects.get(pk=task.pk), by=other, owner=colleague)
    mine, theirs = (f"{user.username}, {user.organisation.short}" for user in (worker, colleague))
    assert sent(client, give, owner=str(worker.pk)) == [("To whom", mine, theirs)]


def test_a_request_decided_while_i_wrote(client, me, other):
    request = make_request(by=me, state=RequestState.TRIAGED)
    triage, refusal, admission = (begun(client, f"request_{name}", request.code) for name in ("triage", "refuse", "admit"))
    cases.decline_request(Request.objects.get(), by=other, reason="no_capacity", words="Нет мест до весны")

    assert ("Status", "triaged", "declined") in sent(client, triage, words="Срочно")
    assert sent(client, refusal, outcome="elsewhere", reason="not_eligible", words="Это к юристу") == [
        ("Reason", "not what this help is for", "no capacity now"),
        ("Details", "Это к юристу", "Нет мест до весны"),
        ("Status", "referred elsewhere", "declined"),
    ]
    pairs = sent(client, admission, kind="survivor", sex="female", given_name="Зулфиябону")
    assert ("Given name", "Зулфиябону", "Зулфия") in pairs
    assert ("Status", "admitted", "declined") in pairs
    assert Case.objects.count() == 0


def test_an_admission_over_a_request_that_was_triaged_anew_shows_both_and_keeps_its_danger_when_sent_again(client, me, other):
    request = make_request(by=me, state=RequestState.TRIAGED)
    form = begun(client, "request_admit", request.code)
    cases.decline_request(Request.objects.get(), by=other, reason="no_capacity", words="Нет мест")
    cases.reopen_request(Request.objects.get(), by=other, urgency=Urgency.RED)

    typed = {"kind": "survivor", "sex": "female"}
    assert ("How urgent", "within seven days", "at once, within 24 hours") in sent(client, form, **typed)
    again(client, form, **typed, urgency="red")
    assert (Case.objects.get().kind, Case.objects.get().urgency) == (Kind.SURVIVOR, Urgency.RED)


def test_a_person_and_a_facility_behind_a_press(client, me, other):
    case, facility = make_case(by=me), make_facility()
    person, entry = (
        begun(client, "case_person_correct", case.code, press=True),
        begun(client, "facility_change", facility.pk, press=True),
    )
    people.correct_person(case.person, by=other, changes={"family_name": "Кадыров"})
    assert sent(client, person, family_name="Қодирзода") == [("Family name", "Қодирзода", "Кадыров")]
    assert Person.objects.get().version == 2

    facts = {"name": "Ҷумҳуриявӣ", "kind": facility.kind, "services": facility.services, "region": "TJ-KT", "phone": "+992900000001"}
    network.change_facility(Facility.objects.get(), by=other, **facts)
    assert sent(client, entry, phone="90 000 00 02") == [
        ("Name", "Областная больница", "Ҷумҳуриявӣ"),
        ("Telephone", "+992 90 000 00 02", "+992 90 000 00 01"),
    ]


def test_the_safe_contact_written_anew_or_first_by_somebody_else(client, me, other):
    case = make_case(by=me)
    first = begun(client, "case_contact_write", case.code)
    people.set_safe_contact(case.person, by=other, number="+992900000001", hours="утром")
    assert ("When", "вечером", "утром") in sent(client, first, channel="call", number="900000002", hours="вечером")

    second = begun(client, "case_contact_write", case.code, press=True)
    people.set_safe_contact(case.person, by=other, number="+992900000003", hours="днём")
    pairs = sent(client, second, hours="ночью")
    assert sorted(pairs) == [("Number", "+992 90 000 00 01", "+992 90 000 00 03"), ("When", "ночью", "днём")]
    again(client, second, hours="ночью")
    assert SafeContact.objects.filter(is_current=True).count() == 1


def test_a_relative_of_whom_two_know_more(client, me, other):
    case = make_case(by=me)
    relationship = people.add_relationship(case.person, "brother", by=me, other_status="unknown", other_name="Умед")
    form = begun(client, "tie_change", case.code, relationship.pk)
    facts: dict[str, Any] = {"relation": "brother", "is_guardian": False}
    people.change_relationship(Relationship.objects.get(), by=other, other_status="dead", other_name="Умедҷон", **facts)

    assert sent(client, form, other_status="detained", other_name="") == [("What is known about the relative", "is detained", "has died")]
    assert ("Name of the relative", "Умеда", "Умедҷон") in sent(client, form, other_name="Умеда")


def test_a_referral_changed_and_moved_on(client, me, other):
    row = make_referral(by=me, consented=True)
    change = begun(client, "referral_change", row.code, press=True)
    facts = {"facility": row.facility, "service": row.service, "complaints": "Головокружение", "data_kinds": row.data_kinds}
    referrals.change_referral(Referral.objects.get(), by=other, **facts)
    assert sent(client, change, complaints="Бессонница") == [("Complaints", "Бессонница", "Головокружение")]

    referrals.send_referral(Referral.objects.get(), by=other)
    step = begun(client, "referral_step", row.code, "withdrawn")
    referrals.decline(Referral.objects.get(), by=other, reason="no_specialist", words="Нет невролога")
    assert ("Why", "Не хочет", "Нет невролога") in sent(client, step, words="Не хочет")
    assert Referral.objects.get().state == ReferralState.DECLINED


def test_a_consent_withdrawn_twice_and_a_vital_interest_reviewed_twice(client, me, other):
    case = make_case(by=me)
    consent = make_consent(case.person, by=me)
    form = begun(client, "consent_withdraw", case.code, consent.pk)
    consents.withdraw_consent(Consent.objects.get(), by=other)
    assert sent(client, form) == [("Answer", "withdrawn", "withdrawn")]

    vital = consents.state_vital_interest(case.person, by=make_user(Role.SOCIAL_WORKER), why="detained", reason="Без сознания")
    form = begun(client, "vital_review", case.code, vital.pk)
    consents.review_vital_interest(VitalInterest.objects.get(), by=other, upheld=True, note="Ждать нельзя")
    assert sent(client, form, upheld="no", note="Можно спросить брата") == [
        ("Was it right to help without asking?", "no, end it", "yes, uphold it"),
        ("Why", "Можно спросить брата", "Ждать нельзя"),
    ]


def test_an_account_two_administrators_change(client):
    make_secretariat()
    me, other = sign_in(client, make_user(Role.ADMINISTRATOR)), make_user(Role.ADMINISTRATOR)
    worker = accounts.add_user(
        username="worker", organisation=make_secretariat(), display_name="Раҳимова", roles=[Role.REGIONAL_WORKER], by=SYSTEM
    )
    change, where = begun(client, "user", worker.pk, field="change-version"), begun(client, "user", worker.pk, field="regions-version")
    accounts.change_user(User.objects.get(pk=worker.pk), display_name="Раҳимова Зулфия", phone=None, language="ru", by=other)
    with translation.override("en"):
        assert sent(client, change, **{"change-display_name": "Раҳимзода"}) == [
            ("New name", "Раҳимзода", "Раҳимова Зулфия"),
            ("Language", "Тоҷикӣ", "Русский"),
        ]
    accounts.set_regions(User.objects.get(pk=worker.pk), ["TJ-SU"], by=SYSTEM)
    assert sent(client, where, **{"regions-regions": ["TJ-KT"]}) == [("Regions", "Khatlon region", "Sughd region")]
    assert [row.region for row in worker.region_scopes.all()] == ["TJ-SU"]
    assert me.pk != other.pk


def test_ones_own_account_in_two_windows(client, me):
    form = begun(client, "account", field="theme")
    fresh = User.objects.get(pk=me.pk)
    accounts.set_preferences(fresh, language="en", theme="dark", is_practising=False, by=me)

    assert sent(client, form, theme="light") == [("Light or dark", "light", "dark")]


def test_a_form_refused_for_a_state_that_nobody_changed_shows_the_sentence_alone(client, me):
    case = make_case(by=me, organisation=make_member())
    close(case, by=me)
    form = begun(client, "case_urgency", case.code)

    response = client.post(form[0], {**form[1], "urgency": "amber"})

    assert response.status_code == 409
    assert soup_of(response).select(".compare") == []
    assert "This case is closed. Reopen it first." in response.content.decode()
