"""A referral to a centre abroad: two consents, a key confirmed by another way, one sealed file, its exact copy kept."""

import datetime as dt
import io
import json
import zipfile

import pyrage
import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.consent.actions import state_vital_interest, withdraw_consent
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import DUSHANBE, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.exchange.abroad import take_parcel
from panoh.exchange.fhir import export_referral
from panoh.network.actions.abroad import confirm_key, set_key
from panoh.network.age_keys import fingerprint
from panoh.network.enums import FacilityKind, KeyCheck, Service
from panoh.network.models import CentreAbroad
from panoh.referrals.actions import send_referral, take_letter
from panoh.referrals.actions.replies import make_reply_link
from panoh.referrals.clock import seen_by
from panoh.referrals.enums import ReferralState
from panoh.referrals.grounds import NO_KEY, NO_TRANSFER, NoGround
from panoh.referrals.models import Parcel, Referral
from panoh.referrals.queries.referrals import lines
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

IDENTITY = pyrage.x25519.Identity.generate()
KEY = str(IDENTITY.to_public())


@pytest.fixture
def centre(coordinator):
    row = make_facility(by=coordinator, name="Zentrum Muster", kind=FacilityKind.CENTRE_ABROAD, services=(Service.PSYCHOLOGY,), region="")
    set_key(row, by=coordinator, country="de", key=KEY)
    return row


def confirmed(centre, by):
    confirm_key(centre, by=by, how=KeyCheck.TELEPHONE, on=today())
    return centre


def referral(centre, by, *, crossing=True, **facts):
    case = make_case(by=by)
    if crossing:
        make_consent(case.person, by=by, purpose=ConsentPurpose.ABROAD, facility=centre)
    row = make_referral(by=by, case=case, facility=centre, service=Service.PSYCHOLOGY, consented=True, **facts)
    return Referral.objects.select_related("case", "person", "facility").get(pk=row.pk)


def inside(sealed):
    archive = zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [IDENTITY])))
    return {name: archive.read(name) for name in archive.namelist()}


def test_one_file_that_the_centre_alone_opens_holds_letter_and_bundle(coordinator, centre):
    row = referral(confirmed(centre, coordinator), coordinator, data_kinds=[DataKind.NAME])
    send_referral(row, by=coordinator)

    sealed = take_parcel(row, by=coordinator)

    assert sealed.startswith(b"age-encryption.org/v1")
    assert "Қодиров".encode() not in sealed
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [pyrage.x25519.Identity.generate()])
    found = inside(sealed)
    assert found["letter.pdf"].startswith(b"%PDF")
    bundle = json.loads(found["referral.json"])
    assert bundle["resourceType"] == "Bundle"
    assert "ServiceRequest" in {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert AuditEvent.objects.filter(verb="referrals.parcel_taken").count() == 1


def test_what_left_is_kept_exactly_and_given_out_again(coordinator, centre):
    row = referral(confirmed(centre, coordinator), coordinator)
    send_referral(row, by=coordinator)
    first = inside(take_parcel(row, by=coordinator))

    again = inside(take_parcel(row, by=coordinator))

    assert first == again
    assert Parcel.objects.count() == 1
    assert b"%PDF" not in bytes(Parcel.objects.get().content)


def test_without_the_consent_to_send_abroad_nothing_leaves(coordinator, centre):
    row = referral(confirmed(centre, coordinator), coordinator, crossing=False)

    with pytest.raises(NoGround) as refused:
        send_referral(row, by=coordinator)
    assert refused.value.sentence == NO_TRANSFER
    assert not lines([row])[0].consented
    make_consent(row.person, by=coordinator, purpose=ConsentPurpose.ABROAD, facility=make_facility(kind=FacilityKind.CENTRE_ABROAD))
    with pytest.raises(NoGround):
        send_referral(Referral.objects.get(), by=coordinator)

    make_consent(row.person, by=coordinator, purpose=ConsentPurpose.ABROAD, facility=centre)
    row = Referral.objects.get()
    assert lines([row])[0].consented
    send_referral(row, by=coordinator)


def test_a_vital_interest_carries_nothing_abroad(coordinator, centre):
    case = make_case(by=coordinator)
    row = make_referral(by=coordinator, case=case, facility=confirmed(centre, coordinator), service=Service.PSYCHOLOGY)
    state_vital_interest(case.person, by=coordinator, why="detained", reason="Без сознания")

    with pytest.raises(NoGround):
        send_referral(row, by=coordinator)


def test_no_key_confirmed_no_letter_and_another_key_begins_anew(coordinator, centre):
    row = referral(centre, coordinator)
    with pytest.raises(NoGround) as refused:
        send_referral(row, by=coordinator)
    assert refused.value.sentence == NO_KEY

    confirmed(centre, coordinator)
    set_key(centre, by=coordinator, country="DE", key=str(pyrage.x25519.Identity.generate().to_public()))
    with pytest.raises(NoGround):
        send_referral(Referral.objects.get(), by=coordinator)

    confirmed(centre, coordinator)
    row = Referral.objects.get()
    send_referral(row, by=coordinator)
    set_key(centre, by=coordinator, country="DE", key=KEY)
    with pytest.raises(NoGround):
        take_parcel(row, by=coordinator)


def test_withdrawn_it_is_flagged_and_given_out_no_more(coordinator, centre):
    row = referral(confirmed(centre, coordinator), coordinator)
    send_referral(row, by=coordinator)

    withdraw_consent(row.person.consents.get(purpose=ConsentPurpose.ABROAD), by=coordinator)

    row = Referral.objects.get()
    assert row.ground_lost_on == today()
    with pytest.raises(NoGround):
        take_parcel(row, by=coordinator)


def test_it_leaves_sealed_alone_and_after_it_was_sent(coordinator, centre):
    row = referral(confirmed(centre, coordinator), coordinator)
    with pytest.raises(WrongState):
        take_parcel(row, by=coordinator)
    with pytest.raises(WrongState):
        take_letter(row, by=coordinator)
    send_referral(row, by=coordinator)
    for leave in (take_letter, export_referral, make_reply_link):
        with pytest.raises(WrongState):
            leave(row, by=coordinator)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"key": "age1xyz"}, "key"),
        ({"key": str(IDENTITY)}, "key"),
        ({"country": "TJ"}, "country"),
        ({"country": "D1"}, "country"),
    ],
)
def test_what_is_no_key_and_no_country_abroad_is_refused(coordinator, centre, facts, field):
    with pytest.raises(Invalid) as refused:
        set_key(centre, by=coordinator, **{"country": "DE", "key": KEY, **facts})
    assert list(refused.value.fields) == [field]
    assert "SECRET" not in str(refused.value)


