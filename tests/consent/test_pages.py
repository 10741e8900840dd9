"""Pages of consents and of the vital interest, as a reader sees them."""

import re

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.models import Undo
from panoh.audit.undo import take_back
from panoh.cases.models import Share
from panoh.consent import actions
from panoh.consent.enums import ConsentPurpose, DataKind, WhyNot
from panoh.consent.models import Consent, VitalInterest
from panoh.core.clock import today
from panoh.referrals.actions import send_referral
from panoh.referrals.models import Referral
from tests.days import written
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.cases import make_case, show_case
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def user(client):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


@pytest.fixture
def case(user):
    return make_case(by=user)


def page(client, name, case, *more, query="", **posted):
    address = reverse(f"desk:{name}", args=[case.code, *more]) + query
    return client.post(address, posted) if posted else client.get(address)


def test_the_page_shows_answers_by_purpose_with_names_shut(client, user, case):
    facility = make_facility(by=user, name="Клиника Х")
    make_consent(case.person, by=user, facility=facility, witness="Зарина")
    actions.refuse_consent(case.person, by=user, purpose=ConsentPurpose.RESEARCH, form="spoken")

    shut, opened = page(client, "case_consents", case).content.decode(), page(client, "case_consents", case, x="1").content.decode()

    assert "regional hospital" in shut
    assert "the person refused" in shut
    assert [word for word in ("Клиника Х", "Зарина") if word in shut] == []
    assert [word for word in ("Клиника Х", "Зарина") if word in opened] == ["Клиника Х", "Зарина"]


def test_recording_a_consent_and_a_refusal(client, user, case):
    facility = make_facility(by=user)
    given = {
        "purpose": "referral",
        "recipient": f"facility:{facility.pk}",
        "data_kinds": ["name", "complaints"],
        "form": "written",
        "given_on": written(),
    }

    assert page(client, "consent_add", case, decision="given", **given).status_code == 302
    consent = Consent.objects.get()
    assert (consent.facility, consent.data_kinds, consent.decision) == (facility, ["name", "complaints"], "given")
    assert page(client, "consent_add", case, decision="refused", **given).status_code == 302

    assert Consent.objects.get(pk=consent.pk).decision == "withdrawn"


def test_a_spoken_consent_without_a_witness_is_refused_beside_the_field(client, user, case):
    answer = page(client, "consent_add", case, purpose="services", decision="given", form="spoken", given_on=written())

    assert "For a spoken consent someone must be present" in answer.content.decode()
    assert Consent.objects.count() == 0


def test_a_child_needs_both_and_is_asked_for_both(client, user):
    child = make_case(by=user, birth=f"{today().year - 10}-01-01")
    given = {"purpose": "services", "decision": "given", "form": "written", "given_on": written()}

    answer = page(client, "consent_add", child, **given, by_guardian="on", guardian="Модар")
    assert "This person is under 18: the child must agree too" in answer.content.decode()
    assert page(client, "consent_add", child, **given, by_guardian="on", guardian="Модар", child_assented="on").status_code == 302

    assert Consent.objects.get().child_assented is True


def test_where_the_birth_is_not_known_the_page_asks_whether_the_person_is_of_age(client, user):
    case = make_case(by=user, birth="")
    given = {"purpose": "services", "decision": "given", "form": "written", "given_on": written()}
    assert 'name="is_adult"' in page(client, "consent_add", case).content.decode()

    refused = page(client, "consent_add", case, **given).content.decode()

    assert "Say whether the person is 18 or older" in refused
    assert Consent.objects.count() == 0
    assert page(client, "consent_add", case, **given, is_adult="yes").status_code == 302
    assert Consent.objects.get().of_age is True


@pytest.mark.parametrize(("born", "asked"), [(10, ["by_guardian", "guardian", "child_assented"]), (30, [])])
def test_where_the_birth_is_known_nobody_is_asked_for_the_age(client, user, born, asked):
    text = page(client, "consent_add", make_case(by=user, birth=f"{today().year - born}-01-01")).content.decode()

    assert [name for name in ("is_adult", "by_guardian", "guardian", "child_assented") if f'name="{name}"' in text] == asked


def test_coming_from_a_referral_what_it_needs_stands_chosen_and_the_way_leads_back(client, user, case):
    row = make_referral(by=user, case=case, level="minimal")

    text = page(client, "referral_consent", row).content.decode()
    assert len(re.findall(r'name="data_kinds" value="(?:name|complaints|medical)"[^>]* checked', text)) == 3
    answer = page(
        client,
        "referral_consent",
        row,
        data_kinds=["name", "complaints", "medical"],
        decision="given",
        form="written",
        given_on=written(),
    )

    assert answer.headers["Location"] == reverse("desk:referral", args=[row.code])


