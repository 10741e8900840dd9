"""The photograph of a receipt: sealed, one a payment, shown after a press to who works on the case and to nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.cases.actions.receipts import keep_receipt, take_out_receipt, view_receipt
from panoh.cases.models import ReceiptPhoto
from panoh.core.errors import Denied, Invalid, WrongState
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_paid, make_team
from tests.factories.pictures import PLACE, a_picture
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PIXELS = b'src="data:image/jpeg;base64,/9j/'


@pytest.fixture
def paid():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    return case, social, make_paid(case, by=social)


def url(name, case, payment):
    return reverse(f"desk:{name}", args=[case.code, payment.assistance_id])


def test_a_receipt_is_kept_as_its_pixels_alone_and_sealed(paid):
    _case, social, payment = paid

    row = keep_receipt(payment, by=social, content=a_picture())

    stored = bytes(ReceiptPhoto.objects.get().image)
    assert not any(part in stored for part in (b"JFIF", b"Exif", PLACE.encode()))
    seen = view_receipt(row, by=social)
    assert seen.startswith(b"\xff\xd8\xff")
    assert b"Exif" not in seen
    assert (row.width, row.height) == (40, 60)
    assert AuditEvent.objects.filter(verb="vault.opened", actor_ref=social.id, purpose="documentation").count() == 1
    assert AuditEvent.objects.filter(verb="cases.receipt_kept").count() == 1


def test_there_is_one_photograph_a_payment(paid):
    _case, social, payment = paid
    row = keep_receipt(payment, by=social, content=a_picture())

    with pytest.raises(WrongState, match="Remove it first"):
        keep_receipt(payment, by=social, content=a_picture())
    take_out_receipt(row, by=social)
    keep_receipt(payment, by=social, content=a_picture())

    assert ReceiptPhoto.objects.count() == 1


def test_what_is_no_photograph_is_refused_and_keeps_nothing(paid):
    _case, social, payment = paid

    with pytest.raises(Invalid, match="JPEG, PNG or WebP"):
        keep_receipt(payment, by=social, content=b"%PDF-1.4")
    assert not ReceiptPhoto.objects.exists()


def test_who_does_not_work_on_the_case_neither_keeps_nor_sees_nor_takes_out(paid):
    _case, social, payment = paid
    stranger, accountant = make_user(Role.SOCIAL_WORKER), make_user(Role.ACCOUNTANT)
    for by in (stranger, accountant):
        with pytest.raises(Denied):
            keep_receipt(payment, by=by, content=a_picture())
    row = keep_receipt(payment, by=social, content=a_picture())

    for by in (stranger, accountant):
        for act in (view_receipt, take_out_receipt):
            with pytest.raises(Denied):
                act(row, by=by)
    assert ReceiptPhoto.objects.count() == 1


def test_a_photograph_is_taken_out_by_who_kept_it_and_that_is_undone(paid):
    _case, social, payment = paid
    row = keep_receipt(payment, by=social, content=a_picture())
    colleague = make_user(Role.COORDINATOR)

    with pytest.raises(Denied, match="Only the person who saved the photograph of a receipt can remove it"):
        take_out_receipt(row, by=colleague)
    take_out_receipt(row, by=social)
    undo.take_back(undo.latest(social.actor).pk, by=social.actor)

    assert view_receipt(ReceiptPhoto.objects.select_related("payment__case").get(), by=social).startswith(b"\xff\xd8\xff")


def test_a_receipt_is_kept_and_shown_on_its_pages_after_a_press(paid, client):
    case, social, payment = paid
    sign_in(client, social)
    there = url("receipt_new", case, payment)

    bad = client.post(there, {"photograph": SimpleUploadedFile("a.jpg", b"not an image")})
    client.post(there, {"photograph": SimpleUploadedFile("a.jpg", a_picture())})
    page, shown = client.get(url("receipt", case, payment)), client.post(url("receipt", case, payment))

    assert (bad.status_code, PIXELS in page.content, PIXELS in shown.content) == (400, False, True)
    assert "no-store" in shown.headers["Cache-Control"]
    helped = soup_of(client.get(reverse("desk:case_sessions", args=[case.code])))
    assert [link.get("href") for link in helped.select("a[href*='/receipt/']")] == [url("receipt", case, payment)]
    client.post(url("receipt_out", case, payment))
    assert client.get(url("receipt", case, payment)).status_code == 404


def test_the_accountant_learns_that_it_is_kept_and_cannot_reach_it(paid, client):
    case, social, payment = paid
    sign_in(client, make_user(Role.ACCOUNTANT))
    before = client.get(reverse("desk:money")).content.decode()
    keep_receipt(payment, by=social, content=a_picture())

    after = client.get(reverse("desk:money")).content.decode()

    assert ("has a photo" in before, "has a photo" in after) == (False, True)
    assert case.code not in after
    assert client.post(url("receipt", case, payment)).status_code == 403


def test_a_receipt_of_another_case_is_not_there(paid, client):
    case, social, payment = paid
    keep_receipt(payment, by=social, content=a_picture())
    other, (stranger,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, stranger)

    assert client.post(url("receipt", case, payment)).status_code == 404
    assert client.post(url("receipt", other, payment)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_sessions_and_help_cost_the_same_for_one_receipt_and_three(count, client, django_assert_num_queries):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    for _turn in range(count):
        keep_receipt(make_paid(case, by=social), by=social, content=a_picture())
    sign_in(client, social)
    page = reverse("desk:case_sessions", args=[case.code])
    client.get(page)

    with django_assert_num_queries(21) as asked:
        client.get(page)
    assert not any('cases_receiptphoto"."image' in each["sql"] for each in asked)