def test_who_may_and_where(coordinator, centre):
    with pytest.raises(Denied):
        set_key(centre, by=make_user(Role.SOCIAL_WORKER), country="DE", key=KEY)
    with pytest.raises(WrongState):
        set_key(make_facility(), by=coordinator, country="DE", key=KEY)
    with pytest.raises(Invalid):
        confirm_key(centre, by=coordinator, how=KeyCheck.MET, on=today() + dt.timedelta(days=1))


def test_the_key_is_sealed_and_its_fingerprint_is_the_same_for_both(coordinator, centre):
    assert KEY.encode() not in bytes(CentreAbroad.objects.get().key)
    assert fingerprint(KEY) == fingerprint(KEY)
    assert [len(group) for group in fingerprint(KEY).split()] == [4] * 8


def test_abroad_every_day_counts(coordinator, centre):
    row = referral(confirmed(centre, coordinator), coordinator)
    send_referral(row, by=coordinator)

    assert (seen_by(row).astimezone(DUSHANBE).date() - today()).days == 14


def test_the_way_through_on_the_pages(client, coordinator, centre):
    row = referral(centre, coordinator)
    sign_in(client, coordinator)
    page = reverse("desk:centre_abroad", args=[centre.pk])
    assert "key not confirmed" in client.get(page).content.decode()
    assert fingerprint(KEY) in client.post(page).content.decode()
    known = {"how": "telephone", "on": f"{today():%d.%m.%Y}", "version": CentreAbroad.objects.get().version}
    client.post(reverse("desk:centre_confirm", args=[centre.pk]), known)
    one = reverse("desk:referral", args=[row.code])
    assert "This goes abroad" in client.get(one).content.decode()
    client.post(reverse("desk:referral_send", args=[row.code]), {"version": row.version, "looked_again": "1"})
    assert "Download the sealed file" in soup_of(client.get(one)).get_text()

    got = client.post(reverse("desk:referral_sealed", args=[row.code]))

    assert got.headers["Content-Disposition"] == f'attachment; filename="{row.code}.zip.age"'
    assert set(inside(got.content)) == {"letter.pdf", "referral.json"}
    assert Referral.objects.get().state == ReferralState.SENT
    assert client.get(reverse("desk:centre_abroad", args=[make_facility().pk])).status_code == 404
