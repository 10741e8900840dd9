"""The same form of the same page sent twice is one act, whatever broke off between; what is meant twice is done twice."""

import re
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit import idempotency
from panoh.audit.idempotency import SentAlready, forget_sent_forms, sending
from panoh.audit.models import IdempotencyKey
from panoh.audit.trail import action
from panoh.cases.models import Task
from panoh.desk.frame import sent_drafts
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.people import make_person
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TEMPLATES = Path(idempotency.__file__).parents[1]
# Public pages keep no cookie: their forms carry a receipt, a ticket or a sealed number of their own, by which they are known again.
BY_RECEIPT = {"public/write.html", "public/receipt.html", "public/answers.html", "public/base.html"}
BY_TICKET = {
    "public/reply_later.html",
    "public/reply_code.html",
    "public/reply_acts.html",
    "public/reply_kept.html",
    "public/reply_form.html",
    "public/notice_answer.html",  # its link works once
}


def test_every_form_of_the_desk_carries_what_it_is_known_by():
    without = set()
    for file in TEMPLATES.rglob("templates/**/*.html"):
        for form in re.findall(
            r"<form\b[^>]*method=\"post\".*?</form>|<form\b[^>]*method=\"post\"(?:(?!</form>).)*$", file.read_text(), re.DOTALL
        ):
            if "csrf_token" not in form and 'name="csrfmiddlewaretoken"' not in form:
                without.add(file.as_posix().rpartition("/templates/")[2])

    assert without - BY_RECEIPT - BY_TICKET == {"desk/frame/components.html"}  # a page of samples, of which none is sent


def test_a_full_disk_is_said_so_with_what_was_typed_and_later_the_same_form_is_one_act(browser, worker):
    sign_in(browser, worker)
    url = reverse("desk:task_add")
    long = "Занг задан ба клиника ва пурсидани рӯзи қабул барои ҳафтаи оянда"
    typed = {"csrfmiddlewaretoken": token_of(browser, url), "words": long, "due": "27.11.2030"}
    with connection.execute_wrapper(full_disk):
        full = browser.post(url, typed)
    assert (full.status_code, own_tasks(), IdempotencyKey.objects.count()) == (503, 0, 0)
    assert full["Retry-After"] == "60"
    assert "the disk is full" in full.content.decode()
    assert long in full.content.decode()

    assert browser.post(url, typed).status_code == browser.post(url, typed).status_code == 302
    assert own_tasks() == 1


def full_disk(execute, sql, *rest):
    """The database takes the key of the form and the event, and has no room for the row. tests/cli/test_faults.py does it for real."""
    if sql.startswith('INSERT INTO "cases_task"'):
        raise OperationalError("database or disk is full")
    return execute(sql, *rest)


def test_a_disk_that_fills_when_the_act_is_done_does_not_let_the_form_be_done_twice(browser, worker, monkeypatch):
    sign_in(browser, worker)
    url = reverse("desk:task_add")
    typed = {"csrfmiddlewaretoken": token_of(browser, url), "words": "Занг задан", "due": "27.11.2030"}
    with monkeypatch.context() as full:  # the act is written, and there is no room to note that its page is done
        full.setattr(sent_drafts, "note_page", Mock(side_effect=OperationalError("database or disk is full")))
        assert (browser.post(url, typed).status_code, own_tasks()) == (503, 1)

    assert (browser.post(url, typed).status_code, own_tasks()) == (302, 1)


@action
def broken(worker):
    make_person(by=worker)
    raise ZeroDivisionError


@pytest.fixture
def browser():
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def worker():
    make_secretariat()
    return make_user(Role.COORDINATOR)


def token_of(browser, url):
    return soup_of(browser.get(url)).select_one("main [name=csrfmiddlewaretoken]")["value"]


def own_tasks():
    return Task.objects.filter(kind="own").count()


def test_a_task_sent_twice_from_one_page_is_one_task_and_from_two_pages_two(browser, worker):
    sign_in(browser, worker)
    url = reverse("desk:task_add")
    typed = {"csrfmiddlewaretoken": token_of(browser, url), "words": "Занг задан ба клиника", "due": "27.11.2030"}

    first, again = browser.post(url, typed), browser.post(url, typed)
    assert (first.status_code, again.status_code, own_tasks()) == (302, 302, 1)
    assert again.url == first.url
    assert "This was already received and is saved once." in browser.get(again.url).content.decode()
    (row,) = IdempotencyKey.objects.exclude(leads_to="")
    assert (len(bytes(row.key)), row.leads_to, row.actor_ref) == (32, first.url, worker.pk)

    # Other words from the same page are another task; so are the same words from a page that was opened anew.
    browser.post(url, typed | {"words": "Хат навиштан"})
    browser.post(url, typed | {"csrfmiddlewaretoken": token_of(browser, url)})
    assert own_tasks() == 3

    # What was taken back and is sent again is meant.
    undo = soup_of(browser.get(reverse("desk:my_day"))).select_one("form[action*=undo]")
    browser.post(undo["action"], {"csrfmiddlewaretoken": undo.select_one("[name=csrfmiddlewaretoken]")["value"]})
    assert own_tasks() == 2
    browser.post(url, typed)
    assert own_tasks() == 3


def test_what_was_refused_is_no_act_and_may_be_sent_again(browser, worker):
    sign_in(browser, worker)
    url = reverse("desk:task_add")
    wrong = {"csrfmiddlewaretoken": token_of(browser, url), "words": ""}

    assert [browser.post(url, wrong).status_code for _ in range(2)] == [400, 400]
    assert not IdempotencyKey.objects.exists()


def test_a_key_and_what_was_written_stand_or_fall_together(worker):
    with sending(b"k" * 32, worker.pk) as sent:
        make_person(by=worker)
    assert (sent.is_written, IdempotencyKey.objects.count()) == (True, 1)

    # Killed after the commit and before the answer: where it led is not known, that it is done is.
    with sending(b"k" * 32, worker.pk), pytest.raises(SentAlready):
        make_person(by=worker)
    with sending(b"l" * 32, worker.pk) as sent:
        with pytest.raises(ZeroDivisionError):
            broken(worker)
        assert not sent.is_written
        make_person(by=worker)
    assert IdempotencyKey.objects.count() == 2
    IdempotencyKey.objects.update(at="2026-01-01T00:00Z")
    assert (forget_sent_forms(), IdempotencyKey.objects.count()) == (2, 0)
