"""The pages of agreements and of the terms of cooperation."""

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override
from pypdf import PdfReader

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.network.enums import Service, TariffUnit
from panoh.network.models import Acceptance, Agreement, Rules, SpecialistAccount
from panoh.places.alphabet import alphabetical
from tests.factories.accounts import make_organisation, make_user, sign_in
from tests.factories.agreements import PDF, make_agreement, make_engaged, make_rules
from tests.factories.network import make_facility, make_keeper

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def keeper(client):
    return sign_in(client, make_keeper())


def page(client, name, *args, query=""):
    return client.get(reverse(f"desk:{name}", args=args) + query)


def text(response):
    return response.content.decode()


def given(facility, keeper, **facts):
    return {
        "facility": str(facility.pk),
        "organisation": str(keeper.organisation_id),
        "kind": "contract",
        "reference": "14/2026",
        "services": ["neurology", "eye"],
        "starts_on": "01.01.2026",
        "ends_on": "31.12.2026",
        "currency": "TJS",
        "ceiling_total": "90000",
        **facts,
    }


def test_who_reads_alone_is_told_of_no_act_that_is_closed_to_them(client, keeper):
    agreement, facility = make_agreement(by=keeper), make_facility(by=keeper)
    asked = (("directory",), ("facility", facility.pk), ("agreements",), ("agreement", agreement.pk))
    closed = ("Check each entry", "Before the person agrees", "Renew on time", "Link the specialists", "Draw one up")

    def told():
        return [words for words in closed if any(words in text(page(client, *each)) for each in asked)]

    assert told() == list(closed[:4])
    sign_in(client, make_user(Role.ACCOUNTANT))
    assert told() == []
    assert "Names are hidden" in text(page(client, "agreements"))
    assert "Look in another tab." in text(page(client, "agreements", query="?show=drafts"))


def test_prices_are_listed_by_the_alphabet_of_who_reads(client):
    keeper = sign_in(client, make_user(Role.COORDINATOR, language="ru"))
    row = make_agreement(by=keeper, services=[*Service], prices=tuple((service, TariffUnit.VISIT, "10") for service in Service))

    with override("ru"):
        shown = [str(line.get_service_display()) for line in page(client, "agreement", row.pk).context["tariff"]]

    assert shown[:-1] == sorted(shown[:-1], key=alphabetical)
    assert shown[0] == "гастроэнтеролог"


def test_agreement_is_drawn_up_priced_signed_scanned_and_ended(client, keeper):
    facility = make_facility(by=keeper, name="Клиника Х")
    assert "Клиника Х" in text(page(client, "agreement_add"))
    assert client.post(reverse("desk:agreement_add"), given(facility, keeper)).status_code == 302
    row = Agreement.objects.get()
    args = [row.pk]

    changed = given(facility, keeper, reference="15/2026", version=str(row.version))
    assert client.post(reverse("desk:agreement_change", args=args), changed).status_code == 302
    assert client.post(reverse("desk:price_add", args=args), {"service": "eye", "unit": "visit", "price": "80.50"}).status_code == 302
    row.refresh_from_db()
    signed = {"signed_on": "05.01.2026", "confidential_on": "05.01.2026", "ours": "Намунаева С.", "theirs": "Машқов Д."}
    assert client.post(reverse("desk:agreement_sign", args=args), {**signed, "version": row.version}).status_code == 302
    row.refresh_from_db()
    scan = {"scan": SimpleUploadedFile("договор.pdf", PDF), "version": row.version}
    assert client.post(reverse("desk:agreement_scan", args=args), scan).status_code == 302

    shown = text(page(client, "agreement", row.pk))
    assert "80.50" in shown
    assert "90 000" in shown.replace("\xa0", " ").replace("90,000", "90 000")
    assert "Машқов" not in shown
    assert "Машқов" in text(client.post(reverse("desk:agreement", args=args)))
    opened = client.post(reverse("desk:agreement_scan_open", args=args))
    assert (opened.content, opened["Content-Type"], opened["X-Content-Type-Options"]) == (PDF, "application/pdf", "nosniff")
    assert opened["Content-Disposition"].startswith("attachment;")

    row.refresh_from_db()
    over = {"last_day": f"{today():%d.%m.%Y}", "reason": "theirs", "words": "", "version": row.version}
    refused = client.post(reverse("desk:agreement_end", args=args), over)
    assert refused.status_code == 400
    assert "Give the reason in one sentence" in text(refused)
    assert client.post(reverse("desk:agreement_end", args=args), over | {"words": "Сменился главврач"}).status_code == 302
    row.refresh_from_db()
    assert (row.reference, row.state) == ("15/2026", "terminated")


@pytest.mark.parametrize("content", [b"MZ\x90 a program", b"", PDF + b" " * 9_000_000])
def test_what_is_no_scan_is_refused_and_nothing_is_kept(client, keeper, content):
    row = make_agreement(by=keeper)
    sent = {"scan": SimpleUploadedFile("scan.pdf", content), "version": row.version}

    assert client.post(reverse("desk:agreement_scan", args=[row.pk]), sent).status_code == 400
    row.refresh_from_db()
    assert (row.scan_kind, bytes(row.scan)) == ("", b"")


