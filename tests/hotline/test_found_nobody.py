"""Who was there and found nobody, and who cannot go: what is said of it is so, and somebody is asked what next."""

import pytest
from django.urls import reverse

from panoh.audit import undo
from panoh.cases.actions.dangers import take_on_danger
from panoh.cases.enums import Level, Measure, TaskKind
from panoh.cases.models import Task
from panoh.core.errors import WrongState
from panoh.hotline import actions
from panoh.hotline.models import Dispatch
from panoh.hotline.queries.calls import alerts
from tests.factories.accounts import make_secretariat, sign_in
from tests.factories.cases import make_coordinator
from tests.factories.hotline import make_dispatch, make_line, make_officer
from tests.hotline.test_sent_dangers import WHY, sent_to
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def officer(agent):
    make_secretariat()
    make_line()
    return make_officer()


def ended(client, row, *, found):
    sign_in(client, row.worker)
    return client.post(
        reverse("desk:dispatch_end", args=[row.code]), {"found": found, "outcome": WHY, "version": Dispatch.objects.get(pk=row.pk).version}
    )


def day_of(client, user):
    sign_in(client, user)
    return text(client.get(reverse("desk:my_day")))


def test_whoever_found_nobody_is_not_done_and_who_sent_them_is_asked_what_next(client, officer):
    coordinator, row = make_coordinator(), sent_to(officer)
    task = Task.objects.get(kind=TaskKind.DANGER)
    take_on_danger(task, by=coordinator, owner=coordinator)

    ended(client, row, found="no")

    entry = Task.objects.get(pk=task.pk).danger.entries.get(by=row.worker)
    assert entry.measures == [Measure.WENT, Measure.NOBODY]
    assert Task.objects.get(pk=task.pk).done_at is None
    for user in (officer, coordinator):
        assert "The worker you sent found nobody" in day_of(client, user)
        (alert,) = [each for each in alerts(user) if each.kind == "nobody_there"]
        with pytest.raises(WrongState, match="Nobody is going there now"):
            actions.see_to(alert, by=user)
    sign_in(client, officer)
    board = soup_of(client.get(reverse("desk:hotline"))).find(id="board").get_text(" ", strip=True)
    assert ("was there, found nobody" in board, "done ·" in board) == (True, False)
    page = soup_of(client.post(reverse("desk:dispatch", args=[row.code])))
    assert ("Send someone else" in page.get_text(), WHY in page.get_text()) == (True, True)
    actions.call_off(Dispatch.objects.get(), by=officer, words="Хоҳараш занг зад: дар хона аст")
    assert [each.kind for each in alerts(officer) if each.kind == "nobody_there"] == []
    assert WHY in text(client.post(reverse("desk:dispatch", args=[row.code])))  # what the worker wrote stays


def test_whoever_found_nobody_may_take_that_back(officer):
    row = sent_to(officer)
    actions.end_dispatch(row, by=row.worker, outcome=WHY, found=False)

    undo.take_back(undo.latest(row.worker.actor).pk, by=row.worker.actor)

    assert Dispatch.objects.get().state == "arrived"
    assert [each.kind for each in alerts(officer) if each.kind == "nobody_there"] == []


def test_whom_one_found_is_asked_and_done_is_done(client, officer):
    row = sent_to(officer)

    assert ended(client, row, found="").status_code == 400
    ended(client, row, found="yes")

    assert Dispatch.objects.get().state == "done"


def test_whoever_cannot_go_reads_who_was_told_and_whether_anybody_answered(client, officer):
    coordinator, row = make_coordinator(), make_dispatch(by=officer)
    page, cannot = (reverse(name, args=[row.code]) for name in ("desk:dispatch", "desk:dispatch_cannot"))
    sign_in(client, row.worker)
    client.post(cannot, {"words": WHY})

    assert client.get(cannot).url == client.post(cannot, {"words": WHY}).url == page  # once is enough
    said = soup_of(client.get(page)).find("section", attrs={"aria-labelledby": "asked"}).get_text(" ", strip=True)
    assert (officer.username in said, "coordinator" in said.lower(), said.count("no answer yet")) == (True, True, 2)
    assert "looks for someone else" not in text(client.get(page))
    actions.call_off(Dispatch.objects.get(), by=coordinator, words="Хоҳараш занг зад: дар хона аст")
    assert "no answer yet" not in text(client.get(page))


@pytest.mark.parametrize(("reports", "said"), [(False, "A danger you were sent to"), (True, "You reported a danger")])
def test_who_was_sent_reads_of_the_danger_what_they_did(client, officer, reports, said):
    coordinator, row = make_coordinator(), sent_to(officer)
    task = Task.objects.get(kind=TaskKind.DANGER)
    take_on_danger(task, by=coordinator, owner=coordinator)
    if reports:
        actions.report_from_there(row, by=row.worker, kind=TaskKind.RISK, level=Level.HOUR, words=WHY)

    actions.end_dispatch(Dispatch.objects.get(), by=row.worker, outcome=WHY)

    day = day_of(client, row.worker)
    assert said in day
    assert "A danger you wrote about" not in day
