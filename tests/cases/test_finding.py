"""Finding a case: within the reader's view, and for the hotline's officer how a person is reached, and nothing else."""

import datetime as dt

import pytest
from django.db import connection

from panoh.accounts.limits import PER_WORD
from panoh.accounts.models import Attempt
from panoh.accounts.roles import Permission, Role
from panoh.audit import undo
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import Heard, verify_code_word
from panoh.cases.enums import CaseState, Discipline, TaskKind, Urgency
from panoh.cases.finding import answer_caller, find_cases, open_found
from panoh.cases.models import Case, Task
from panoh.cases.queries.cases import get_task, open_tasks
from panoh.cases.queries.my_day import DayPart, tasks_of
from panoh.core.clock import now
from panoh.core.errors import Denied, NotFound
from panoh.core.ids import codes_beginning
from panoh.people.actions import set_safe_contact
from panoh.people.models import SafeContact
from panoh.people.search import feed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.cases import make_case, make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WORDS = {"code_word": "Себи сурх", "duress_word": "Анор"}
SAFE = {"number": "+992935550017", "hours": "баъди соати 18", "who_may_answer": "танҳо худаш", "not_to_say": "номи ташкилот"}


@pytest.fixture
def coordinator(no_names):
    make_secretariat()
    return make_coordinator()


@pytest.fixture
def officer(coordinator):
    return make_user(Role.DUTY_OFFICER)


def case_with_contact(by, **facts):
    case = make_case(by=by, **facts)
    set_safe_contact(case.person, by=by, **SAFE, **WORDS)
    return case


# -- whoever works with people ---------------------------------------------------------------------------------------------


def test_a_case_is_found_by_the_russian_spelling_and_says_why(coordinator):
    case = make_case(by=coordinator)
    feed()

    (hit,) = find_cases(coordinator, "Кадыров Джамшед 1984").hits

    assert (hit.case, hit.name, hit.why) == (case, "Қодиров Ҷамшед", ("sound", "year"))
    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.purpose) == ("vault.opened", Purpose.SEARCH)


def test_a_code_finds_its_case_however_it_is_typed(coordinator):
    case = make_case(by=coordinator)

    (hit,) = find_cases(coordinator, case.code.lower().replace("-", " ")).hits

    assert (hit.case, hit.why) == (case, ("code",))


@pytest.mark.parametrize("typed", ["4K7", "4k7c", "4K7C-", "4K7C-H", "4k7ch", "4К7С", "4к7с-н", "4k7c h"])
def test_the_beginning_of_a_code_finds_the_cases_that_begin_so_and_are_seen(coordinator, typed):
    worker = make_user(Role.SOCIAL_WORKER)
    own, other = (make_case(by=coordinator, workers=((who, Discipline.SOCIAL),)) for who in (worker, make_user(Role.SOCIAL_WORKER)))
    another = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    with writes_allowed():
        for case, code in ((own, "4K7C-HTTTT"), (other, "4K7C-HWWWW"), (another, "4K7D-HTTTT" if len(typed) > 3 else "4K6Z-ZZZZZ")):
            type(case).objects.filter(pk=case.pk).update(code=code)
    feed()

    assert [(hit.case.pk, hit.why) for hit in find_cases(worker, typed).hits] == [(own.pk, ("code",))]
    assert {hit.case.pk for hit in find_cases(coordinator, typed).hits} == {own.pk, other.pk}


def test_of_cases_whose_codes_begin_alike_ten_are_opened_and_names_still_follow(coordinator):
    cases = [make_case(by=coordinator) for _each in range(12)]
    named = make_case(by=coordinator, family_name="Нурхт")
    with writes_allowed():
        for number, case in enumerate(cases):
            type(case).objects.filter(pk=case.pk).update(code=f"HYP{'23456789CDFG'[number]}-22222")
        type(named).objects.filter(pk=named.pk).update(code="9999-99999")
    feed()

    assert len(find_cases(coordinator, "hyp").hits) == 10
    assert [hit.case.pk for hit in find_cases(coordinator, "Нурхт").hits] == [named.pk]


