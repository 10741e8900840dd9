"""A letter to a facility asks consent for, records and shows exactly what it carries: what its level says, and the name."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.consent.enums import DataKind
from panoh.exchange.fhir import export_referral
from panoh.referrals import actions
from panoh.referrals.enums import Level
from panoh.referrals.models import Referral
from panoh.referrals.queries.referrals import missing_kinds
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.cases import make_case
from tests.factories.consent import make_consent
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NAME, CONTACT, COMPLAINTS, MEDICAL, STORY = (DataKind[each] for each in ("NAME", "CONTACT", "COMPLAINTS", "MEDICAL", "STORY"))


@pytest.mark.parametrize(
    ("level", "carries"),
    [
        (Level.NEUTRAL, [NAME, COMPLAINTS]),
        (Level.MINIMAL, [NAME, COMPLAINTS, MEDICAL]),
        (Level.FULL, [NAME, COMPLAINTS, MEDICAL, STORY]),
    ],
)
def test_what_is_chosen_beside_the_name_is_what_the_level_says(user, level, carries):
    row = make_referral(by=user, level=level, data_kinds=[NAME, CONTACT, STORY])

    assert (row.data_kinds, missing_kinds(row)) == (carries, carries)
    make_consent(row.person, by=user, facility=row.facility, data_kinds=carries)
    actions.send_referral(Referral.objects.get(pk=row.pk), by=user)


def test_the_file_of_a_referral_names_the_data_that_it_carries(user):
    row = make_referral(by=user, level=Level.FULL, data_kinds=[NAME])
    make_consent(row.person, by=user, facility=row.facility, data_kinds=list(DataKind))

    bundle = export_referral(actions.send_referral(Referral.objects.get(pk=row.pk), by=user), by=user)

    (consent,) = (each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == "Consent")
    assert [each["code"] for each in consent["provision"]["class"]] == [NAME, COMPLAINTS, MEDICAL, STORY]


def test_the_form_offers_the_name_alone_and_says_what_each_level_tells(client):
    make_secretariat()
    user = sign_in(client, make_user(Role.COORDINATOR))
    row = make_referral(by=user, case=make_case(by=user), level=Level.FULL)

    for page in (
        client.get(reverse("desk:referral_add", args=[row.case.code])),
        client.get(reverse("desk:referral_change", args=[row.code])),
    ):
        form = soup_of(page).main
        assert [box["value"] for box in form.select("[name=data_kinds]")] == ["name"]
        assert "complaints, medical findings, what happened" in form.get_text(" ", strip=True)
