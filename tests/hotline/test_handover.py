"""A line changes hands: what is open is collected by itself and ticked one by one; a line that is left with nobody rings."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions import Answers
from panoh.cases.actions.dangers import end_danger
from panoh.cases.enums import DangerOutcome
from panoh.cases.models import Task
from panoh.core.clock import DUSHANBE, now
from panoh.core.errors import WrongState
from panoh.hotline.actions import (
    CallBack,
    acknowledge_dispatch,
    arrive,
    begin_visit,
    cannot_go,
    end_dispatch,
    end_shift,
    read_note,
    send_worker,
    take_up_shift,
)
from panoh.hotline.actions.callbacks import record_attempt
from panoh.hotline.enums import AlertKind, CallBackOutcome, OpenThing, Post
from panoh.hotline.models import Alert, Call, HandOverItem, Shift
from panoh.hotline.queries import calls as queries
from panoh.hotline.queries import rota
from panoh.hotline.queries.handover import open_on
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import at, make_call, make_dispatch, make_line, make_officer, make_shift, make_worker, take_line
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NOON = dt.datetime(2026, 11, 26, 12, tzinfo=DUSHANBE)
KHATLON, SUGHD = "TJ-KT", "TJ-SU"


def kinds(items):
    return [(item.kind, item.code or item.who) for item in items]


def everything(officer):
    """One of each kind on the line of Khatlon, and the same of another line."""
    made = {}
    for region in (SUGHD, KHATLON):
        made |= {f"{name} of the other line": row for name, row in made.items()}
        line = make_line(region)
        own = {"by": officer, "line": line, "region": region}
        made["untold"] = make_call(**own, dangers=["life"], call_back=_none())
        made["told"] = make_call(**own, dangers=["own_life"], sending=Answers(), call_back=_none())
        made["back"] = make_call(**own)
        made["sent"] = make_dispatch(by=officer, region=region)
        made["unable"] = make_dispatch(by=officer, region=region, clock="day")
        cannot_go(made["unable"], by=made["unable"].worker)
    made["out"] = make_worker()
    begin_visit(by=made["out"], until=at(2))
    return made


def _none():
    from panoh.hotline.actions import CallBack  # noqa: PLC0415 -- beside its one use

    return CallBack()


def test_what_is_open_on_the_line_is_collected_dangers_first(officer):
    with time_machine.travel(NOON, tick=False):
        made = everything(officer)
        make_call(by=officer, call_back=_none())  # nothing of it is open
        shift = make_shift(make_officer())
    with time_machine.travel(NOON + dt.timedelta(minutes=20), tick=False):
        found = open_on(shift, shift.user)

        assert sorted(kinds(found)) == sorted(
            [
                (OpenThing.DANGER, made["untold"].code),
                (OpenThing.DANGER, made["told"].code),
                (OpenThing.CALL_BACK, made["back"].code),
                (OpenThing.DANGER, made["untold of the other line"].code),
                (OpenThing.DANGER, made["told of the other line"].code),
                (OpenThing.CALL_BACK, made["back of the other line"].code),
                (OpenThing.SENT, made["sent"].code),
                (OpenThing.SENT, made["unable"].code),
                (OpenThing.OUT, made["out"].username),
            ]
        )
        assert [(item.is_danger, item.is_late) for item in found] == [
            (True, True),  # sent within the hour, and no answer after a quarter
            *4 * [(True, False)],
            *2 * [(False, True)],  # to be called back at once
            (False, False),
            (False, False),
        ]


def test_what_is_over_is_open_no_more_and_nothing_is_of_who_is_on_call(officer):
    made = everything(officer)
    task = Task.objects.get(danger__call=made["untold"].pk)
    end_danger(task, by=officer, words="Хатар гузашт, худаш гуфт", outcome=DangerOutcome.NO_HELP)
    record_attempt(Call.objects.get(pk=made["back"].pk), by=officer, outcome=CallBackOutcome.REACHED)
    send_worker(by=officer, worker=make_worker(), clock="day", region=KHATLON, words="Врач", instead_of=made["unable"])
    shift = make_shift(make_officer())

    codes = [item.code for item in open_on(shift, shift.user)]

    assert {made[name].code for name in ("untold", "back", "unable")} & set(codes) == set()
    assert made["told"].code in codes
    on_call = make_shift(make_user(Role.PSYCHOLOGIST), post=Post.PSYCHOLOGIST)
    assert open_on(on_call, on_call.user) == []


def test_the_line_is_taken_once_each_open_thing_is_ticked_and_who_ticked_it_stays(officer):
    made = everything(officer)
    shift = make_shift(make_officer())
    keys = [item.key for item in open_on(shift, shift.user)]
    with pytest.raises(WrongState):
        take_up_shift(shift, by=shift.user, seen=keys[1:])
    assert Shift.objects.get().acknowledged_at is None

    take_up_shift(Shift.objects.get(), by=shift.user, seen=keys)

    ticked = HandOverItem.objects.filter(shift=shift)
    assert sorted(f"{row.kind}:{row.target}" for row in ticked) == sorted(keys)
    assert {row.seen_by for row in ticked} == {shift.user}
    assert made["sent"].pk in {row.target for row in ticked}


def test_a_page_ticks_what_is_open_beside_the_written_sentence(client, officer):
    with time_machine.travel(at(-8)):
        before = make_shift(officer)
        take_up_shift(before, by=officer)
    call = make_call(by=officer, dangers=["life"])
    sign_in(client, officer)
    page = soup_of(client.get(reverse("desk:shift_end", args=[before.pk])))
    assert call.code in page.select_one("section[aria-labelledby=open]").get_text()
    end_shift(before, by=officer, note="Модараш интизор аст")

    shift = make_shift(make_officer())
    sign_in(client, shift.user)
    shown = soup_of(client.post(reverse("desk:shift_read", args=[shift.pk])))
    (tick,) = shown.select("input[name=seen]")
    assert (call.code in tick.parent.get_text(), tick.has_attr("required"), "Модараш" in shown.main.get_text()) == (True, True, True)
    refused = client.post(reverse("desk:shift_take_up", args=[shift.pk]))
    assert "Tick each open thing" in text(refused)
    client.post(reverse("desk:shift_take_up", args=[shift.pk]), {"seen": tick["value"]})
    assert Shift.objects.get(pk=shift.pk).acknowledged_at is not None


def rings():
    rows = Alert.objects.filter(kind=AlertKind.LINE_EMPTY, state="open")
    return sorted(alert.owner.username if alert.owner else alert.role for alert in rows)


def test_a_shift_that_ends_early_and_leaves_its_line_with_nobody_rings_until_somebody_takes_it(client, officer):
    shift, coming = make_shift(officer, hours=8), make_shift(start=8)
    take_up_shift(shift, by=officer)
    sign_in(client, officer)
    end = reverse("desk:shift_end", args=[shift.pk])
    page = soup_of(client.get(end))
    assert "Nobody else is on the line" in page.main.get_text()

    said = client.post(end, {"note": "Бемор шудам", "version": page.select_one("[name=version]")["value"]}, follow=True)

    assert "Nobody is on the line: the coordinator" in text(said)
    assert rings() == sorted([Role.COORDINATOR, coming.user.username])
    with time_machine.travel(at(3)), pytest.raises(WrongState):
        take_up_shift(coming, by=coming.user)  # it would be longer than a shift may be
    with time_machine.travel(at(5)):
        sign_in(client, coming.user)
        (alert,) = queries.alerts(coming.user)
        assert client.get(reverse("desk:hotline_alert", args=[alert.pk])).url == reverse("desk:my_shifts")
        client.post(reverse("desk:shift_read", args=[coming.pk]))
        client.post(reverse("desk:shift_take_up", args=[coming.pk]))
        assert (rings(), [row.user for row in rota.on_duty(officer)]) == ([], [coming.user])


def test_no_line_is_left_by_who_is_not_alone(officer):
    second = make_officer()
    shift = make_shift(officer)
    for row in (shift, make_shift(second, post=Post.BACKUP)):
        take_up_shift(row, by=row.user)
    end_shift(shift, by=officer, note="Ором")
    assert rings() == []


@pytest.mark.parametrize(("ends", "rung"), [(7.5, [Role.COORDINATOR]), (7.9, []), (8.1, [])])
def test_who_ends_when_the_next_is_due_leaves_no_line_the_next_is_missed_if_they_do_not_come(officer, ends, rung):
    shift, coming = make_shift(officer), make_shift(start=8)
    take_up_shift(shift, by=officer)
    with time_machine.travel(at(ends)):
        end_shift(Shift.objects.get(pk=shift.pk), by=officer, note="Ором")

    assert rings() == sorted([*rung, *([coming.user.username] if rung else [])])


def test_nobody_begins_hours_before_while_somebody_is_on_the_line(officer):
    take_up_shift(make_shift(officer), by=officer)
    coming = make_shift(start=8)

    with pytest.raises(WrongState):
        take_up_shift(coming, by=coming.user)


def test_the_board_stands_by_danger_then_by_lateness_and_marks_it(client, officer):
    with time_machine.travel(NOON):
        late = make_call(by=officer)
        make_dispatch(by=officer, clock="routine")
    with time_machine.travel(NOON + dt.timedelta(hours=1)):
        danger = make_call(by=officer, urgency="hour")
        sent = make_dispatch(by=officer, clock="hour")
        acknowledge_dispatch(sent, by=sent.worker)
        sign_in(client, officer)
        board = soup_of(client.get(reverse("desk:hotline_board")))
        rows = {part["aria-labelledby"]: part.select(".tasks > li") for part in board.select("section:has(.tasks)")}

        backs = [(row.select_one(".code").get_text(), "Danger" in row.get_text()) for row in rows["backs"]]
        assert backs == [(danger.code, True), (late.code, False)]
        first, second = rows["sent"]
        assert (sent.code in first.get_text(), "Danger" in first.get_text(), "Danger" in second.get_text()) == (True, True, False)
        assert "Danger" in rows["alerts"][0].get_text()


def test_the_board_says_who_is_on_each_line_and_which_has_nobody(client, officer):
    make_shift(officer)
    take_up_shift(shift := make_shift(line=make_line(SUGHD)), by=shift.user)
    sign_in(client, officer)

    board = soup_of(client.get(reverse("desk:hotline_board")))

    facts = {row.dt.get_text(strip=True): " ".join(row.dd.get_text(" ", strip=True).split()) for row in board.select(".facts > div")}
    assert facts["Khatlon region"] == f"{officer.username} Shift not started"
    assert facts["Sughd region"] == shift.user.username
    assert (facts["Dushanbe"], facts["Psychologist on call"]) == ("nobody", "nobody")
    assert " ".join(board.select_one(".note--late").get_text().split()) == "Nobody is on the line: Dushanbe, Khatlon region"


def test_a_call_back_that_is_late_on_a_line_with_nobody_is_in_the_day_of_the_coordinator(client, officer):
    coordinator = sign_in(client, make_coordinator())
    call = make_call(by=officer)

    def day():
        return text(client.get(reverse("desk:my_day")))

    with time_machine.travel(at(1)):
        sign_in(client, coordinator)
        assert call.code in day()
        there = make_shift()
        take_line(there)
        assert call.code not in day()


def test_what_came_from_a_telephone_and_nobody_looked_at_is_handed_over(officer):
    call = make_call(by=officer, call_back=_none())
    shift = make_shift(make_officer())
    assert open_on(shift, shift.user) == []
    _captured(call, officer)

    assert kinds(open_on(shift, shift.user)) == [(OpenThing.CAPTURED, call.code)]


def _captured(call, officer):
    from panoh.audit.guard import writes_allowed  # noqa: PLC0415 -- beside its one use

    with writes_allowed():
        Alert.objects.create(
            kind=AlertKind.CAPTURED,
            organisation=officer.organisation,
            owner=officer,
            target=call.pk,
            line=call.line,
            at=now(),
            due_at=now(),
        )


def test_call_backs_of_other_days_and_lines_and_their_dangers_are_handed_over_too(officer):
    sughd = make_line(SUGHD)
    with time_machine.travel(at(-30)):
        told = make_call(by=officer, dangers=["own_life"], sending=Answers(), call_back=_none())
        untold = make_call(by=officer, line=sughd, region=SUGHD, dangers=["life"], call_back=_none())
    there = make_call(by=officer, line=sughd, region=SUGHD)
    later = make_call(by=officer, call_back=CallBack(allowed=True, number="+992901112233", start=_in_hours(20), end=_in_hours(22)))
    shift = make_shift(officer)

    assert sorted(kinds(open_on(shift, officer))) == sorted(
        [
            (OpenThing.DANGER, told.code),
            (OpenThing.DANGER, untold.code),
            (OpenThing.CALL_BACK, there.code),
            (OpenThing.CALL_BACK, later.code),
        ]
    )


def _in_hours(hours):
    return at(hours).astimezone(DUSHANBE).time()


def test_what_came_of_a_dispatch_is_handed_over_until_somebody_of_the_hotline_opens_it(client, officer):
    sent = make_dispatch(by=officer)
    for act in (acknowledge_dispatch, arrive):
        act(sent, by=sent.worker)
    end_dispatch(sent, by=sent.worker, outcome="Дар хона аст, духтурро дид")
    shift = make_shift(make_officer())
    page = reverse("desk:dispatch", args=[sent.code])
    sign_in(client, sent.worker)
    client.post(page)

    assert kinds(open_on(shift, shift.user)) == [(OpenThing.RESULT, sent.code)]

    sign_in(client, shift.user)
    assert "духтурро" in text(client.post(page))
    assert open_on(shift, shift.user) == []


def test_who_is_second_is_told_that_the_line_is_theirs_and_the_page_says_so(client, officer):
    shift, second = make_shift(officer, hours=8), make_shift(post=Post.BACKUP)
    coming = make_shift(start=8)
    for row in (shift, second):
        take_up_shift(row, by=row.user)
    sign_in(client, officer)
    end = reverse("desk:shift_end", args=[shift.pk])
    page = soup_of(client.get(end))
    assert f"is told at once: {second.user.username}" in page.main.get_text()

    said = client.post(end, {"note": "Бемор шудам", "version": page.select_one("[name=version]")["value"]}, follow=True)

    assert f"On the line now: {second.user.username}" in text(said)
    (alert,) = queries.alerts(second.user)
    assert (alert.kind, str(alert.get_kind_display())[:22]) == (AlertKind.LINE_YOURS, "You have the line now:")
    sign_in(client, second.user)
    assert "You have the line now" in text(client.get(reverse("desk:my_day")))
    read = reverse("desk:shift_read", args=[second.pk])
    assert soup_of(client.get(reverse("desk:hotline_alert", args=[alert.pk]), follow=True)).select(f'form[action="{read}"]')
    note = soup_of(client.post(read))
    assert ("Бемор шудам" in note.main.get_text(), note.select("form[action*=take]")) == (True, [])
    assert not queries.alerts(second.user).exists()
    with time_machine.travel(at(8)):
        read_note(coming, by=coming.user)
        take_line(coming)


def test_who_was_second_and_has_the_line_ticks_each_open_thing_too(client, officer):
    shift, second = make_shift(officer, hours=8), make_shift(post=Post.BACKUP)
    for row in (shift, second):
        take_up_shift(row, by=row.user)
    made = everything(officer)
    end_shift(shift, by=officer, note="Бемор шудам")
    sign_in(client, second.user)

    page = soup_of(client.post(reverse("desk:shift_read", args=[second.pk])))
    (form,) = page.main.select(f'form[action="{reverse("desk:shift_take_up", args=[second.pk])}"]')
    keys = [tick["value"] for tick in form.select("input[name=seen]")]
    client.post(form["action"], {"seen": keys[1:]})
    assert not second.taken_over.exists()
    client.post(form["action"], {"seen": keys})

    assert Task.objects.get(danger__call=made["untold"].pk).pk in {row.target for row in second.taken_over.all()}
    assert {row.seen_by for row in second.taken_over.all()} == {second.user}


def test_who_is_second_has_the_line_no_more_once_the_next_has_taken_it(officer):
    shift, second, coming = make_shift(officer, hours=8), make_shift(post=Post.BACKUP, hours=12), make_shift(start=8)
    for row in (shift, second):
        take_up_shift(row, by=row.user)
    end_shift(shift, by=officer, note="Ором")
    assert [alert.kind for alert in queries.alerts(second.user)] == [AlertKind.LINE_YOURS]
    with time_machine.travel(at(8)):
        read_note(coming, by=coming.user)
        take_line(coming)
        assert not queries.alerts(second.user).exists()


def test_who_ends_when_the_next_is_due_reads_who_is_expected(client, officer):
    shift, coming = make_shift(officer), make_shift(start=8)
    take_up_shift(shift, by=officer)
    with time_machine.travel(at(7.9)):
        sign_in(client, officer)
        end = reverse("desk:shift_end", args=[shift.pk])
        version = soup_of(client.get(end)).select_one("[name=version]")["value"]
        said = text(client.post(end, {"note": "Ором", "version": version}, follow=True))

    assert f"Nobody has started on the line yet: {coming.user.username}" in said
