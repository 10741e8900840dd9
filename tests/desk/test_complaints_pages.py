"""Pages of what is said about the Unit: from the side of who wrote it down, who answers it, and whom it concerns."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.core.templatetags.panoh import date_only
from panoh.team.models import Complaint
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.team import make_complaint
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

LIST = "/desk/complaints/"


def one(row, name="complaint"):
    return reverse(f"desk:{name}", args=[row.pk])


def test_whoever_writes_it_down_is_told_where_it_goes_and_finds_it_again(client):
    coordinator = make_coordinator()
    recorder = sign_in(client, make_user(Role.SOCIAL_WORKER))
    given = {
        "kind": "complaint",
        "voice": "person",
        "about": "worker",
        "concerned": str(coordinator.pk),
        "received_on": f"{today():%d.%m.%Y}",
        "words": "Не ответили на звонок",
    }

    answered = client.post(reverse("desk:complaint_new"), given, follow=True)

    assert "Recorded. It goes to the person who will reply." in text(answered)
    row = Complaint.objects.get()
    assert (row.recorded_by, row.concerned) == (recorder, coordinator)
    assert "Не ответили" not in text(client.get(one(row)))
    assert "Не ответили на звонок" in text(client.post(one(row, "complaint_words")))


def test_a_form_without_whom_comes_back_as_it_was_typed(client):
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    given = {"kind": "complaint", "voice": "person", "about": "worker", "received_on": f"{today():%d.%m.%Y}", "words": "Кричали"}

    refused = client.post(reverse("desk:complaint_new"), given)

    assert refused.status_code == 400
    assert ("Choose who it is about." in text(refused), "Кричали" in text(refused)) == (True, True)


def test_the_worker_concerned_meets_it_on_no_page(client):
    worker = make_user(Role.PSYCHOLOGIST)
    make_coordinator()
    row = make_complaint(concerned=worker)
    sign_in(client, worker)

    assert "complaint:" not in text(client.get(LIST)).lower()
    assert "answer what was said" not in text(client.get("/desk/")).lower()
    assert client.get(one(row)).status_code == 404
    assert client.post(one(row, "complaint_words")).status_code == 404


def test_the_coordinator_concerned_can_neither_open_nor_answer_it(client):
    coordinator = make_coordinator()
    make_user(Role.DIRECTOR)
    row = make_complaint(concerned=coordinator)
    sign_in(client, coordinator)

    for name in ("complaint_words", "complaint_take_up", "complaint_pass_on", "complaint_withdraw", "complaint_answer"):
        assert client.post(one(row, name)).status_code == 404, name
    assert Complaint.objects.get().state == "new"
    assert str(row.pk) not in client.get(LIST).content.decode()


def test_the_coordinator_takes_it_up_and_answers_it(client):
    sign_in(client, make_coordinator())
    row = make_complaint()

    client.post(one(row, "complaint_take_up"))
    version = Complaint.objects.get().version
    given = {"outcome": "right", "words": "Теперь принимаем по времени", "answered_on": f"{today():%d.%m.%Y}", "version": version}
    client.post(one(row, "complaint_answer"), given)

    assert Complaint.objects.get().state == "answered"
    assert "Теперь принимаем" in text(client.post(one(row, "complaint_words")))


def test_who_wrote_it_down_does_not_answer_it(client):
    recorder = sign_in(client, make_user(Role.SOCIAL_WORKER))
    row = make_complaint(by=recorder)

    assert client.post(one(row, "complaint_take_up")).status_code == 403
    assert "Answered by: coordinator" in text(client.get(one(row)))


def test_what_is_late_stands_in_the_day_of_the_coordinator(client):
    sign_in(client, make_coordinator())
    make_complaint(received_on=today().replace(year=today().year - 1))

    day = soup_of(client.get("/desk/"))
    (line,) = [each for each in day.main.select(".tasks .what") if "Answer the complaint or thanks" in each.get_text()]
    assert line.p.get_text(" ", strip=True) == f"complaint, {date_only(Complaint.objects.get().received_on)}"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(client, count):
    coordinator = make_coordinator()
    for _ in range(count):
        make_complaint(concerned=make_user(Role.PHYSICIAN))
    sign_in(client, coordinator)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        shown = client.get(LIST)

    assert len(soup_of(shown).select(".tasks > li")) == count
    assert len(asked) == QUERIES + 3
