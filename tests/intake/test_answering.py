"""Who reads what was written without an account, who answers, and what comes out of a file."""

import pytest
from django.test import Client
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.enums import TaskKind
from panoh.core.errors import Denied, Invalid, NotFound
from panoh.intake import receipts
from panoh.intake.actions import answer_asker, enter, read_answers, read_attachment, take_in
from panoh.intake.actions.answering import NoReceipt
from panoh.intake.queries import get_attachment, get_thread
from tests.factories.accounts import make_legal_unit, make_member, make_user, sign_in
from tests.factories.agreements import PDF
from tests.factories.intake import lay_more, make_thread
from tests.factories.papers import a_pdf
from tests.factories.pictures import a_picture
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_who_sees_the_request_sees_what_was_written_and_nobody_else(data):
    thread, _receipt = make_thread(data)
    code = thread.request.code
    for role, home, sees in [
        (Role.COORDINATOR, None, True),
        (Role.SOCIAL_WORKER, None, True),
        (Role.MEMBER_WORKER, make_member(1), False),
        (Role.LAWYER, make_legal_unit(), False),
        (Role.DIRECTOR, None, False),
        (Role.DUTY_OFFICER, None, False),
    ]:
        user = make_user(role, **({"organisation": home} if home else {}))
        if sees:
            assert get_thread(user, code).pk == thread.pk
        else:
            with pytest.raises(NotFound):
                get_thread(user, code)


def test_only_who_decides_answers_and_an_answer_has_words(data):
    thread, _receipt = make_thread(data)

    with pytest.raises(Denied):
        answer_asker(thread, by=make_user(Role.SOCIAL_WORKER), words="Ҷавоб")
    with pytest.raises(Invalid):
        answer_asker(thread, by=make_user(Role.COORDINATOR), words="  ")


def test_an_answer_ends_the_task_and_stands_behind_the_receipt_alone(data):
    thread, receipt = make_thread(data)
    other, other_receipt = make_thread(data)
    lay_more(data, receipt)
    take_in(data)
    assert thread.request.tasks.filter(kind=TaskKind.WROTE, done_at=None).exists()

    answer_asker(thread, by=make_user(Role.COORDINATOR), words="Ҷавоби мо")

    assert not thread.request.tasks.filter(kind=TaskKind.WROTE, done_at=None).exists()
    assert [row.words for row in read_answers(enter(receipts.shown(receipt)))] == ["Ҷавоби мо"]
    assert read_answers(enter(other_receipt)) == []
    assert other.pk != thread.pk
    for wrong in ("", "1" * 25, receipt[:-1], receipt + "1", "x" * 9000):
        with pytest.raises(NoReceipt):
            enter(wrong)


def test_a_picture_comes_out_without_what_hung_on_it_and_a_program_not_at_all(data):
    photograph = a_picture(comment=b"canary of the camera")
    paper = a_pdf(root="/OpenAction<</S/JavaScript/JS(canary)>>")
    thread, _receipt = make_thread(data, files=(photograph, paper, b"\x89PNG\r\n\x1a\nbroken"))
    by = make_user(Role.COORDINATOR)
    code = thread.request.code

    scan = read_attachment(get_attachment(by, code, 1), by=by)

    assert scan.kind == "jpeg"
    assert b"canary" in photograph
    assert b"canary" not in scan.content
    assert read_attachment(get_attachment(by, code, 2), by=by).content == PDF
    with pytest.raises(Invalid):
        read_attachment(get_attachment(by, code, 3), by=by)
    with pytest.raises(NotFound):
        get_attachment(by, code, 4)


def test_the_page_opens_its_words_by_a_press_and_leads_to_the_answer(client: Client, data):
    thread, receipt = make_thread(data, files=(a_picture(),))
    lay_more(data, receipt, asks="seen", words="Кӣ дидааст?", agreed_word="Себ")
    take_in(data)
    sign_in(client, make_user(Role.COORDINATOR))
    url = f"/desk/requests/{thread.request.code}/written/"

    shut, opened = (soup_of(answer) for answer in (client.get(url), client.post(url)))

    assert "Кӣ дидааст?" not in shut.get_text()
    assert "Кӣ дидааст?" in opened.get_text()
    assert "Себ" not in opened.get_text()  # the system compares it
    assert client.get(f"/desk/requests/{thread.request.code}/").status_code == 200
    file = client.post(f"{url}files/1/")
    assert (file.status_code, file.headers["Content-Type"]) == (200, "image/jpeg")
    assert file.headers["Content-Disposition"].startswith("attachment")
    answered = client.post(f"{url}answer/", {"words": "Танҳо мо"})
    assert (answered.status_code, answered.headers["Location"]) == (302, url)
    assert [row.words for row in read_answers(enter(receipt))] == ["Танҳо мо"]


def test_my_day_leads_to_what_was_written(client: Client, data):
    thread, receipt = make_thread(data)
    lay_more(data, receipt)
    take_in(data)
    sign_in(client, make_user(Role.COORDINATOR))

    task = reverse("desk:task", args=[thread.request.tasks.get(kind=TaskKind.WROTE, done_at=None).pk])
    assert task in client.get("/desk/").content.decode()
    assert f"/desk/requests/{thread.request.code}/written/" in client.get(task).content.decode()
