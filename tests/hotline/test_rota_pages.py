"""Pages of the rota, of who is on duty, of one's own shifts, of who is sent and who is out."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.models import Session
from panoh.accounts.roles import Role
from panoh.core.clock import DUSHANBE, now, today
from panoh.hotline.actions import CallBack, acknowledge_dispatch, arrive, end_dispatch, end_shift, take_up_shift
from panoh.hotline.enums import Post
from panoh.hotline.models import Attempt, Dispatch, Shift, Swap, Visit
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import at, make_call, make_dispatch, make_line, make_officer, make_shift, make_worker
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def officer(client):
    make_line()
    user = make_officer()
    sign_in(client, user)
    return user


def test_a_shift_is_planned_and_stands_in_week_and_month(client):
    make_line()
    coordinator, officer = make_coordinator(), make_officer()
    sign_in(client, coordinator)
    given = {"line": "TJ-KT", "user": str(officer.pk), "day": f"{today():%d.%m.%Y}", "starts": "20", "ends": "8"}

    answered = client.post(reverse("desk:shift_add", args=["primary"]), given, follow=True)

    shift = Shift.objects.get()
    assert shift.ends_at - shift.starts_at == dt.timedelta(hours=12)
    assert officer.username in text(answered)
    assert "Not covered" in text(answered)
    assert officer.username in text(client.get(f"{reverse('desk:rota_month')}?from={today():%Y-%m-%d}"))
    too_long = client.post(reverse("desk:shift_add", args=["primary"]), {**given, "starts": "8", "ends": "21"})
    assert "twelve hours at most" in text(too_long)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "no day"])
def test_a_day_around_which_nothing_can_be_laid_is_today(client, day):
    sign_in(client, make_coordinator())

    for name in ("rota", "rota_month"):
        asked, of_today = (client.get(f"{reverse(f'desk:{name}')}{said}") for said in (f"?from={day}", ""))
        assert (asked.status_code, text(asked)) == (200, text(of_today))
    assert client.post(reverse("desk:rota_copy"), {"monday": day}).status_code == 404


def test_the_week_is_copied_and_a_shift_taken_off(client):
    coordinator = make_coordinator()
    sign_in(client, coordinator)
    shift = make_shift()
    monday = shift.starts_at.astimezone(DUSHANBE).date()
    monday += dt.timedelta(days=7 - monday.weekday())

    client.post(reverse("desk:rota_copy"), {"monday": f"{monday:%Y-%m-%d}"})
    assert Shift.objects.count() == 2
    client.post(reverse("desk:shift_drop", args=[shift.pk]))
    assert Shift.objects.count() == 1


def test_an_officer_changes_nothing_on_the_rota(client, officer):
    shift = make_shift()

    assert client.get(reverse("desk:rota")).status_code == 200
    assert client.get(reverse("desk:shift_add", args=["primary"])).status_code == 403
    assert client.post(reverse("desk:shift_drop", args=[shift.pk])).status_code == 403


def test_numbers_stand_on_the_page_only_after_a_press(client, officer):
    make_shift(officer)
    page = reverse("desk:on_duty")

    assert "Show the numbers" in text(client.get(page))
    assert "no number" in text(client.post(page))


def test_from_note_to_note_in_three_presses(client, officer):
    before = make_officer()
    with time_machine.travel(at(-8)):
        old = make_shift(before)
        take_up_shift(old, by=before)
    end_shift(old, by=before, note="Ба занги 7 ваъда шуд")
    shift = make_shift(officer)

    page = soup_of(client.get(reverse("desk:my_shifts")))
    note = client.post(page.select_one("form[action*=note]")["action"])
    assert "Ба занги 7 ваъда шуд" in text(note)
    client.post(soup_of(note).select_one("form[action*=take-up]")["action"])
    end = reverse("desk:shift_end", args=[shift.pk])
    version = soup_of(client.get(end)).select_one("[name=version]")["value"]
    assert "Fill in this field." in text(client.post(end, {"note": "", "version": version}))
    client.post(end, {"note": "Ором", "version": version})

    assert Shift.objects.get(pk=shift.pk).ended_at is not None


def test_a_swap_from_asking_to_the_coordinator(client, officer):
    colleague = make_officer()
    shift = make_shift(officer, start=20)
    client.post(reverse("desk:swap_ask", args=[shift.pk]), {"taker": str(colleague.pk), "in_return": ""})
    settle = reverse("desk:swap_settle", args=[Swap.objects.get().pk])

    sign_in(client, colleague)
    assert "I cannot" in text(client.get(reverse("desk:my_shifts")))
    client.post(settle, {"act": "accept"})
    sign_in(client, make_coordinator())
    assert "Approve" in text(client.get(reverse("desk:my_shifts")))
    client.post(settle, {"act": "approve"})

    assert Shift.objects.get().user == colleague
    assert client.post(settle, {"act": "nonsense"}).status_code == 404


def test_a_psychologist_sees_own_shifts_and_no_board(client):
    psychologist = make_user(Role.PSYCHOLOGIST)
    make_shift(psychologist, post=Post.PSYCHOLOGIST)
    sign_in(client, psychologist)

    assert "Psychologist on call" in text(client.get(reverse("desk:my_shifts")))
    assert client.get("/desk/hotline/").status_code == 403


@time_machine.travel(dt.datetime(2026, 12, 7, tzinfo=DUSHANBE), tick=False)
def test_what_nobody_covers_is_said_in_whole_days_where_it_is_one(client):
    make_line()
    sign_in(client, make_coordinator())

    def said():
        rows = soup_of(client.get(reverse("desk:rota"))).select("[aria-labelledby=gaps] p")
        return next(said for row in rows if (said := " ".join(row.get_text().split())).startswith("Khatlon"))

    assert said().endswith(": the whole week")
    for day, starts in ((0, 8), (1, 8), (1, 20), (3, 0), (3, 12), (6, 0), (6, 12)):
        make_shift(start=24 * day + starts, hours=12)
    assert said().endswith(": Mon 00:00 – Mon 08:00; Mon 20:00 – Tue 08:00; Wed 08:00 – Thu 00:00; Fri – Sat, whole days")
    make_shift(start=24 * 4, hours=12)
    make_shift(start=24 * 4 + 12, hours=12)
    assert said().endswith("; Sat, the whole day")


@pytest.mark.parametrize("count", [1, 3])
def test_the_week_asks_as_much_for_one_as_for_three(client, officer, count, django_assert_num_queries):
    for line in ("TJ-KT", "TJ-SU", "TJ-DU")[:count]:
        make_shift(line=make_line(line))
    page = reverse("desk:rota")
    client.get(page)

    with django_assert_num_queries(QUERIES):
        shown = client.get(page)

    assert len(soup_of(shown).select(".tasks > li")) == count


def test_the_board_shows_what_is_due_and_looking_at_it_keeps_nobody_signed_in(client, officer):
    call = make_call(by=officer)
    row = make_dispatch(by=officer)
    board = reverse("desk:hotline_board")
    seen = now() - dt.timedelta(minutes=10)
    Session.objects.update(seen_at=seen)

    shown = text(client.get(board))

    assert (call.code in shown, row.code in shown) == (True, True)
    assert Session.objects.get().seen_at == seen
    client.get("/desk/hotline/")
    assert Session.objects.get().seen_at > seen


def test_the_board_says_each_answer_of_who_is_sent_at_once_and_nothing_where_it_stands_so_already(client, officer):
    row = make_dispatch(by=officer)

    def asked():
        board = soup_of(client.get(reverse("desk:hotline"))).find(id="board")
        return (
            board["hx-get"],
            board["hx-trigger"],
            board.select_one("section[aria-labelledby=sent] .badge:not(.badge--danger)").get_text(strip=True),
        )

    for act, said in (
        (None, "sent, not answered yet"),
        (acknowledge_dispatch, "on the way"),
        (arrive, "at the place"),
        (end_dispatch, "done"),
    ):
        before, moment = asked()[0], now().astimezone(DUSHANBE)
        if act:
            extra = {"outcome": "Увезли с врачом"} if act is end_dispatch else {}
            act(Dispatch.objects.get(), by=row.worker, **extra)
            assert client.get(before).status_code == 200
        address, every, shown = asked()
        assert (every, shown) == ("every 5s", said if act is None else f"{said} · today, {moment:%H:%M}")
        assert client.get(address).status_code == 204
    with time_machine.travel(now() + dt.timedelta(hours=3)):
        sign_in(client, officer)
        assert row.code not in text(client.get(reverse("desk:hotline")))


def test_a_try_outside_the_hours_comes_back_for_its_reason(client, officer):
    hour = (now().astimezone(DUSHANBE) + dt.timedelta(hours=3)).time().replace(second=0, microsecond=0)
    end = (dt.datetime.combine(today(), hour) + dt.timedelta(hours=1)).time()
    call = make_call(by=officer, call_back=CallBack(allowed=True, number="+992901112233", start=hour, end=end))
    page = reverse("desk:call_back", args=[call.code])
    assert "It is now outside the agreed hours" in text(client.get(page))

    refused = client.post(page, {"outcome": "no_answer", "reason": ""})
    assert "This time was not agreed" in text(refused)
    client.post(page, {"outcome": "no_answer", "reason": "Хатар"})

    assert Attempt.objects.get().is_outside


def test_a_worker_is_sent_from_a_call_and_answers_from_the_top_of_their_day(client, officer):
    worker = make_worker()
    call = make_call(by=officer, urgency="hour", place="TJ-KT.bokhtar")
    page = reverse("desk:call_worker", args=[call.code])
    form = soup_of(client.get(page))
    assert form.select_one("[name=place] [selected]")["value"] == "TJ-KT.bokhtar"
    client.post(page, {"place": "TJ-KT.bokhtar", "worker": str(worker.pk), "clock": "hour", "words": "Спросить у сестры"})

    row = Dispatch.objects.get()
    sign_in(client, worker)
    day = soup_of(client.get("/desk/"))
    link = next(a["href"] for a in day.select(".tasks a") if "You have a dispatch" in a.get_text())
    assert link == reverse("desk:dispatch", args=[row.code])
    one = reverse("desk:dispatch", args=[row.code])
    assert "Спросить" not in text(client.get(one))
    assert "Спросить у сестры" in text(client.post(one))
    for act in ("going", "there"):
        client.post(reverse("desk:dispatch_move", args=[row.code, act]))
    end = reverse("desk:dispatch_end", args=[row.code])
    version = soup_of(client.get(end)).select_one("[name=version]")["value"]
    client.post(end, {"found": "yes", "outcome": "Увезли к врачу", "version": version})
    assert Dispatch.objects.get().state == "done"


def test_another_worker_sees_nothing_of_it(client):
    row = make_dispatch()
    sign_in(client, make_worker("TJ-SU"))

    assert client.get(reverse("desk:dispatch", args=[row.code])).status_code == 404


def test_out_and_back_safely_by_one_tap(client):
    worker = make_worker()
    sign_in(client, worker)
    page = reverse("desk:visit")

    client.post(page, {"hours": "2"})
    shown = soup_of(client.get(page))
    client.post(shown.select_one("form[action*=back]")["action"])

    assert Visit.objects.get().back_at is not None