@pytest.mark.parametrize("typed", ["4K", "4KA", "4K7C-HTTT0", "ҚОД", ""])
def test_what_cannot_begin_a_code_is_looked_for_as_none(coordinator, typed):
    case = make_case(by=coordinator)
    with writes_allowed():
        type(case).objects.filter(pk=case.pk).update(code="4K7C-HTTTT")

    assert find_cases(coordinator, typed).hits == ()


def test_the_beginning_of_a_code_is_looked_up_by_the_index(coordinator):
    if connection.vendor == "postgresql":
        pytest.skip("with so few rows it reads them all")

    assert "(code>? AND code<?)" in Case.objects.filter(code__range=codes_beginning("4K7")).explain()


def test_the_officer_is_answered_by_no_beginning_of_a_code(coordinator, officer):
    case = make_case(by=coordinator)
    feed()

    assert answer_caller(officer, case.code[:7]).called == ()
    assert len(answer_caller(officer, case.code).called) == 1


def test_of_several_cases_the_latest_is_shown_once(coordinator):
    first = make_case(by=coordinator, state=CaseState.ENDED)
    with writes_allowed():
        type(first).objects.filter(pk=first.pk).update(episode=1)
        first.pk = None
        later = type(first)(person=first.person, organisation=first.organisation, kind=first.kind, door=first.door, episode=2)
        later.admitted_on, later.admitted_to = first.admitted_on, first.admitted_to
        later.save(force_insert=True)
    feed()

    assert [hit.case for hit in find_cases(coordinator, "Қодиров Ҷамшед").hits] == [later]


def test_what_one_does_not_see_is_not_found_by_name_number_or_code(coordinator):
    case = case_with_contact(coordinator)
    worker = make_user(Role.SOCIAL_WORKER)
    feed()

    for text in ("Қодиров Ҷамшед", "935550017", case.code):
        assert find_cases(worker, text).hits == ()


def test_a_worker_finds_the_cases_assigned_and_those_alone(coordinator):
    worker = make_user(Role.SOCIAL_WORKER)
    own = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    make_case(by=coordinator)
    feed()

    assert [hit.case for hit in find_cases(worker, "Қодиров").hits] == [own]


def test_a_case_shared_with_an_organisation_is_found_there(coordinator):
    member = make_member(1)
    worker = make_user(Role.MEMBER_WORKER, organisation=member)
    own, other = make_case(by=coordinator, organisation=member), make_case(by=coordinator, organisation=make_member(2))
    feed()

    hits = find_cases(worker, "Қодиров").hits

    assert [(hit.case, hit.name) for hit in hits] == [(own, "Қодиров Ҷамшед")]
    assert other not in [hit.case for hit in hits]


def test_who_may_not_open_names_may_not_search(officer):
    for account in (officer, make_user(Role.DIRECTOR), make_user(Role.ACCOUNTANT)):
        with pytest.raises(Denied):
            find_cases(account, "Қодиров")


def test_opening_a_hit_is_recorded_with_its_purpose(coordinator):
    case = make_case(by=coordinator)

    assert open_found(coordinator, case.code, Purpose.DATA_QUALITY) == case

    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.purpose, len(event.refs)) == ("cases.found_opened", "data_quality", 8)


def test_a_case_one_does_not_see_cannot_be_opened_from_a_search(coordinator):
    case = make_case(by=coordinator)

    with pytest.raises(NotFound):
        open_found(make_user(Role.SOCIAL_WORKER), case.code, Purpose.CARE)


# -- the hotline's officer -------------------------------------------------------------------------------------------------


def test_a_caller_is_answered_with_safe_contact_urgency_and_who_is_on_duty(coordinator, officer):
    worker = make_user(Role.SOCIAL_WORKER, username="lola")
    case = case_with_contact(coordinator, workers=((worker, Discipline.SOCIAL),), urgency=Urgency.RED)
    feed()

    (called,) = answer_caller(officer, "Кадыров Джамшед 1984").called

    assert (called.channel, called.may_leave_message) == ("call", False)
    assert (called.hours, called.who_may_answer, called.not_to_say) == ("баъди соати 18", "танҳо худаш", "номи ташкилот")
    assert (called.urgency, called.on_duty) == ("at once, within 24 hours", "lola")
    assert not hasattr(called, "case")
    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.purpose, event.actor_ref) == ("vault.opened", Purpose.CONTACT, officer.id)
    assert case.code not in str(called)


