"""Calls: what is kept and what is not, who reads it, how a call becomes a request, what is told to the coordinator."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import Undo
from panoh.cases.actions import Answers, admit, change_urgency, go_on_with, triage_request
from panoh.cases.enums import Asker, Door, Kind, Level, TaskKind, Urgency
from panoh.cases.models import Case, Request, Task, UrgencyChange
from panoh.cases.queries.cases import requests
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.hotline.actions import (
    CallBack,
    change_route,
    count_short_call,
    forget_old_marks,
    forget_old_words,
    record_attempt,
    record_call,
    see_to,
    send_call_on,
    settle_lines,
)
from panoh.hotline.enums import OWN_LIFE, Caller, CallKind, Soon
from panoh.hotline.models import Alert, Attempt, Call, Dispatch, PhoneLine, Route
from panoh.hotline.queries import calls as queries
from panoh.people.actions import set_safe_contact
from panoh.people.data import PersonData
from panoh.vault.actions import has_key, open_sealed
from panoh.vault.fields import sealed_fields
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator
from tests.factories.hotline import make_call, make_dispatch, make_line, make_officer, make_worker
from tests.pages import ended_on

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NUMBER = "+992987654321"


def opened(row, by):
    (found,) = open_sealed([row], by=by.actor, purpose=Purpose.OWN_WORK)
    return found


def everything_stored() -> bytes:
    rows = [value for row in Call.objects.values_list() for value in row]
    return b" ".join(bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode() for value in rows)


@pytest.mark.parametrize(("caller", "asker"), [("not_said", "not stated"), ("other", "someone else"), ("official", "someone else")])
def test_a_request_says_not_said_where_the_caller_does_not_say_who_they_are(officer, caller, asker):
    request = make_call(by=officer, caller=caller, sending=Answers()).request

    assert request.get_asker_display() == asker


def test_the_lines_stand_as_content_names_them_and_badakhshan_is_served_by_dushanbe():
    assert settle_lines() == 8
    assert settle_lines() == 0

    assert [line.region for line in PhoneLine.objects.all()] == ["TJ-DU", "TJ-KT", "TJ-SU"]
    assert {region: line.region for region, line in queries.routes().items()} == {
        "TJ-DU": "TJ-DU",
        "TJ-GB": "TJ-DU",
        "TJ-KT": "TJ-KT",
        "TJ-RA": "TJ-DU",
        "TJ-SU": "TJ-SU",
    }


def test_the_coordinator_changes_who_serves_a_region_and_it_stays(officer):
    line = make_line()
    route = Route.objects.get(region="TJ-GB")
    with pytest.raises(Denied):
        change_route(route, by=officer, line=line)

    change_route(route, by=make_coordinator(), line=line)
    settle_lines()

    assert queries.routes()["TJ-GB"] == line


def test_a_call_keeps_its_words_sealed_and_the_number_that_called_not_at_all(officer):
    call = make_call(by=officer, called_from=NUMBER)

    assert opened(call, officer).said == "Писараш дард мекашад, хоб намекунад"
    assert (opened(call, officer).number, call.is_anonymous) == ("+992901112233", True)
    stored = everything_stored()
    for secret in (NUMBER, NUMBER[1:], "901112233", "дард"):
        assert secret.encode() not in stored


def test_who_may_not_be_called_back_leaves_no_number(officer):
    call = make_call(by=officer, call_back=CallBack(allowed=False, number=NUMBER, who_may_answer="сестра"))

    assert (opened(call, officer).number, opened(call, officer).who_may_answer, bytes(call.caller_mark)) == ("", "", b"")


def test_a_repeated_caller_is_known_by_the_number_for_a_month(officer):
    first = make_call(by=officer, called_from=NUMBER)
    make_call(by=officer, called_from="+992987654300")
    second = make_call(by=officer, called_from=NUMBER)

    assert queries.times_called(queries.mark_of(NUMBER), practice=False) == 2
    assert queries.times_called(bytes(second.caller_mark), practice=False, before=second) == 1
    assert queries.times_called(b"", practice=False) == 0
    with time_machine.travel(now() + dt.timedelta(days=31)):
        assert queries.times_called(bytes(first.caller_mark), practice=False) == 0
        assert forget_old_marks() == 3
        assert forget_old_marks() == 0
    assert not Call.objects.exclude(caller_mark=b"").exists()


def test_a_mark_is_no_hash_that_a_number_can_be_tried_against_without_the_keys(officer):
    import hashlib  # noqa: PLC0415 -- what whoever holds the table alone would try

    call = make_call(by=officer, called_from=NUMBER)

    tried = [hashlib.sha256(text.encode()).digest()[:16] for text in (NUMBER, NUMBER[1:], NUMBER[4:])]
    assert bytes(call.caller_mark) not in tried


def test_an_officer_sees_the_day_and_own_calls_of_a_week(officer):
    other = make_officer()
    theirs, mine = (make_call(by=user, call_back=CallBack(allowed=False)) for user in (other, officer))

    assert {call.code for call in queries.calls(officer)} == {theirs.code, mine.code}
    with time_machine.travel(now() + dt.timedelta(days=2)):
        assert [call.code for call in queries.calls(officer)] == [mine.code]
        with pytest.raises(NotFound):
            queries.get_call(officer, theirs.code)
        assert queries.calls(make_coordinator()).count() == 2
    with time_machine.travel(now() + dt.timedelta(days=8)):
        assert not queries.calls(officer).exists()


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.DIRECTOR, Role.ADMINISTRATOR, Role.REGIONAL_WORKER])
def test_nobody_else_sees_or_takes_calls(officer, role):
    make_call(by=officer)
    stranger = make_user(role)

    assert not queries.calls(stranger).exists()
    for act in (lambda: make_call(by=stranger), lambda: count_short_call(make_line(), by=stranger, kind=CallKind.SILENT)):
        with pytest.raises(Denied):
            act()


def test_an_officer_of_a_member_reads_calls_of_the_own_organisation_alone(officer):
    call = make_call(by=officer)
    abroad = make_officer(organisation=make_member(1))

    assert not queries.calls(abroad).exists()
    assert opened(call, abroad).is_unreadable
    theirs = make_call(by=abroad)
    assert opened(theirs, make_coordinator()).said


def test_a_call_becomes_a_request_in_one_act_with_all_that_was_said(officer):
    call = make_call(
        by=officer,
        urgency=Soon.HOUR,
        caller=Caller.PERSON,
        dangers=["child", OWN_LIFE],
        place="TJ-KT.bokhtar",
        sending=Answers(),
        family_name="Раҳимова",
        given_name="Зулфия",
    )

    request = Request.objects.get()
    assert call.request == request
    assert (request.door, request.asker, request.urgency, request.place, request.needs) == (
        Door.HOTLINE,
        Asker.PERSON,
        Urgency.RED,
        "TJ-KT.bokhtar",
        ["medical"],
    )
    words = opened(request, make_coordinator())
    assert (words.need_words, words.family_name, words.number) == ("Писараш дард мекашад, хоб намекунад", "Раҳимова", "+992901112233")
    assert words.contact_terms == "who may answer: танҳо худаш; what to say if someone else answers: Рақамро хато кардам"
    assert UrgencyChange.objects.get().dangers == ["child"]
    risk = Task.objects.get(kind=TaskKind.RISK)
    assert (risk.role, risk.due_at <= now() + dt.timedelta(hours=1)) == (Role.COORDINATOR, True)
    assert not call.is_anonymous


def test_undo_takes_back_the_call_and_its_request(officer):
    make_call(by=officer, sending=Answers())

    undo.take_back(undo.latest(officer.actor).id, by=officer.actor)

    assert (Call.objects.count(), Request.objects.count(), Task.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("way", ["call", "at once", "later"])
@pytest.mark.parametrize(
    "facts", [{"dangers": ["life"]}, {"dangers": [OWN_LIFE]}, {"dangers": ["child"]}, {"urgency": Soon.HOUR}, {"urgency": Soon.DAY}]
)
def test_a_call_with_a_danger_to_life_is_not_undone(client, officer, facts, way):
    sign_in(client, officer)
    call = make_call(by=officer, sending=Answers() if way == "at once" else None, **facts)
    if way == "later":
        send_call_on(call, by=officer, answers=Answers())
    kept = (Call.objects.count(), Request.objects.count(), Task.objects.count())
    is_danger = call.dangers or call.urgency == Soon.HOUR or way != "call"
    why = "A record of danger cannot be undone" if is_danger else "What is urgent cannot be undone"

    page = ended_on(client, reverse("desk:hotline"))
    assert undo.latest(officer.actor) is None
    assert page.select(".undo form") == []
    assert why in page.select_one(".undo").get_text()
    for act in Undo.objects.all():
        answer = client.post(reverse("desk:take_back", args=[act.pk]))
        assert (answer.status_code, "cannot be undone" in answer.content.decode()) == (409, True)
    assert (Call.objects.count(), Request.objects.count(), Task.objects.count()) == kept


def test_a_call_is_sent_on_later_and_once(officer):
    call = make_call(by=officer, needs=[])
    with pytest.raises(Invalid):
        send_call_on(call, by=officer, answers=Answers())

    request = send_call_on(queries.get_call(officer, call.code), by=officer, needs=["social"], answers=Answers())

    assert opened(request, officer).need_words == "Писараш дард мекашад, хоб намекунад"
    with pytest.raises(WrongState):
        send_call_on(queries.get_call(officer, call.code), by=officer, answers=Answers())


def test_what_was_only_counted_is_not_sent_on(officer):
    call = count_short_call(make_line(), by=officer, kind=CallKind.INFORMATION)

    with pytest.raises(WrongState):
        send_call_on(call, by=officer, answers=Answers())


def test_a_call_entered_afterwards_says_so(officer):
    late = make_call(by=officer, begun_at=now() - dt.timedelta(hours=3))
    soon = make_call(by=officer, begun_at=now() - dt.timedelta(minutes=10))

    assert (late.is_late, soon.is_late) == (True, False)
    with pytest.raises(Invalid) as refused:
        make_call(by=officer, begun_at=now() + dt.timedelta(minutes=1))
    assert list(refused.value.fields) == ["begun"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"urgency": "x"}, "urgency"),
        ({"caller": "x"}, "caller"),
        ({"needs": ["x"]}, "needs"),
        ({"dangers": ["x"]}, "dangers"),
        ({"given": ["x"]}, "given"),
        ({"call_back": CallBack(allowed=True)}, "number"),
        ({"call_back": CallBack(start=dt.time(10))}, "call_to"),
    ],
)
def test_what_is_wrong_is_named(officer, facts, field):
    with pytest.raises(Invalid) as refused:
        make_call(by=officer, **facts)
    assert list(refused.value.fields) == [field]


def test_three_silent_calls_on_one_line_within_a_day_are_told_once(officer):
    line, coordinator = make_line(), make_coordinator()
    with time_machine.travel(now() - dt.timedelta(hours=30)):
        count_short_call(line, by=officer, kind=CallKind.SILENT)
    for kind in (CallKind.SILENT, CallKind.DROPPED, CallKind.SILENT):
        count_short_call(line, by=officer, kind=kind)
    count_short_call(make_line("TJ-SU"), by=officer, kind=CallKind.SILENT)
    assert not Alert.objects.exists()

    count_short_call(line, by=officer, kind=CallKind.SILENT)
    make_call(by=officer, line=line, kind=CallKind.SILENT)  # somebody breathed, and that was written down

    (alert,) = queries.alerts(coordinator)
    assert alert.line == line
    assert not queries.alerts(officer).exists()
    with pytest.raises(Denied):
        see_to(alert, by=officer)
    see_to(alert, by=coordinator)
    assert not queries.alerts(coordinator).exists()
    with pytest.raises(WrongState):
        see_to(Alert.objects.get(), by=coordinator)


def test_a_short_call_is_none_of_a_conversation(officer):
    with pytest.raises(Invalid):
        count_short_call(make_line(), by=officer, kind=CallKind.TALK)


def test_figures_count_by_line_kind_and_hour_without_a_person(officer):
    line, coordinator = make_line(), make_coordinator()
    with time_machine.travel(dt.datetime(2026, 3, 10, 21, 30, tzinfo=dt.UTC)):  # 02:30 of the eleventh in Dushanbe
        count_short_call(line, by=officer, kind=CallKind.SILENT)
        make_call(by=officer, line=line)

    found = queries.count_calls(coordinator, start=dt.date(2026, 3, 11), end=dt.date(2026, 3, 11))

    assert (found.total, found.hours[2]) == (2, 2)
    assert {row.region: total for row, _sums, total in found.rows} == {"TJ-DU": 0, "TJ-KT": 2, "TJ-SU": 0}
    assert dict(zip(found.kinds, found.rows[1][1], strict=True))[CallKind.SILENT] == 1
    assert queries.count_calls(coordinator, start=today(), end=today()).total == 0
    with pytest.raises(Denied):
        queries.count_calls(officer, start=today(), end=today())


def test_calls_of_practice_stay_in_practice(officer):
    officer.is_practising = True
    call = record_call(make_line(), by=officer, urgency=Soon.ROUTINE, said="Машқ")

    assert [each.code for each in queries.calls(officer)] == [call.code]
    assert not queries.calls(make_officer()).exists()


def test_after_twelve_months_a_call_names_nobody_and_every_figure_stays(officer):
    coordinator = make_coordinator()
    call = make_call(
        by=officer,
        family_name="Раҳимова",
        given_name="Зулфия",
        call_back=CallBack(allowed=True, number=NUMBER, start=dt.time(18), end=dt.time(20)),
    )
    record_attempt(call, by=officer, outcome="no_answer", reason="Хоҳараш хоҳиш кард")
    sent = make_dispatch(by=officer)
    count_short_call(call.line, by=officer, kind=CallKind.SILENT)
    young = now() + dt.timedelta(days=364)
    with time_machine.travel(young):
        late = make_call(by=officer, said="Ин нав аст")
        assert forget_old_words() == 0
        before = queries.count_calls(coordinator, start=today() - dt.timedelta(days=400), end=today())

    with time_machine.travel(young + dt.timedelta(days=2)):
        assert forget_old_words() == 2
        assert forget_old_words() == 0
        after = queries.count_calls(coordinator, start=today() - dt.timedelta(days=402), end=today())

    stored, tried, errand = Call.objects.get(pk=call.pk), Attempt.objects.get(call=call), Dispatch.objects.get(pk=sent.pk)
    assert all(bytes(getattr(stored, name)) == b"" for name in sealed_fields(Call))
    assert (bytes(tried.reason), bytes(errand.words), bytes(errand.outcome)) == (b"", b"", b"")
    assert (stored.call_from, stored.call_to, stored.call_back_due_at) == (None, None, None)
    assert not any(has_key(row.sealing_subject(), officer.organisation_id) for row in (call, sent))
    assert opened(call, officer).is_unreadable  # the row of an older copy
    assert (stored.kind, stored.needs, stored.region, stored.urgency) == (call.kind, call.needs, call.region, call.urgency)
    assert (before.total, [sums for _line, sums, _all in before.rows]) == (after.total, [sums for _line, sums, _all in after.rows])
    assert opened(late, officer).said == "Ин нав аст"


def test_a_call_that_was_forgotten_says_so_and_becomes_no_request(client, officer):
    call = make_call(by=officer)
    with time_machine.travel(now() + dt.timedelta(days=366)):
        forget_old_words()
        coordinator = sign_in(client, make_coordinator())
        page = client.post(f"/desk/hotline/calls/{call.code}/").content.decode()
        with pytest.raises(WrongState):
            send_call_on(Call.objects.get(pk=call.pk), by=coordinator, answers=Answers())

    assert "Twelve months after a call" in page
    assert "Request help" not in page


HOUR = dt.timedelta(hours=1)


def sent_on(officer, **facts):
    return make_call(by=officer, sending=Answers(), **{"urgency": Soon.HOUR, **facts}).request


def due(about, kind):
    return about.tasks.get(kind=kind, done_at=None).due_at


def test_within_the_hour_is_the_hour_of_the_call_in_request_case_and_tasks(officer):
    coordinator, request = make_coordinator(), sent_on(officer)
    begun = Call.objects.get().begun_at
    assert (request.due_at, due(request, TaskKind.TRIAGE)) == (begun + HOUR, begun + HOUR)
    assert request.get_urgency_display() == "at once, within an hour"

    triage_request(request, by=coordinator, urgency=Urgency.RED)
    assert (request.due_at, due(request, TaskKind.DECIDE)) == (begun + HOUR, begun + HOUR)

    admitted = admit(
        request, PersonData(sex="male", given_name="Кодир"), by=coordinator, organisation=coordinator.organisation, kind=Kind.SURVIVOR
    )
    case = Case.objects.get(pk=admitted.pk)
    assert due(case, TaskKind.DANGER) == begun + HOUR
    assert case.get_urgency_display() == "at once, within an hour"

    change_urgency(case, by=coordinator, urgency=Urgency.AMBER, reason="Уехала к сестре")
    change_urgency(case, by=coordinator, urgency=Urgency.RED)
    assert due(case, TaskKind.DANGER) > now() + 23 * HOUR  # said anew, and not within the hour


@pytest.mark.parametrize("urgency", [Soon.HOUR, Soon.DAY, Soon.ROUTINE])
def test_who_thinks_of_ending_their_own_life_has_one_hour_in_call_request_and_tasks(officer, urgency):
    request = sent_on(officer, urgency=urgency, dangers=[OWN_LIFE])
    begun = Call.objects.get().begun_at

    assert queries.clock_of(Call.objects.get()) == Soon.HOUR
    assert (request.due_at, due(request, TaskKind.TRIAGE), due(request, TaskKind.RISK)) == (begun + HOUR,) * 3


@pytest.mark.parametrize("known", ["active", "ended"])
@pytest.mark.parametrize("urgency", [Urgency.GREEN, Urgency.RED])
def test_within_the_hour_goes_on_in_a_case_that_is_here(officer, known, urgency):
    coordinator, request = make_coordinator(), sent_on(officer)
    triage_request(request, by=coordinator, urgency=Urgency.RED)

    case = go_on_with(request, make_case(by=coordinator, state=known, urgency=urgency), by=coordinator, decision_words="Тот же человек")

    assert due(case, TaskKind.DANGER) == Call.objects.get().begun_at + HOUR


@pytest.mark.parametrize(("caller", "known", "number"), [(Caller.PERSON, "", NUMBER), (Caller.FAMILY, "", None), (Caller.PERSON, "1", "1")])
def test_the_number_agreed_to_goes_on_into_the_file_of_who_called_where_there_is_none(officer, caller, known, number):
    coordinator, call_back = make_coordinator(), CallBack(allowed=True, number=NUMBER, start=dt.time(18), end=dt.time(20))
    request, case = sent_on(officer, caller=caller, call_back=call_back, dangers=[]), make_case(by=coordinator)
    if known:
        set_safe_contact(case.person, by=coordinator, number=known)
    triage_request(request, by=coordinator, urgency=Urgency.AMBER, words="Хоҳараш дар назди ӯст")

    go_on_with(request, case, by=coordinator)

    words = opened(Request.objects.get(), coordinator)
    assert (words.number, words.contact_terms) == (NUMBER, "18:00–20:00")
    contact = case.person.contacts.filter(is_current=True).first()
    assert (contact and opened(contact, coordinator).number) == number
    if number == NUMBER:
        assert opened(contact, coordinator).hours == "18:00–20:00"


def test_less_than_red_at_triage_ends_the_hour(officer):
    request = sent_on(officer)

    triage_request(request, by=make_coordinator(), urgency=Urgency.AMBER, words="Она у сестры")

    assert request.due_at == Call.objects.get().begun_at + 72 * HOUR
    assert request.get_urgency_display() == "within 72 hours"


def test_the_region_of_the_line_goes_along_where_no_district_was_said(officer):
    worker = make_worker("TJ-SU")

    request = make_call(by=officer, line=make_line("TJ-SU"), region="", sending=Answers()).request

    assert (request.region, list(requests(worker)), list(requests(make_worker("TJ-KT")))) == ("TJ-SU", [request], [])


def test_no_shelter_tonight_waits_for_no_word_what_for(officer):
    request = sent_on(officer, urgency=Soon.ROUTINE, dangers=["no_shelter"], needs=[])

    assert (request.needs, request.urgency) == ([], Urgency.RED)
    assert request.due_at <= request.received_at + dt.timedelta(hours=24)
    assert request.tasks.get(kind=TaskKind.DANGER).danger.level == Level.DAY


@pytest.mark.parametrize("danger", ["life", OWN_LIFE])
def test_danger_to_life_waits_for_nothing_else(officer, danger):
    line = make_line()

    call = record_call(line, by=officer, urgency=Soon.ROUTINE, dangers=[danger], call_back=CallBack(allowed=True), sending=Answers())

    assert (call.request.needs, call.request.urgency, call.request.due_at) == ([], Urgency.RED, call.begun_at + HOUR)


def test_danger_to_life_is_never_less_than_its_sign_speaks_for(officer):
    request = sent_on(officer, urgency=Soon.THREE_DAYS, dangers=["life"])

    assert (request.urgency, request.due_at) == (Urgency.RED, Call.objects.get().begun_at + 24 * HOUR)


def test_danger_to_life_is_sent_on_later_without_what_for(officer):
    call = make_call(by=officer, needs=[], dangers=["life"], urgency=Soon.HOUR)

    assert send_call_on(call, by=officer, answers=Answers()).needs == []
