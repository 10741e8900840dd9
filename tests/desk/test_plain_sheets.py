"""Facilities, accounts and calls from a plain sheet: what the blank sheet offers is understood, each row is looked at before it is written,
and the same sheet again adds nothing."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from panoh.accounts.models import Draft, RightAsked, User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.models import Danger, Request
from panoh.hotline.models import Alert, Call
from panoh.network.enums import Screening
from panoh.network.models import Facility
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.hotline import make_line
from tests.factories.network import make_keeper
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def keeper(client):
    return sign_in(client, make_keeper())


@pytest.fixture
def administrator(client):
    make_secretariat()
    user = sign_in(client, make_user(Role.ADMINISTRATOR))
    return user


@pytest.fixture
def coordinator(client):
    make_line()
    return sign_in(client, make_user(Role.COORDINATOR))


def paste(client, name, *rows):
    """Sends rows of cells, and answers the page of the look at them."""
    response = client.post(reverse(f"desk:{name}"), {"rows": "\n".join("\t".join(cells) for cells in rows)})
    assert response.status_code == 302, soup_of(response).select_one("main").get_text(" ")
    return soup_of(client.get(response["Location"]))


def sums(page):
    return [int(one.get_text()) for one in page.select("dl.facts--wide dd")]


def bring(client, name):
    response = client.post(reverse(f"desk:{name}_check"))
    assert response.status_code == 302


def refusals(page):
    return [[cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])] for row in page.select("#refused ~ * tbody tr")]


def fill_in(book, typed):
    """One row under the headings: what is typed by its field's place, else the last answer that a column offers."""
    sheet, lists = book.worksheets
    offered = {row[0].value: (row[2].value or "").split("\n")[-1] for row in lists.iter_rows(min_row=2) if row[0].value}
    heads = [cell.value for cell in sheet[1]]
    sheet.append([typed.get(at, offered[head]) for at, head in enumerate(heads)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
@pytest.mark.parametrize(
    ("who", "name", "typed"),
    [
        ("keeper", "facility_sheet", {0: "Клиника Х", 8: "90 000 00 01", 9: "x@localhost.localdomain", 10: "localhost.localdomain"}),
        ("administrator", "user_sheet", {0: "worker-9", 3: "Назарова М.", 4: "90 000 00 01"}),
        ("coordinator", "call_sheet", {0: "05.02.2026", 1: "14:30"}),
    ],
)
def test_a_filled_in_blank_sheet_is_understood_in_each_language_with_the_answers_it_offers(client, request, who, name, typed, language):
    user = request.getfixturevalue(who)
    with writes_allowed():
        User.objects.filter(pk=user.pk).update(language=language)
    book = load_workbook(io.BytesIO(client.get(reverse(f"desk:{name}_blank")).content))

    sent = SimpleUploadedFile("sheet.xlsx", fill_in(book, typed))
    response = client.post(reverse(f"desk:{name}"), {"file": sent, "rows": ""})

    assert response.status_code == 302, soup_of(response).select_one("main").get_text(" ")
    page = soup_of(client.get(response["Location"]))
    assert refusals(page) == []
    assert sums(page) == [1, 1, 0, 0]


def test_facilities_are_added_once_and_a_row_with_a_fault_says_which(client, keeper):
    heads = ("Наименование", "Name", "Type", "Kind of help it gives", "Place", "Telephone")
    first = ("1", "Клиника «Х»", "private clinic", "eye specialist; dentist", "Dushanbe", "90 000 00 01")
    page = paste(
        client, "facility_sheet", heads, first, ("2", "Клиника У", "a shop", "eye specialist", "", ""), ("3", "КЛИНИКА Х", *first[2:])
    )

    assert sums(page) == [3, 1, 0, 2]
    assert [row[:2] for row in refusals(page)] == [["3", "Type"], ["4", "—"]]
    assert refusals(page)[1][3] == "The same is already in row 2."
    assert "Наименование" in page.select_one("main").get_text()
    assert Facility.objects.count() == 0
    bring(client, "facility_sheet")
    row = Facility.objects.get()
    assert (row.kind, row.services, row.region, row.screening) == ("private_clinic", ["eye", "dental"], "TJ-DU", Screening.NOT_YET)
    assert sums(paste(client, "facility_sheet", heads, first)) == [1, 0, 1, 0]


def test_an_account_is_added_and_its_role_that_shows_names_waits_for_a_second_person(client, administrator):
    heads = ("Имя учётной записи", "Organisation", "Roles", "Name", "Language")
    organisation = administrator.organisation.name
    rows = [
        ("worker-7", organisation, "social worker; accountant", "Назарова М.", "Русский"),
        ("worker-8", organisation, "king", "Н.", ""),
        (administrator.username, organisation, "", "Н.", ""),
    ]
    page = paste(client, "user_sheet", ("username", *heads[1:]), *rows)

    assert sums(page) == [3, 1, 1, 1]
    assert [row[:2] for row in refusals(page)] == [["3", "Roles"]]
    bring(client, "user_sheet")
    user = User.objects.get(username="worker-7")
    assert (user.language, [grant.role for grant in user.grants.all()]) == ("ru", [Role.ACCOUNTANT])
    assert [row.role for row in RightAsked.objects.filter(user=user)] == [Role.SOCIAL_WORKER]
    assert not user.has_usable_password()


def test_calls_of_before_are_counted_and_ring_to_nobody(client, coordinator):
    heads = ("Date", "Start of the call", "Line", "Kind of call", "Who is calling", "What for", "What was said and what you did")
    told = ("05.11.2026", "02:10", "Khatlon region", "", "a relative", "medical help; legal help", "Брата забрали, боится за жизнь")
    long_ago = ("05.02.2024", "", "Khatlon region", "", "", "", "Давно")
    silent = ("06.11.2026", "", "Khatlon region", "silent", "", "", "")
    ahead = ("05.11.2036", "", "Khatlon region", "", "", "", "")

    page = paste(client, "call_sheet", heads, told, long_ago, silent, silent, ahead)
    assert sums(page) == [5, 4, 0, 1]
    bring(client, "call_sheet")

    assert Call.objects.count() == 4
    call = Call.objects.exclude(needs=[]).get()
    assert (call.caller, call.needs, call.line.region, call.is_late) == ("family", ["medical", "legal"], "TJ-KT", True)
    (opened,) = open_sealed([call], by=coordinator.actor, purpose=Purpose.OWN_WORK, fields=["said"])
    assert opened.said == told[-1]
    assert bytes(Call.objects.get(begun_at__year=2024).said) == b""
    assert (Danger.objects.count(), Request.objects.count(), Alert.objects.count()) == (0, 0, 0)
    again = paste(client, "call_sheet", heads, told, silent, silent, silent)
    assert sums(again) == [4, 1, 3, 0]


def test_a_sheet_is_put_aside_and_nothing_of_it_is_kept(client, keeper):
    paste(client, "facility_sheet", ("Name", "Type", "Kind of help it gives"), ("Клиника Х", "private clinic", "eye"))
    assert Draft.objects.count() == 1

    client.post(reverse("desk:facility_sheet_check"), {"aside": "1"})

    assert (Draft.objects.count(), Facility.objects.count()) == (0, 0)
    assert client.get(reverse("desk:facility_sheet_check"))["Location"] == reverse("desk:facility_sheet")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("", "Choose a file, or paste rows with their headings."),
        (
            "Name\tPlace\nКлиника Х\tDushanbe",
            "No heading row was found. Name the columns as in the blank sheet: Type, Kind of help it gives.",
        ),
        ("Name\tType\tKind of help it gives\n", "The sheet has no rows below its headings."),
        ("Name\tType\tKind of help it gives\n" + "Х\tother\teye\n" * 501, "The sheet has more than 500 rows. Import it in parts."),
    ],
)
def test_what_is_no_sheet_is_refused_with_what_to_do(client, keeper, rows, said):
    response = client.post(reverse("desk:facility_sheet"), {"rows": rows})

    assert response.status_code == 400
    assert said in soup_of(response).select_one("main").get_text()


def test_who_may_not_add_one_by_hand_imports_none(client, keeper):
    sign_in(client, make_user(Role.SOCIAL_WORKER, organisation=keeper.organisation))

    for name in ("user_sheet", "call_sheet"):
        assert client.get(reverse(f"desk:{name}")).status_code == 403
        assert client.post(reverse(f"desk:{name}_check")).status_code == 403