def test_where_nobody_leads_or_the_case_is_over_the_coordinator_is_on_duty(coordinator, officer):
    worker = make_user(Role.SOCIAL_WORKER)
    make_case(by=coordinator, family_name="Назаров", workers=((worker, Discipline.SOCIAL),), state=CaseState.CLOSED)
    make_case(by=coordinator, family_name="Шарипов")
    feed()

    assert [
        called.on_duty for name in ("Назаров Ҷамшед 1984", "Шарипов Ҷамшед 1984") for called in answer_caller(officer, name).called
    ] == [
        "coordinator",
        "coordinator",
    ]


def test_where_no_contact_is_written_down_it_is_recorded_all_the_same(coordinator, officer):
    make_case(by=coordinator)
    feed()

    (called,) = answer_caller(officer, "Қодиров Ҷамшед 1984").called

    assert (called.channel, called.hours) == ("", "")
    event = AuditEvent.objects.latest("seq")
    assert (event.verb, event.purpose, len(event.refs)) == ("vault.opened", Purpose.CONTACT, 8)


@pytest.mark.parametrize(
    "text", ["Ҷамшед", "Қодиров", "Қодиров Ҷамшед", "Қодиров Ҷамшед 1985", "Қодирова Ҷамила", "Қодир Ҷам", "Назаров Далер"]
)
def test_what_is_not_certain_is_answered_as_if_there_were_nobody(coordinator, officer, text):
    case_with_contact(coordinator)
    feed()
    before = AuditEvent.objects.count()

    answer = answer_caller(officer, text)

    assert answer.called == ()
    assert AuditEvent.objects.count() == before + 1


@pytest.mark.parametrize("text", ["Қодиров Ҷамшед 1984", "Кадыров 1984", "93 555 00 17"])
def test_a_name_with_its_year_or_a_number_is_certain(coordinator, officer, text):
    case_with_contact(coordinator)
    feed()

    assert len(answer_caller(officer, text).called) == 1


@pytest.mark.parametrize(("count", "shown"), [(3, 3), (4, 0)])
def test_of_more_than_three_none_is_told(coordinator, officer, count, shown):
    for _each in range(count):
        case_with_contact(coordinator)
    feed()

    assert len(answer_caller(officer, "Қодиров Ҷамшед 1984").called) == shown


def test_another_organisations_person_is_nobody_to_the_officer(coordinator):
    officer = make_user(Role.DUTY_OFFICER, organisation=make_member(1))
    case = case_with_contact(coordinator, organisation=make_member(2))
    feed()

    for text in ("Қодиров Ҷамшед", "935550017", case.code):
        assert answer_caller(officer, text).called == ()


def test_who_does_not_answer_calls_is_refused(coordinator):
    case = case_with_contact(coordinator)
    worker = make_user(Role.SOCIAL_WORKER)

    with pytest.raises(Denied):
        answer_caller(worker, "Қодиров Ҷамшед")
    with pytest.raises(Denied):
        verify_code_word(case, "Анор", by=worker)


# -- the word --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["Себи сурх", "себи  сурх.", "СЕБИ СУРХ", "sebi surkh"])
def test_the_code_word_is_right_however_it_is_written(coordinator, officer, word):
    case = case_with_contact(coordinator)

    assert verify_code_word(case, word, by=officer) == Heard.RIGHT
    assert not Task.objects.filter(kind=TaskKind.ALARM).exists()


@pytest.mark.parametrize("word", ["Нок", "", "себ", "!"])
def test_any_other_word_is_wrong(coordinator, officer, word):
    assert verify_code_word(case_with_contact(coordinator), word, by=officer) == Heard.WRONG


@pytest.mark.parametrize("contact", [None, {"code_word": "", "duress_word": ""}])
def test_where_no_word_was_agreed_every_word_is_wrong(coordinator, officer, contact):
    case = make_case(by=coordinator)
    if contact is not None:
        set_safe_contact(case.person, by=coordinator, **SAFE, **contact)

    assert verify_code_word(case, "Себи сурх", by=officer) == Heard.WRONG


