"""A signed agreement that was typed wrongly: corrected with a reason, what stood there is kept, referrals keep their terms."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.network.actions.corrections import CORRECTABLE, correct_agreement, correct_price, read_corrections
from panoh.network.enums import Service, TariffUnit
from panoh.network.models import Agreement, AgreementCorrection, TariffLine
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import ReferralTerms
from tests.days import taken
from tests.factories.accounts import make_user, sign_in
from tests.factories.agreements import make_agreement
from tests.factories.network import make_keeper
from tests.factories.referrals import make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

VISIT = (Service.NEUROLOGY, TariffUnit.VISIT, "150.00")


@pytest.fixture
def by():
    return make_keeper()


@pytest.fixture
def signed(by):
    return make_agreement(by=by, prices=(VISIT,), ceiling_total=Decimal(10_000))


def corrected(row, by, **facts):
    row = Agreement.objects.select_related("organisation", "facility").get(pk=row.pk)
    known = {name: getattr(row, name) for name in CORRECTABLE}
    return correct_agreement(row, by=by, **{**known, "reason": "Опечатка при вводе", **facts})


def test_what_stood_there_is_kept_with_who_when_and_why(by, signed):
    corrected(signed, by, ceiling_total=Decimal(100_000), services=[Service.NEUROLOGY, Service.EYE])

    row = Agreement.objects.get(pk=signed.pk)
    assert (row.ceiling_total, sorted(row.services)) == (Decimal(100_000), ["eye", "neurology"])
    found = {each.row.field: (each.row.former, each.reason, each.row.by) for each in read_corrections(row, by=by)}
    assert found == {"ceiling_total": ("10000.00", "Опечатка при вводе", by), "services": ("neurology", "Опечатка при вводе", by)}
    assert "Опечатка".encode() not in bytes(AgreementCorrection.objects.first().reason)
    assert AuditEvent.objects.filter(verb="network.agreement_corrected").count() == 1


def test_referrals_that_left_keep_their_frozen_terms(by, signed):
    make_referral(by=by, facility=signed.facility, state=ReferralState.SENT)
    frozen = ReferralTerms.objects.get().frozen

    correct_price(signed.tariff.select_related("agreement").get(), by=by, price=Decimal(175), reason="В бумаге 175")
    corrected(signed, by, ends_on=today() + dt.timedelta(days=90))

    assert ReferralTerms.objects.get().frozen == frozen
    assert (frozen["price"], TariffLine.objects.get().price) == ("150.00", Decimal(175))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reason": " "}, "reason"),
        ({}, None),
        ({"signed_on": dt.timedelta(days=1)}, "signed_on"),
        ({"ends_on": dt.timedelta(days=-60)}, "ends_on"),
        ({"services": [Service.EYE]}, "services"),  # there is a price for what it would no longer cover
        ({"reference": "две части"}, "reference"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(by, signed, facts, field):
    with pytest.raises(Invalid) as refused:
        corrected(signed, by, **taken(facts))

    assert list(refused.value.fields) == ([field] if field else [])
    assert not AgreementCorrection.objects.exists()


def test_a_draft_is_changed_not_corrected(by):
    with pytest.raises(WrongState):
        corrected(make_agreement(by=by, signed=False), by, reference="9/2026", signed_on=today(), confidential_on=today())


def test_of_two_who_correct_at_once_the_second_sees_what_the_first_wrote(by, signed):
    corrected(signed, by, reference="15/2026")

    with pytest.raises(Conflict):
        corrected(signed, by, reference="16/2026", expected=signed.version)


def test_who_does_not_keep_agreements_corrects_none(by, signed):
    with pytest.raises(Denied):
        corrected(signed, make_user(Role.ACCOUNTANT), reference="15/2026")


def test_the_page_corrects_and_shows_what_stood_there(client, by, signed):
    sign_in(client, by)
    page = reverse("desk:agreement_correct", args=[signed.pk])
    assert client.get(page).status_code == 200
    given = {
        "version": Agreement.objects.get(pk=signed.pk).version,
        "kind": signed.kind,
        "reference": signed.reference,
        "services": ["neurology"],
        "starts_on": f"{signed.starts_on:%d.%m.%Y}",
        "ends_on": "",
        "ceiling_total": "10000",
        "signed_on": f"{today():%d.%m.%Y}",
        "confidential_on": f"{today():%d.%m.%Y}",
        "reason": "В бумаге срока нет",
    }

    assert client.post(page, given).status_code == 302

    assert Agreement.objects.get(pk=signed.pk).ends_on is None
    shut = client.get(reverse("desk:agreement", args=[signed.pk])).content.decode()
    assert ("Last day" in shut, "В бумаге срока нет" in shut) == (True, False)
    assert "В бумаге срока нет" in client.post(reverse("desk:agreement", args=[signed.pk])).content.decode()
    line = TariffLine.objects.get()
    client.post(reverse("desk:price_correct", args=[signed.pk, line.pk]), {"version": line.version, "price": "160", "reason": "Опечатка"})
    assert TariffLine.objects.get().price == Decimal(160)
