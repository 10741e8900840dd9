"""Pages of letters, meetings and promises, from the side of who sees the case and of who does not."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from panoh.accounts.roles import Role
from panoh.cases.enums import Discipline
from panoh.core.clock import today
from panoh.correspondence.actions.letters import give_to_reader
from panoh.correspondence.actions.promises import note_promise
from panoh.correspondence.actions.register import Concerns, link_case
from panoh.correspondence.actions.scans import keep_scan
from panoh.correspondence.enums import PromiseState, Side
from panoh.correspondence.models import PersonLink, RegisterItem, Scan
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.agreements import PDF
from tests.factories.cases import make_case, make_coordinator
from tests.factories.correspondence import make_addressee, make_agreed_letter, make_letter, make_letter_consent, make_letter_in
from tests.factories.papers import a_pdf
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def address(name, *args):
    return reverse(f"desk:{name}", args=args)


def picture():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Kodirov"
    Image.new("RGB", (40, 40), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_letter_that_came_is_registered_with_its_case_and_answered(client):
    by = sign_in(client, make_coordinator())
    case = make_case(by=by)
    given = {"addressee": str(make_addressee(by=by).pk), "dated_on": f"{today():%d.%m.%Y}", "subject": "О порядке", "code": case.code}

    shown = client.post(address("letter_receive"), given | {"about": "Отказ Қодирову", "answer_by": ""}, follow=True)

    item = RegisterItem.objects.get()
    assert f"In 1/{today().year}" in text(shown)
    assert "Отказ" not in text(shown)
    assert "Отказ Қодирову" in text(client.post(address("register_item_words", item.pk)))
    assert "О порядке" not in text(client.get(address("register")))
    assert "О порядке" in text(client.post(address("register_words")))
    assert f"in 1/{today().year}" in text(client.get(address("case_letters", case.code)))


def test_a_code_of_nobody_comes_back_with_what_was_typed(client):
    by = sign_in(client, make_coordinator())
    given = {"addressee": str(make_addressee(by=by).pk), "dated_on": f"{today():%d.%m.%Y}", "subject": "О порядке", "code": "XXXX-XXXXX"}

    refused = client.post(address("letter_receive"), given)

    assert refused.status_code == 400
    assert "Case code not found, or you do not have access to the case." in text(refused)
    assert "О порядке" in refused.content.decode()
    assert RegisterItem.objects.count() == 0


def test_who_does_not_see_the_case_sees_the_letter_without_a_trace_of_it(client):
    by = make_coordinator()
    case = make_case(by=by)
    item = make_letter_in(by=by, concerns=Concerns(case, "Отказ Қодирову"))
    keep_scan(item, by=by, content=a_pdf(root="/OpenAction<</S/JavaScript/JS(canary)>>"))
    sign_in(client, make_user(Role.DIRECTOR))

    pages = [
        client.get(address("register")),
        client.post(address("register_words")),
        client.get(address("register_item", item.pk)),
        client.post(address("register_item_words", item.pk)),
    ]

    assert [page.status_code for page in pages] == [200] * 4
    for page in pages:
        assert case.code not in page.content.decode()
        assert "Отказ" not in page.content.decode()
        assert "Open scan" not in text(page)
    assert "О порядке приёма" in text(pages[3])
    assert client.post(address("scan", item.pk, Scan.objects.get().pk)).status_code == 404
    assert client.get(address("case_letters", case.code)).status_code == 404


def test_who_sees_the_case_finds_the_link_and_the_scan(client):
    by, worker = make_coordinator(), make_user(Role.SOCIAL_WORKER)
    case = make_case(by=by, workers=((worker, Discipline.SOCIAL),))
    item = make_letter_in(by=by, concerns=Concerns(case, "Отказ Қодирову"))
    keep_scan(item, by=by, content=PDF)
    sign_in(client, worker)

    assert case.code in client.get(address("register")).content.decode()
    opened = client.post(address("register_item_words", item.pk))
    assert "Отказ Қодирову" in text(opened)
    taken = client.post(address("scan", item.pk, Scan.objects.get().pk))
    assert (taken.content, taken.headers["Content-Disposition"]) == (PDF, 'attachment; filename="scan.pdf"')


def test_a_letter_about_a_person_from_the_case_to_the_day_it_leaves(client):
    author, reader = make_coordinator(), make_user(Role.SOCIAL_WORKER)
    case = make_case(by=author, workers=((reader, Discipline.SOCIAL),))
    addressee = make_addressee(by=author)
    sign_in(client, author)
    given = {"addressee": str(addressee.pk), "language": "ru", "subject": "О пособии", "words": "Просим", "data_kinds": ["name", "social"]}

    client.post(f"{address('letter_new')}?case={case.code}", given)
    item = RegisterItem.objects.get()
    page = client.post(address("letter_preview", item.pk))
    assert "••••••" in text(page)
    assert 'tabindex="-1" autofocus' in page.content.decode()
    assert f"{address('consent_add', case.code)}?letter={item.pk}" in page.content.decode()
    asked = client.get(f"{address('consent_add', case.code)}?letter={item.pk}").content.decode()
    assert f'value="addressee:{addressee.pk}" selected' in asked
    make_letter_consent(case, by=author, addressee=addressee)
    client.post(address("letter_reader", item.pk), {"user": str(reader.pk), "version": item.version})
    item.refresh_from_db()
    refused = client.post(address("letter_send", item.pk), {"version": item.version})
    (opens_at,) = soup_of(refused).select("[autofocus]")
    assert (refused.status_code, "second reader has agreed" in opens_at.get_text()) == (409, True)

    sign_in(client, reader)
    assert "Read a letter before it is sent" in text(client.get("/desk/"))
    client.post(address("letter_agree", item.pk), {"version": item.version})
    sign_in(client, author)
    item.refresh_from_db()
    sent = client.post(address("letter_send", item.pk), {"version": item.version, "answer_by": ""}, follow=True)

    assert "Sent and numbered. An exact copy" in text(sent)
    assert PersonLink.objects.get().consent.spent_at is not None
    copy = client.post(address("letter_copy", item.pk))
    assert (copy.content[:4], copy.headers["Content-Disposition"]) == (b"%PDF", f'attachment; filename="1-{today().year}.pdf"')
    assert "used" in text(client.get(address("case_consents", case.code)))


def test_the_reader_agrees_to_the_version_that_was_looked_at_and_to_no_other(client):
    author, reader = make_coordinator(), make_user(Role.SOCIAL_WORKER)
    case = make_case(by=author, workers=((reader, Discipline.SOCIAL),))
    item = make_letter(by=author, case=case)
    give_to_reader(item, by=author, user=reader)
    sign_in(client, reader)

    assert client.post(address("letter_agree", item.pk), {"version": item.version + 1}).status_code == 409
    assert RegisterItem.objects.get().state == "reading"


def test_the_author_finds_no_button_to_agree_and_is_refused(client):
    author, reader = make_coordinator(), make_user(Role.SOCIAL_WORKER)
    case = make_case(by=author, workers=((reader, Discipline.SOCIAL),))
    item = make_letter(by=author, case=case)
    give_to_reader(item, by=author, user=reader)
    sign_in(client, author)

    assert "I have read it and agree" not in text(client.post(address("letter_preview", item.pk)))
    assert client.post(address("letter_agree", item.pk), {"version": item.version}).status_code == 403


def test_a_late_promise_stands_in_the_day_of_the_coordinator(client):
    by = sign_in(client, make_coordinator())
    note_promise(by=by, addressee=make_addressee(by=by), side=Side.THEM, due_on=today().replace(year=today().year - 1), words="Список")

    assert "Record whether the promise was kept" in text(client.get("/desk/"))
    assert "Список" not in text(client.get(address("promises")))
    assert "Список" in text(client.post(address("promise_words")))


def test_two_promises_of_one_day_are_told_apart_in_the_day(client):
    by = sign_in(client, make_coordinator())
    addressees = [make_addressee(by=by, kind=kind) for kind in ("government", "health")]
    letters = [make_letter_in(by=by, addressee=each, answer_by=today()) for each in addressees]
    note_promise(by=by, addressee=addressees[0], side=Side.THEM, due_on=today(), words="Список")

    said = text(client.get("/desk/"))

    for letter in letters:
        assert f"in {letter.number}/{letter.year} · {letter.addressee.get_kind_display()}" in said
    assert said.count(str(addressees[0].get_kind_display())) == 2
    assert "Список" not in said


def test_what_was_promised_opens_on_the_page_where_it_is_judged(client):
    by = sign_in(client, make_coordinator())
    promise = note_promise(by=by, addressee=make_addressee(by=by), side=Side.THEM, due_on=today(), words="Список")
    here = address("promise_settle", promise.pk)
    assert here in client.get("/desk/").text

    shut, opened = text(client.get(here)), text(client.post(here, {"open": "1"}))
    assert ["Список" in page for page in (shut, opened)] == [False, True]
    assert client.post(here, {"state": "kept", "on": f"{today():%d.%m.%Y}", "version": promise.version}).status_code == 302
    promise.refresh_from_db()
    assert promise.state == PromiseState.KEPT


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"GIF89a" + b"0" * 50, "This is not a PDF or a picture that can be read"),
        (a_pdf(end="/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -1>>"), "has a password"),
        (b"%PDF-1.4\n" + b"0" * (8 * 1024 * 1024), "larger than 8 MB"),
        (b"", "empty"),
    ],
)
def test_what_is_no_scan_is_refused_and_nothing_is_kept(client, content, why):
    by = sign_in(client, make_coordinator())
    item = make_letter_in(by=by)

    refused = client.post(address("scan_new", item.pk), {"scan": SimpleUploadedFile("x.pdf", content)})

    assert refused.status_code == 400
    assert why in text(refused)
    assert Scan.objects.count() == 0


def test_a_picture_is_kept_without_what_else_was_in_it(client):
    by = sign_in(client, make_coordinator())
    item = make_letter_in(by=by)

    client.post(address("scan_new", item.pk), {"scan": SimpleUploadedFile("letter.jpg", picture())})

    taken = client.post(address("scan", item.pk, Scan.objects.get().pk)).content
    assert b"Kodirov" in picture()
    assert b"Kodirov" not in taken
    assert taken[:2] == b"\xff\xd8"


def test_linked_later_the_scan_goes_under_the_persons_key(client):
    by = sign_in(client, make_coordinator())
    case = make_case(by=by)
    item = make_letter_in(by=by)
    keep_scan(item, by=by, content=PDF)

    link_case(item, by=by, concerns=Concerns(case))

    scan = Scan.objects.get()
    assert scan.person_id == case.person_id
    assert client.post(address("scan", item.pk, scan.pk)).content == PDF


def test_a_scan_of_another_letter_is_not_found(client):
    by = sign_in(client, make_coordinator())
    addressee = make_addressee(by=by)
    one, other = (make_letter_in(by=by, addressee=addressee) for _ in range(2))
    keep_scan(one, by=by, content=PDF)

    assert client.post(address("scan", other.pk, Scan.objects.get().pk)).status_code == 404


def test_a_draft_of_somebody_elses_is_not_changed_or_sent_from_its_page(client):
    author, other = make_coordinator(), make_coordinator()
    reader = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=author, workers=((reader, Discipline.SOCIAL),))
    item = make_agreed_letter(by=author, reader=reader, case=case)
    sign_in(client, other)

    assert address("letter_send", item.pk) not in client.post(address("letter_preview", item.pk)).content.decode()
    assert client.post(address("letter_send", item.pk), {"version": item.version}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_asks_as_much_for_one_as_for_three(client, django_assert_num_queries, count):
    by = sign_in(client, make_coordinator())
    addressee = make_addressee(by=by)
    for _ in range(count):
        make_letter_in(by=by, addressee=addressee, concerns=Concerns(make_case(by=by)))

    with django_assert_num_queries(QUERIES + 3):
        client.get(address("register"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_promises_ask_as_much_for_one_as_for_three(client, django_assert_num_queries, count):
    by = sign_in(client, make_coordinator())
    addressee = make_addressee(by=by)
    for _ in range(count):
        note_promise(by=by, addressee=addressee, side=Side.US, due_on=today(), words="x")

    with django_assert_num_queries(QUERIES + 2):
        client.get(address("promises"))