def test_the_word_of_danger_looks_right_and_stands_first_in_the_coordinators_day(coordinator, officer):
    case = case_with_contact(coordinator)
    late = Task.objects.filter(case=case).first()
    with writes_allowed():
        Task.objects.filter(pk=late.pk).update(due_at=now() - dt.timedelta(days=9), role=Role.COORDINATOR, owner=None)

    assert verify_code_word(case, "анор", by=officer) == Heard.RIGHT

    (alarm,) = tasks_of(coordinator, DayPart.DANGER)
    assert (alarm.kind, alarm.case, alarm.role) == (TaskKind.ALARM, case, Role.COORDINATOR)


def test_the_word_of_danger_alarms_once_until_somebody_has_dealt_with_it(coordinator, officer):
    case = case_with_contact(coordinator)

    verify_code_word(case, "Анор", by=officer)
    verify_code_word(case, "Анор", by=officer)

    assert Task.objects.filter(kind=TaskKind.ALARM).count() == 1
    assert AuditEvent.objects.filter(verb="cases.alarm_raised").count() == 2


def test_of_the_alarm_the_officer_sees_nothing_at_all(coordinator, officer):
    case = case_with_contact(coordinator)
    verify_code_word(case, "Анор", by=officer)

    alarm = Task.objects.get(kind=TaskKind.ALARM)
    assert all(not tasks_of(officer, part) for part in DayPart)
    with pytest.raises(NotFound):
        get_task(officer, alarm.pk)
    event = AuditEvent.objects.get(verb="cases.alarm_raised")
    assert (event.actor_kind, event.purpose) == ("system", "")
    assert undo.latest(officer.actor) is None


def test_of_the_alarm_nobody_knows_but_the_coordinator(coordinator, officer):
    worker = make_user(Role.SOCIAL_WORKER)
    case = case_with_contact(coordinator, workers=((worker, Discipline.SOCIAL),))
    verify_code_word(case, "Анор", by=officer)

    assert TaskKind.ALARM in open_tasks(coordinator, case).values_list("kind", flat=True)
    assert TaskKind.ALARM not in open_tasks(worker, case).values_list("kind", flat=True)
    with pytest.raises(NotFound):
        get_task(worker, Task.objects.get(kind=TaskKind.ALARM).pk)


def test_a_word_that_is_both_is_the_word_of_danger(coordinator, officer):
    case = make_case(by=coordinator)
    set_safe_contact(case.person, by=coordinator, **SAFE, code_word="Анор", duress_word="анор")

    assert verify_code_word(case, "Анор", by=officer) == Heard.RIGHT
    assert Task.objects.filter(kind=TaskKind.ALARM).count() == 1


def test_after_five_tries_in_an_hour_no_word_is_compared_for_anybody_and_danger_is_told_all_the_same(coordinator, officer):
    case, other = case_with_contact(coordinator), case_with_contact(coordinator)
    for _try in range(PER_WORD):
        assert verify_code_word(case, "Нок", by=officer) == Heard.WRONG

    assert verify_code_word(case, "Себи сурх", by=make_user(Role.DUTY_OFFICER)) == Heard.NO_MORE
    assert verify_code_word(case, "Анор", by=officer) == Heard.NO_MORE
    assert Task.objects.filter(kind=TaskKind.ALARM).count() == 1
    assert verify_code_word(other, "Себи сурх", by=officer) == Heard.RIGHT
    with writes_allowed():
        Attempt.objects.update(at=now() - dt.timedelta(minutes=61))
    assert verify_code_word(case, "Себи сурх", by=officer) == Heard.RIGHT


def test_only_the_current_contacts_words_count(coordinator, officer):
    case = case_with_contact(coordinator)
    version = SafeContact.objects.get(person=case.person, is_current=True).version
    set_safe_contact(case.person, by=coordinator, **SAFE, code_word="Нок", expected=version)

    assert verify_code_word(case, "Себи сурх", by=officer) == Heard.WRONG
    assert verify_code_word(case, "Нок", by=officer) == Heard.RIGHT


def test_the_permission_reaches_its_organisation(officer):
    assert Permission.CALLER_ANSWER.value == "caller_answer"
    case = case_with_contact(make_coordinator(), organisation=make_member(2))

    with pytest.raises(Denied):
        verify_code_word(case, "Анор", by=officer)