def test_withdrawing_says_before_what_it_closes(client, user, case):
    member, facility = make_member(1), make_facility(by=user)
    legal = make_consent(case.person, by=user, purpose=ConsentPurpose.LEGAL, organisation=member, data_kinds=[DataKind.LEGAL])
    show_case(case, by=user, organisation=member)
    consent = make_consent(case.person, by=user, facility=facility)
    sent = send_referral(make_referral(by=user, case=case, facility=facility), by=user)
    draft = make_referral(by=user, case=case, facility=facility)

    text = page(client, "consent_withdraw", case, consent.pk).content.decode()
    assert f"Referral {draft.code} is cancelled" in text
    assert f"Referral {sent.code} was sent" in text
    assert "no longer sees the case" in page(client, "consent_withdraw", case, legal.pk).content.decode()

    assert page(client, "consent_withdraw", case, legal.pk, version="1").status_code == 302
    assert Share.objects.get().ended_at is not None
    assert page(client, "consent_withdraw", case, consent.pk, version="1").status_code == 302
    assert Referral.objects.get(pk=sent.pk).ground_lost_on == today()


def test_withdrawing_says_of_a_proposal_and_of_all_help_what_becomes_of_them(client, user, case):
    proposal = make_proposal(by=user, case=case)
    consents = {each.purpose: each for each in (make_consent(case.person, by=user), Consent.objects.get(organisation=proposal.taker))}
    photographs = make_consent(case.person, by=user, purpose=ConsentPurpose.PHOTOGRAPHS)

    told = {each.purpose: page(client, "consent_withdraw", case, each.pk).text for each in (*consents.values(), photographs)}

    assert f"Proposal {proposal.code}: {proposal.taker.short} can no longer accept it" in told["team"]
    assert "All help here depends on it, and nothing ends automatically" in told["services"]
    assert {
        purpose for purpose, text in told.items() if "No referral, letter, access, shown document or proposal depends on it" in text
    } == {"photographs"}


def test_withdrawing_research_says_that_it_closes_nothing(client, user, case):
    consent = make_consent(case.person, by=user, purpose=ConsentPurpose.RESEARCH)

    assert "This does not affect any help" in page(client, "consent_withdraw", case, consent.pk).content.decode()


def test_an_answer_of_somebody_else_does_not_exist(client, user, case):
    consent = make_consent(make_case(by=user).person, by=user)

    assert page(client, "consent_withdraw", case, consent.pk).status_code == 404


def test_vital_interest_from_statement_to_second_review(client, user, case):
    assert page(client, "vital_state", case, why="detained", reason="Кровотечение").status_code == 302
    vital = VitalInterest.objects.get()
    assert "already" in page(client, "vital_state", case, why="detained", reason="Ещё").content.decode()
    assert (
        "Help in the vital interest is checked by someone other than the person who"
        in page(client, "vital_review", case, vital.pk, upheld="yes", version="1").content.decode()
    )

    for number in (1, 2):
        sign_in(client, make_user(Role.COORDINATOR))
        assert "Кровотечение" in page(client, "vital_review", case, vital.pk).content.decode()
        assert page(client, "vital_review", case, vital.pk, upheld="yes", version=str(number)).status_code == 302

    assert VitalInterest.objects.get().was_upheld is True
    assert "Кровотечение" not in page(client, "case_consents", case).content.decode()


def test_a_case_that_is_not_seen_has_no_consents(client, user, case):
    vital = actions.state_vital_interest(case.person, by=user, why=WhyNot.DETAINED, reason="Срочно")
    sign_in(client, make_user(Role.MEMBER_WORKER, organisation=make_member(1)))

    assert [page(client, name, case).status_code for name in ("case_consents", "consent_add", "vital_state")] == [404, 404, 404]
    assert page(client, "vital_review", case, vital.pk).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(client, user, case, count, django_assert_num_queries):
    facility = make_facility(by=user)
    for _ in range(count):
        make_consent(case.person, by=user, facility=facility)
    page(client, "case_consents", case)

    with django_assert_num_queries(11):
        page(client, "case_consents", case)


def test_one_talk_records_every_answer_in_one_act_and_leaves_later_open(client, user, case):
    said = {"to_services": "given", "to_storage": "given", "to_team": "refused", "to_follow_up": "", "form": "written"}

    assert page(client, "consents_ask", case, **said, given_on=written()).status_code == 302

    assert sorted(Consent.objects.values_list("purpose", "decision")) == [("services", "given"), ("storage", "given"), ("team", "refused")]
    again = page(client, "consents_ask", case).content.decode()
    assert [name for name in ("to_services", "to_storage", "to_team", "to_follow_up") if f'name="{name}"' in again] == [
        "to_team",
        "to_follow_up",
    ]
    assert again.count("The last answer was no, ") == 1
    take_back(Undo.objects.get(sentence="Answers recorded.").pk, by=user.actor)
    assert Consent.objects.count() == 0