def test_list_shows_codes_until_the_names_are_asked_for(client, keeper):
    make_agreement(by=keeper, facility=make_facility(by=keeper, name="Клиника Х"))
    make_agreement(by=keeper, reference="D-1", signed=False)

    shut = text(page(client, "agreements"))
    assert "1/2026" in shut
    assert "Клиника Х" not in shut
    assert "D-1" not in shut
    assert "Клиника Х" in text(client.post(reverse("desk:agreements")))
    assert "D-1" in text(page(client, "agreements", query="?show=drafts"))


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_agreements_asks_the_database_as_often_for_one_as_for_three(client, keeper, rows, django_assert_num_queries):
    for _each in range(rows):
        make_agreement(by=keeper)
    page(client, "agreements")
    with django_assert_num_queries(10):
        page(client, "agreements")


@pytest.mark.parametrize("rows", [1, 3])
def test_version_of_the_terms_asks_the_database_as_often_for_one_as_for_three(client, keeper, rows, django_assert_num_queries):
    rules = make_rules(by=keeper)
    for number in range(rows):
        make_agreement(by=keeper)
        client.post(accept_url(rules, make_facility(by=keeper, name=f"Поликлиника {number}")), accepted())
    page(client, "rules_version", 1)
    with django_assert_num_queries(12):
        page(client, "rules_version", 1)


def accept_url(rules, facility):
    return reverse("desk:rules_accept", args=[rules.number, facility.pk])


def accepted(**facts):
    return {"accepted_on": f"{today():%d.%m.%Y}", "how": "signed", "note": "", **facts}


def test_running_agreement_stands_on_the_coordinators_day(client, keeper):
    make_agreement(by=keeper, reference="FAR-1", ends_on=today() + dt.timedelta(days=91))
    make_agreement(by=keeper, reference="SOON-1", ends_on=today() + dt.timedelta(days=60))
    make_agreement(by=keeper, reference="NOW-1", ends_on=today() + dt.timedelta(days=30))
    make_agreement(by=keeper, reference="LATE-1", ends_on=today() - dt.timedelta(days=1))

    shown = text(page(client, "my_day"))

    places = [shown.index(f">{code}<") for code in ("LATE-1", "NOW-1", "SOON-1")]
    assert places == sorted(places)
    assert "FAR-1" not in shown
    assert shown.index('id="due"') < places[0] < shown.index('id="coming"') < places[1]
    sign_in(client, make_user(Role.SOCIAL_WORKER))
    assert "LATE-1" not in text(page(client, "my_day"))


def test_account_of_a_specialist_is_tied_on_the_page_of_the_agreement(client, keeper):
    user = make_user(Role.SPECIALIST, organisation=make_organisation(kind=OrganisationKind.OUTSIDE))
    agreement = make_agreement(by=keeper)

    sent = {"user": str(user.pk), "facility": str(agreement.facility_id)}
    assert client.post(reverse("desk:account_link", args=[agreement.pk]), sent).status_code == 302

    assert user.username in text(page(client, "agreement", agreement.pk))
    link = SpecialistAccount.objects.get()
    assert client.post(reverse("desk:account_unlink", args=[agreement.pk, link.pk])).status_code == 302
    assert not SpecialistAccount.objects.exists()


def test_terms_are_written_adopted_accepted_and_printed(client, keeper):
    words = {"text_tg": "Сирро нигоҳ медорам.\n\nҲеҷ кас намедонад.", "text_ru": "Храню тайну."}
    assert client.post(reverse("desk:rules_add"), words).status_code == 302
    row = Rules.objects.get()
    assert client.post(reverse("desk:rules_adopt", args=[1]), {"adopted_on": f"{today():%d.%m.%Y}", "version": 1}).status_code == 302
    facility = make_agreement(by=keeper, facility=make_facility(by=keeper, name="Клиника Х")).facility

    shown = text(page(client, "rules_version", 1, query="?language=ru"))
    assert "Храню тайну." in shown
    assert accept_url(row, facility) in shown
    assert "Клиника Х" not in shown
    assert client.post(accept_url(row, facility), accepted(how="telephone")).status_code == 400
    assert client.post(accept_url(row, facility), accepted(how="telephone", note="Главврач")).status_code == 302
    assert accept_url(row, facility) not in text(page(client, "rules_version", 1))
    assert Acceptance.objects.get().by == keeper

    paper = page(client, "rules_print", 1, query="?language=tg")
    read = PdfReader(io.BytesIO(paper.content))
    assert "Сирро нигоҳ медорам." in read.pages[0].extract_text()
    assert "шарт" in read.pages[0].extract_text().lower()


def test_terms_are_read_by_a_specialist_without_who_accepted(client, keeper):
    facility = make_agreement(by=keeper).facility
    rules = make_rules(by=keeper)
    client.post(accept_url(rules, facility), accepted())
    user = make_user(Role.SPECIALIST, organisation=make_organisation(kind=OrganisationKind.OUTSIDE))
    make_engaged(user, by=keeper)
    sign_in(client, user)

    shown = text(page(client, "rules_version", 1, query="?language=ru"))
    assert "Хранить тайну" in shown
    assert keeper.username not in shown
    assert page(client, "agreements").status_code == 403
    assert client.post(accept_url(rules, facility), accepted()).status_code == 403


def test_a_form_that_opens_by_its_button_alone_opens_by_no_other_way_of_asking(client, keeper):
    address = reverse("desk:agreement_change", args=[make_agreement(by=keeper, facility=make_facility(by=keeper), signed=False).pk])

    assert [client.get(address).status_code, client.head(address).status_code] == [302, 302]
