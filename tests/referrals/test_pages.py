"""Pages of referrals, as a reader sees them."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import reassign_task
from panoh.cases.enums import Discipline, TaskKind
from panoh.core.errors import WrongState
from panoh.exchange.fhir import export_referral
from panoh.referrals import actions
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import Referral
from tests.days import written
from tests.factories.accounts import make_member, make_organisation, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral, make_reply
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

YOURSELF = "You hand the letter over yourself: give it to the person or take it to the facility."


@pytest.fixture
def user(client):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


def page(client, name, *args, **posted):
    address = reverse(f"desk:{name}", args=args)
    return client.post(address, posted) if posted else client.get(address)


@pytest.mark.parametrize(
    ("spoken", "begins", "why"),
    [
        ("tg", "tg", "The language of the person. Choose another"),
        ("uz", "ru", "We have no letters in the language"),
        ("", "ru", "or do not know it"),
    ],
)
def test_a_letter_begins_in_the_language_of_the_person_and_says_why(client, user, spoken, begins, why):
    case = make_case(by=user)
    with writes_allowed():
        type(case.person).objects.filter(pk=case.person_id).update(language=spoken)

    form = soup_of(page(client, "referral_add", case.code)).select_one("form.form")

    assert [each["value"] for each in form.select("[name=language][checked], [name=language] option[selected]")] == [begins]
    assert why in form.get_text()


def test_from_the_draft_to_the_outcome(client, user):
    case, facility = make_case(by=user), make_facility(by=user, name="Клиника Х")
    given = {
        "service": "neurology",
        "level": "neutral",
        "priority": "normal",
        "complaints": "Головные боли",
        "data_kinds": ["name"],
        "language": "ru",
    }
    drawn = page(client, "referral_add", case.code, facility=str(facility.pk), **given)
    row = Referral.objects.get()
    assert drawn.headers["Location"] == reverse("desk:referral", args=[row.code])

    text = page(client, "referral", row.code).content.decode()
    assert "none for this facility" in text
    assert reverse("desk:referral_send", args=[row.code]) not in text
    make_consent(case.person, by=user, facility=facility)
    assert 'id="letter" tabindex' not in text
    preview = page(client, "referral_preview", row.code, x="1").content.decode()
    assert 'id="letter" tabindex="-1" autofocus' in preview
    assert "Головные боли" in preview
    assert "••••••" in preview
    assert "Қодиров" not in preview
    assert "A letter that was sent cannot be withdrawn" in preview
    assert YOURSELF in preview
    sent = client.post(
        reverse("desk:referral_send", args=[row.code]), {"version": str(Referral.objects.get().version), "looked_again": "1"}, follow=True
    )
    assert f"Recorded as sent. {YOURSELF} An exact copy is saved, sealed." in sent.content.decode()
    assert YOURSELF in soup_of(page(client, "referral", row.code)).main.get_text()
    letter = page(client, "referral_letter", row.code, x="1")
    assert letter.headers["Content-Disposition"] == f'attachment; filename="{row.code}.pdf"'
    assert letter.content[:4] == b"%PDF"
    for step, more in (("acknowledged", {}), ("attended", {"attended_on": ""}), ("completed", {"state": "completed"})):
        row.refresh_from_db()
        today = f"{row.sent_at:%d.%m.%Y}"
        facts = {"version": row.version, "outcome_on": today, "quantity": "1", "words": "Лечение"} | more | {"attended_on": today}
        assert client.post(reverse("desk:referral_step", args=[row.code, step]), facts).status_code == 302

    row.refresh_from_db()
    assert row.state == ReferralState.COMPLETED
    way = soup_of(page(client, "referral", row.code)).select(".loop li")
    assert [step["class"] for step in way] == [["past"]] * 5
    assert YOURSELF not in soup_of(page(client, "referral", row.code)).main.get_text()
    assert "Лечение" not in page(client, "referral", row.code).content.decode()
    assert "Лечение" in page(client, "referral", row.code, x="1").content.decode()


def test_before_an_answer_that_the_person_came_stands_behind_a_press(client, user):
    def offered(row, where):
        return {link["href"].split("/")[-2] for link in soup_of(page(client, "referral", row.code)).select(where)}

    came = {"attended", "no_show"}
    sent = make_referral(by=user, state=ReferralState.SENT)
    booked = make_referral(by=user, case=sent.case, state=ReferralState.BOOKED)

    at_once, behind = (".part > .row > a[href*='/step/']", ".part details a[href*='/step/']")
    assert (offered(sent, at_once) & came, offered(sent, behind)) == (set(), came)
    assert {"accepted", "booked", "declined"} <= offered(sent, at_once)
    assert (offered(booked, at_once) & came, offered(booked, behind)) == (came, set())


def test_letter_below_full_leaves_only_after_it_was_read_once_more(client, user):
    row = make_referral(by=user, consented=True)
    whole = make_referral(by=user, consented=True, level="full")
    preview = page(client, "referral_preview", row.code, x="1").content.decode()
    assert "looked_again" in preview
    assert "looked_again" not in page(client, "referral_preview", whole.code, x="1").content.decode()

    refused = page(client, "referral_send", row.code, version=str(row.version))

    assert refused.status_code == 400
    assert "Nothing was sent. Read the letter below once more" in soup_of(refused).select_one("[role=alert][autofocus]").get_text()
    assert len(soup_of(refused).select("[autofocus]")) == 1
    tick = soup_of(refused).select_one("[name=looked_again]")
    assert (tick["aria-invalid"], soup_of(refused).select_one(f"#{tick['aria-describedby']}").get_text(strip=True)) == (
        "true",
        "Read the letter once more, then tick.",
    )
    row.refresh_from_db()
    assert row.state == ReferralState.DRAFT
    for leave in (actions.take_letter, export_referral):
        with pytest.raises(WrongState, match="a second time"):
            leave(row, by=user)
    assert page(client, "referral_send", row.code, version=str(row.version), looked_again="1").status_code == 302
    assert "Read the letter below" not in page(client, "referral_send", whole.code, version=str(whole.version)).content.decode()
    row.refresh_from_db()
    assert export_referral(row, by=user)["resourceType"] == "Bundle"


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("Боли после удара дубинкой при допросе", "«дубинкой», «допросе»"),
        ("Дарди сар, дар милиса задаанд", "«милиса»"),
        ("Следы от тока на руках", "«тока»"),
        ("Направил Офис свобод", "«офис свобод»"),
        ("Направила ОГС", "«огс»"),
    ],
)
def test_words_that_tell_are_marked_for_whoever_writes(client, user, words, marked):
    make_organisation(name="Офис свобод", spellings=("ОГС",))
    given = {
        "service": "neurology",
        "level": "neutral",
        "priority": "normal",
        "complaints": words,
        "data_kinds": ["name"],
        "language": "ru",
    }

    answer = page(client, "referral_add", make_case(by=user).code, facility=str(make_facility(by=user).pk), **given)

    assert answer.status_code == 400
    assert marked in answer.content.decode()
    assert Referral.objects.count() == 0


def test_sending_without_consent_says_why_and_where_to_ask(client, user):
    row = make_referral(by=user)

    answer = page(client, "referral_send", row.code, version="1", looked_again="1")

    assert answer.status_code == 409
    text = answer.content.decode()
    assert "The person has not agreed that this is sent to this facility, so the letter" in text
    assert reverse("desk:referral_consent", args=[row.code]) in text
    assert Referral.objects.get().state == ReferralState.AWAITING_CONSENT


def test_sending_an_older_version_sends_nothing(client, user):
    row = make_referral(by=user, consented=True)

    assert page(client, "referral_send", row.code, version="9", looked_again="1").status_code == 409
    assert page(client, "referral_send", row.code, version="").status_code == 400
    assert Referral.objects.get().state == ReferralState.DRAFT


def test_words_that_tell_are_refused_beside_the_field_and_stay_typed(client, user):
    case, facility = make_case(by=user), make_facility(by=user)

    answer = page(
        client,
        "referral_add",
        case.code,
        facility=str(facility.pk),
        service="eye",
        level="neutral",
        priority="normal",
        complaints="После пыток",
        language="ru",
    )

    text = answer.content.decode()
    assert "The letter says too much" in text
    assert "После пыток" in text


def test_changing_a_draft(client, user):
    row = make_referral(by=user)
    assert "Головные боли" in page(client, "referral_change", row.code, open="1").content.decode()

    answer = page(
        client,
        "referral_change",
        row.code,
        facility=str(row.facility_id),
        service="eye",
        level="neutral",
        priority="normal",
        complaints="Плохо видит",
        language="tg",
        version="1",
    )

    assert answer.status_code == 302
    assert Referral.objects.get().language == "tg"


def test_lists_show_codes_alone(client, user):
    row = make_referral(by=user, facility=make_facility(by=user, name="Клиника Х"))

    for text in (page(client, "referrals").content.decode(), page(client, "case_referrals", row.case.code).content.decode()):
        assert row.code in text
        assert [word for word in ("Клиника Х", "Қодиров", "Головные боли") if word in text] == []
    assert row.code not in client.get(reverse("desk:referrals") + "?show=over").content.decode()


def test_a_referral_of_another_organisation_does_not_exist(client, user):
    row = make_referral(by=user, state="sent")
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    assert row.code not in page(client, "referrals").content.decode()
    for name in ("referral", "referral_change"):
        assert page(client, name, row.code).status_code == 404
    for name in ("referral_preview", "referral_send", "referral_letter"):
        assert page(client, name, row.code, version="1").status_code == 404
    assert page(client, "case_referrals", row.case.code).status_code == 404


def test_an_unknown_step_does_not_exist(client, user):
    row = make_referral(by=user)

    assert page(client, "referral_step", row.code, "sent").status_code == 404
    assert page(client, "referral_step", row.code, "eaten").status_code == 404


@pytest.mark.parametrize("state", list(ReferralState))
def test_every_state_has_a_page(client, user, state):
    row = make_referral(by=user, state=state)

    assert page(client, "referral", row.code).status_code == 200


def test_how_it_is_done_is_said_of_the_step_that_the_referral_is_at(client, user):
    rows = [make_referral(by=user), make_referral(by=user, state=ReferralState.BOOKED)]

    draft, booked = (soup_of(page(client, "referral", row.code)).get_text() for row in rows)

    assert ["Check the letter before you send it" in said for said in (draft, booked)] == [True, False]
    assert ["After the appointment, ask the person how it went" in said for said in (draft, booked)] == [False, True]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, user, count, django_assert_num_queries):
    for _ in range(count):
        make_referral(by=user)
    page(client, "referrals")

    with django_assert_num_queries(13):
        page(client, "referrals")


def test_a_draft_that_waits_for_consent_says_so_once(client, user):
    row = make_referral(by=user, case=make_case(by=user))
    assert row.state == ReferralState.AWAITING_CONSENT

    listed = soup_of(page(client, "case_referrals", row.case.code)).main.get_text(" ", strip=True)

    assert ("waiting for consent" in listed, "no consent yet" in listed) == (True, False)


def test_the_row_that_asks_for_consent_leads_to_the_answer_with_all_that_the_referral_needs(client, user):
    row = make_referral(by=user, case=make_case(by=user))
    wanted = reverse("desk:referral_consent", args=[row.code])

    pages = [soup_of(page(client, "my_day")), soup_of(page(client, "case_file", row.case.code))]

    assert [bool(each.main.find("a", href=wanted)) for each in pages] == [True, True]


def test_a_refused_consent_is_said_on_the_referral_with_what_is_to_be_done_next(client, user):
    row = make_referral(by=user, case=make_case(by=user))
    answer = {"purpose": "referral", "recipient": f"facility:{row.facility_id}", "decision": "refused", "form": "written"}
    client.post(reverse("desk:referral_consent", args=[row.code]), {**answer, "given_on": written()})

    text = soup_of(page(client, "referral", row.code)).main.get_text(" ", strip=True)

    assert "The person refused consent: today. Your next step: change the facility or cancel the referral, by" in text
    assert "waiting for consent" not in text
    assert "Your next step: ask for consent" not in text
    assert "Take the next step of the referral" in soup_of(page(client, "my_day")).main.get_text()
    listed = soup_of(page(client, "case_referrals", row.case.code)).main.get_text(" ", strip=True)
    assert ("consent refused" in listed, "no consent yet" in listed) == (True, False)


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (ReferralState.AWAITING_CONSENT, "ask for consent, by"),
        (ReferralState.DRAFT, "check the letter and send it, by"),
        (ReferralState.BOOKED, "ask after the appointment if it took place, by"),
        (ReferralState.DECLINED, "ask another facility or end the referral, by"),
    ],
)
def test_page_says_whose_step_it_is_as_the_list_does(client, user, state, what):
    worker = make_user(Role.SOCIAL_WORKER)
    row = make_referral(by=worker, case=make_case(by=user, workers=((worker, Discipline.SOCIAL),)), state=state)

    said = {}
    for reader in (worker, user):
        sign_in(client, reader)
        said[reader] = soup_of(page(client, "referral", row.code)).main.get_text(" ", strip=True)
    listed = soup_of(page(client, "case_referrals", row.case.code)).select_one("tbody [data-head='Next step by']").get_text()

    assert f"Your next step: {what}" in said[worker]
    assert f"Next step for the worker: {what}" in said[user]
    assert "the worker" in listed


def test_a_step_that_was_handed_over_is_whose_it_is_now(client, user):
    worker = make_user(Role.SOCIAL_WORKER)
    row = make_referral(by=worker, case=make_case(by=user, workers=((worker, Discipline.SOCIAL),)))
    reassign_task(row.case.tasks.get(kind=TaskKind.CONSENT), by=user, owner=user)

    assert "Your next step: ask for consent" in soup_of(page(client, "referral", row.code)).main.get_text()


def test_an_answer_that_lies_there_is_looked_at_by_who_drew_it_up(client, user):
    worker = make_user(Role.SOCIAL_WORKER)
    row = make_referral(by=worker, case=make_case(by=user, workers=((worker, Discipline.SOCIAL),)), state=ReferralState.SENT)
    make_reply(row)

    said = {}
    for reader in (worker, user):
        sign_in(client, reader)
        said[reader] = soup_of(page(client, "referral", row.code)).main.get_text(" ", strip=True)

    assert "Your next step: check it by" in said[worker]
    assert "Next step for the worker: check it by" in said[user]
