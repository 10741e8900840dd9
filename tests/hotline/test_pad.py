"""The pad: one sheet of A5 with the fields of a call, in each language, saying nothing of who made it."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from panoh.accounts.roles import Role
from panoh.hotline.pad import pad
from tests.factories.accounts import make_user, sign_in
from tests.factories.hotline import make_officer
from tests.pages import soup_of

A5_POINTS = (419, 595)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tg", ("Варақи занг", "ҳозир", "Ноҳия ё шаҳр")),
        ("ru", ("Бланк звонка", "Безопасный номер")),
        ("en", ("Call sheet", "thinks of ending their own life")),
    ],
)
def test_pad_is_one_sheet_with_every_field(language, words):
    reader = PdfReader(io.BytesIO(pad(language)))
    text = " ".join(reader.pages[0].extract_text().split())

    assert len(reader.pages) == 1
    assert tuple(int(side) for side in reader.pages[0].mediabox[2:]) == A5_POINTS
    assert [word for word in words if word not in text] == []
    assert "Producer" not in (reader.metadata or {})


@pytest.mark.django_db
def test_officers_print_it_and_nobody_else(client):
    sign_in(client, make_officer())
    printed = client.get(reverse("desk:pad", args=["ru"]))
    assert (printed["Content-Type"], printed["Content-Disposition"]) == ("application/pdf", 'inline; filename="pad-ru.pdf"')
    assert client.get(reverse("desk:pad", args=["de"])).status_code == 404
    page = client.get(reverse("desk:phone")).content.decode()
    assert "http://testserver/field/" in page
    assert "You have no digits yet" in page
    for name in ("phone_pin", "pack_new"):
        refused = soup_of(client.post(reverse(f"desk:{name}"), {"pin": "111111"})).main
        assert refused.select("[data-draft], [name=draft]") == []  # what was refused is no draft either
    client.post(reverse("desk:phone_pin"), {"pin": "402817"})
    assert "Your digits are valid until" in client.get(reverse("desk:phone")).content.decode()

    sign_in(client, make_user(Role.PHYSICIAN))
    assert client.get(reverse("desk:pad", args=["ru"])).status_code == 403