@pytest.mark.parametrize(("form", "sentence"), [("spoken", "Enter who heard it"), ("written", "to at least one question")])
def test_of_one_talk_all_is_recorded_or_nothing(client, user, case, form, sentence):
    said = {"to_services": "given", "to_team": "refused"} if form == "spoken" else {}

    answer = page(client, "consents_ask", case, **said, form=form, given_on=written())

    assert (answer.status_code, sentence in answer.content.decode()) == (400, True)
    assert Consent.objects.count() == 0


def test_who_was_present_is_not_optional_where_a_yes_was_spoken(client, user, case):
    answer = page(client, "consents_ask", case, to_services="given", form="spoken", given_on=written())

    asked = soup_of(answer).find("label", attrs={"for": "id_witness"})
    assert [mark for mark in asked.select("span.quiet") if not mark.has_attr("hidden")] == []


def test_for_a_child_one_talk_asks_once_who_agrees(client, user):
    child = make_case(by=user, birth=f"{today().year - 10}-01-01")
    said = {"to_services": "given", "to_storage": "given", "to_team": "refused", "form": "written", "given_on": written()}
    assert "the child must agree too" in page(client, "consents_ask", child, **said, by_guardian="on", guardian="Модар").content.decode()

    assert page(client, "consents_ask", child, **said, by_guardian="on", guardian="Модар", child_assented="on").status_code == 302

    assert list(Consent.objects.filter(decision="given").values_list("child_assented", flat=True)) == [True, True]


def test_an_answer_that_was_recorded_meanwhile_loses_nothing_of_what_was_sent(client, user, case):
    make_consent(case.person, by=user)

    assert page(client, "consents_ask", case, to_services="refused", form="written", given_on=written()).status_code == 302

    assert sorted(Consent.objects.values_list("decision", flat=True)) == ["refused", "withdrawn"]


def test_the_questions_are_read_in_the_language_of_the_person_and_say_nothing_of_anybody(client, user):
    case = make_case(by=user, language="tg")

    text, russian = (
        page(client, "consents_read", case).content.decode(),
        page(client, "consents_read", case, query="?in=ru").content.decode(),
    )

    assert "кумак" in text
    assert "Наши вопросы к вам" in russian
    assert case.code not in re.sub(r'href="[^"]*"', "", text)


def test_the_page_names_in_one_line_what_was_not_asked(client, user, case):
    make_consent(case.person, by=user)

    text = page(client, "case_consents", case).content.decode()

    assert "Not asked: to keep the data electronically; to share inside the team" in text
    assert text.count('<th scope="row">') == 1


def test_which_data_is_not_said_to_be_optional_before_the_answer_is_known(client):
    make_secretariat()
    by = sign_in(client, make_user(Role.COORDINATOR))
    referral = make_referral(by=by)
    form = soup_of(client.get(reverse("desk:referral_consent", args=[referral.code]))).select_one("form.form")

    (legend,) = [each for each in form.select("legend") if "Which data" in each.get_text()]

    assert legend.select_one("[data-needed-if]").has_attr("hidden")


def test_what_is_passed_on_is_asked_as_a_question_with_the_recipient_by_name_large_and_in_the_persons_language(client, user, case):
    row = make_referral(by=user, case=case, facility=make_facility(by=user, name="Клиника Х"), level="minimal")
    query = f"?referral={row.code}"

    form, read = page(client, "referral_consent", row), page(client, "consents_read", case, query=query + "&in=ru")

    asked = soup_of(form).main.h2.get_text()
    assert asked.startswith("May we send this about you to: Клиника Х")
    large = soup_of(read).main.get_text(" ", strip=True)
    assert "Клиника Х" in large
    assert [str(kind) for kind in ("имя и год рождения", "жалобы") if kind not in large] == []
    assert case.code not in large
    assert soup_of(read).main.a["href"] == reverse("desk:referral_consent", args=[row.code])


@pytest.mark.parametrize("query", ["?organisation={slug}&all=1", "?purpose=photographs"])
def test_of_a_member_or_for_photographs_that_one_question_stands_there(client, user, case, query):
    member = make_member(1)

    text = soup_of(page(client, "consents_read", case, query=query.format(slug=member.slug))).main

    assert len(text.find_all("h2")) == 1
    assert (member.name in text.h2.get_text()) == ("organisation" in query)


def test_who_cannot_be_asked_is_a_press_from_the_question_and_leads_back_to_the_referral(client, user, case):
    row = make_referral(by=user, case=case)
    form = page(client, "referral_consent", row)
    link = soup_of(form).find("a", string=re.compile("cannot consent now"))["href"]

    answer = client.post(link, {"why": WhyNot.UNCONSCIOUS, "reason": "коллапс"})

    assert answer.headers["Location"] == reverse("desk:referral", args=[row.code])
    assert VitalInterest.objects.get().person == case.person
