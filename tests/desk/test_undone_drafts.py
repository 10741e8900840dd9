"""What was typed comes back as a draft of its form when its act is undone, and is kept no longer than that."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.drafts import forget_passing
from panoh.accounts.models import Draft
from panoh.accounts.queries import drafts, open_draft
from panoh.accounts.roles import Role
from panoh.audit.models import Undo
from panoh.cases.models import Session
from panoh.core.clock import now
from panoh.data_protection.sealing import seal_case
from panoh.people.models import SafeContact
from tests.cases.test_cues import PASSWORD, with_own_key
from tests.desk.forms import filled, form_with
from tests.factories.accounts import sign_in
from tests.factories.care import make_planned, make_team
from tests.factories.cases import make_coordinator
from tests.factories.referrals import make_referral
from tests.pages import soup_of, url
from tests.vault.test_members import pair

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

WORDS = "Гуфт, ки хоб намеравад"


@pytest.fixture
def team():
    return make_team(Role.PSYCHOLOGIST)


def record(client, address):
    """Records the session on this page as a browser does."""
    sent = filled(form_with(soup_of(client.get(address)), "summary")) | {"summary": WORDS, "attendance": "attended"}
    assert client.post(address, sent).status_code == 302


def undo(client):
    """Takes the last act back; what the page says then."""
    answer = client.post(reverse("desk:take_back", args=[Undo.objects.latest("at").pk]), follow=True)
    return soup_of(answer).main.get_text(" ", strip=True)


def test_what_was_typed_stands_in_the_form_again_after_an_undo(client, team):
    case, (psychologist,) = team
    sign_in(client, psychologist)
    address = url("add_session", case)
    record(client, address)
    assert drafts(psychologist) == []
    assert soup_of(client.get(reverse("desk:my_day"))).find(id="drafts") is None

    assert "Undone. Your text is kept as a draft." in undo(client)

    assert [(row.form, row.path) for row in drafts(psychologist)] == [(f"session:{case.pk}", address)]
    form = form_with(soup_of(client.get(f"{address}?draft=use")), "summary")
    assert form.find(attrs={"name": "summary"}).get_text(strip=True) == WORDS
    sent = filled(form)
    client.post(address, sent)
    assert (Session.objects.count(), Draft.objects.filter(form__contains=":of-act").count(), drafts(psychologist)) == (1, 1, [])


def test_of_the_button_that_leads_on_to_a_danger_nothing_is_kept_among_the_words(client, team):
    case, (psychologist,) = team
    sign_in(client, psychologist)
    address = url("add_session", case)
    sent = filled(form_with(soup_of(client.get(address)), "summary")) | {"summary": WORDS, "attendance": "attended"}
    assert client.post(address, sent | {"danger_now": "1"}).status_code == 302
    undo(client)

    kept = open_draft(psychologist, f"session:{case.pk}")
    assert (kept["summary"], "danger_now" in kept) == ([WORDS], False)


def test_the_text_of_an_undone_record_is_sent_over_what_stands_there_now(client, team):
    case, (psychologist,) = team
    row = make_planned(case, by=psychologist, at=now() - dt.timedelta(hours=1))
    sign_in(client, psychologist)
    address = url("record_session", case, row.pk)
    record(client, address)
    undo(client)
    assert Session.objects.get().attendance == "planned"

    answer = client.post(address, filled(form_with(soup_of(client.get(f"{address}?draft=use")), "summary")))

    assert answer.status_code == 302
    assert Session.objects.get().attendance == "attended"


def test_what_was_sent_is_kept_no_longer_than_its_act_can_be_undone(client, team):
    case, (psychologist,) = team
    sign_in(client, psychologist)
    record(client, url("add_session", case))
    assert (forget_passing(), Draft.objects.count()) == (0, 1)

    with time_machine.travel(now() + dt.timedelta(minutes=10), tick=False):
        assert (forget_passing(), Draft.objects.count()) == (1, 0)


@pytest.fixture
def sealed(client):
    """A sealed case with a referral; one of its members is signed in with the password."""
    coordinator = make_coordinator()
    case, (psychologist, physician) = make_team(Role.PSYCHOLOGIST, Role.PHYSICIAN)
    referral = make_referral(case=case, by=coordinator)
    with_own_key(client, psychologist)
    seal_case(case, by=coordinator, to={psychologist.id, pair(physician).id}, why="threat")
    client.post(reverse("desk:own_key"), {"current": PASSWORD, "next": "/desk/"})
    return case, referral


def test_of_a_sealed_case_nothing_is_kept(client, sealed):
    case, _referral = sealed
    record(client, url("add_session", case))

    assert (Session.objects.count(), Draft.objects.count()) == (1, 0)


def test_of_a_sealed_case_nothing_is_kept_where_the_act_is_about_the_person_alone(client, sealed):
    case, _referral = sealed
    address = url("case_contact_write", case)
    sent = filled(form_with(soup_of(client.post(address, {"open": "1"})), "hours"))
    assert client.post(address, sent | {"channel": "call", "number": "+992935550017", "hours": WORDS}).status_code == 302

    assert (SafeContact.objects.count(), Undo.objects.latest("at").code, Draft.objects.count()) == (1, case.code, 0)


def test_of_a_sealed_case_nothing_is_kept_where_the_act_names_the_referral_alone(client, sealed):
    _case, referral = sealed
    address = url("referral_step", referral, "withdrawn")
    sent = filled(form_with(soup_of(client.get(address)), "words"))
    assert client.post(address, sent | {"words": WORDS}).status_code == 302

    assert (Undo.objects.latest("at").code, Draft.objects.count()) == (referral.code, 0)


def test_of_what_names_no_record_nothing_is_kept(client, team, monkeypatch):
    case, (psychologist,) = team
    sign_in(client, psychologist)
    monkeypatch.setattr("panoh.desk.frame.sent_drafts.codes_of", lambda act: [])
    record(client, url("add_session", case))

    assert (Session.objects.count(), Draft.objects.count()) == (1, 0)


def test_of_a_form_without_words_nothing_is_kept(client, team):
    case, (psychologist,) = team
    row = make_planned(case, by=psychologist)
    sign_in(client, psychologist)
    address = url("cancel_session", case, row.pk)
    form = soup_of(client.get(address)).find("form", attrs={"data-draft": True})
    client.post(address, filled(form) | {"reason": "person_unwell"})

    assert (Undo.objects.exclude(verb="").count() > 0, Session.objects.get().attendance, Draft.objects.count()) == (True, "called_off", 0)


def test_words_of_an_act_that_names_a_referral_come_back_too(client):
    coordinator = make_coordinator()
    referral = make_referral(by=coordinator)
    sign_in(client, coordinator)
    address = url("referral_step", referral, "withdrawn")
    sent = filled(form_with(soup_of(client.get(address)), "words"))
    assert client.post(address, sent | {"words": WORDS}).status_code == 302

    assert "Your text is kept as a draft." in undo(client)
