"""What can be undone stays so for its ten minutes: a picture, a setting, a language, another act on the case take no offer away."""

from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from panoh.accounts.actions import set_preferences
from panoh.accounts.roles import Role
from panoh.audit.models import Undo
from panoh.audit.trail import action, record, save
from panoh.cases.actions import add_own_task
from panoh.cases.enums import CaseState, Discipline
from panoh.cases.events import CueEvent as Event
from panoh.cases.models import Case
from panoh.consent.actions import refuse_consent
from panoh.consent.enums import ConsentForm, ConsentPurpose
from panoh.consent.models import Consent
from panoh.core.clock import today
from panoh.desk.frame.behind_press import DANGER, PLAIN
from panoh.desk.frame.context import ENDED_ON
from tests.cases.test_cues import with_own_key
from tests.desk.test_undo_place import offers
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_session
from tests.factories.cases import make_case, make_coordinator
from tests.pages import ended_on, soup_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr("panoh.vault.pairs.password_key", lambda password, salt: (password.encode() + salt).ljust(32, b".")[:32])


def give_picture(client, case, thing="kettle"):
    return client.post(url("case_cue", case), {"thing": thing, "colour": "green"})


def press_undo(client, page, at=0):
    return client.post(soup_of(client.get(page)).select(".undo form")[at]["action"], headers={"Referer": f"http://testserver{page}"})


def test_a_picture_takes_no_undo_away_and_goes_with_its_case(client):
    coordinator = make_user(Role.COORDINATOR, username="coord")
    with_own_key(client, coordinator)
    case = make_case(by=coordinator)
    file = url("case_file", case)
    ended_on(client, file)
    assert f"{case.code} Person admitted." in offers(client, file)[0]

    give_picture(client, case)

    picture, admission = offers(client, file)
    assert (case.code in picture, f"{case.code} Person admitted." in admission) == (True, True)
    press_undo(client, file)
    (admission,) = offers(client, file)
    assert "Person admitted." in admission

    give_picture(client, case)
    press_undo(client, file, 1)
    assert not Case.objects.exists()


@pytest.mark.parametrize("hidden", ["", "1"])
def test_after_an_undo_the_older_one_is_offered_behind_a_press_on_the_page_that_says_so(client, hidden):
    psychologist = sign_in(client, make_user(Role.PSYCHOLOGIST))
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), state=CaseState.ACTIVE)
    file = url("case_file", case)
    make_session(case, by=psychologist)
    ended_on(client, file)
    refuse_consent(case.person, by=psychologist, purpose=ConsentPurpose.CASE_STUDY, form=ConsentForm.SPOKEN)
    ended_on(client, file)

    client.post(reverse("desk:discreet"), {"on": hidden})

    press_undo(client, file)

    said = soup_of(client.get(file)).select_one("#said")
    (earlier,) = said.find_all("details", recursive=False)
    assert earlier.summary.get_text() == "Undo an earlier change"
    assert len(earlier.select(".undo form")) == len(said.select(".undo form")) == 1
    assert "Undone." in earlier.find_previous_sibling(class_="note").get_text()
    later = soup_of(client.get(file)).select_one("#said")
    assert (len(later.select("details")), len(later.select(".undo form"))) == (0, 1)


def test_after_the_undo_of_an_older_act_the_newer_says_what_it_said_and_not_that_it_was_undone(client):
    psychologist = sign_in(client, make_user(Role.PSYCHOLOGIST))
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), state=CaseState.ACTIVE)
    file = url("case_file", case)
    make_session(case, by=psychologist)
    refuse_consent(case.person, by=psychologist, purpose=ConsentPurpose.CASE_STUDY, form=ConsentForm.SPOKEN)
    session = client.session
    session[ENDED_ON] = [[str(act.pk), file] for act in Undo.objects.order_by("at")]
    session.save()

    press_undo(client, file, 1)

    said = soup_of(client.get(file)).select_one("#said")
    assert "Undone" not in said.select_one(".undo").get_text()
    assert "Undone." in said.select_one(".note").get_text()


def test_a_setting_and_a_language_take_no_undo_away(client):
    psychologist = sign_in(client, make_user(Role.PSYCHOLOGIST))
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), state=CaseState.ACTIVE)
    make_session(case, by=psychologist)

    set_preferences(psychologist, language="ru", theme="dark", is_practising=False, by=psychologist)

    assert "Встреча записана." in offers(client, url("case_file", case))[0]


def test_each_answer_of_a_case_stays_to_be_undone_on_the_page_where_it_ended(client):
    psychologist = sign_in(client, make_user(Role.PSYCHOLOGIST))
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), state=CaseState.ACTIVE)
    consents, file = url("case_consents", case), url("case_file", case)
    refuse_consent(case.person, by=psychologist, purpose=ConsentPurpose.CASE_STUDY, form=ConsentForm.SPOKEN)
    ended_on(client, consents)
    make_session(case, by=psychologist)

    (there,), (here,) = offers(client, consents), offers(client, file)
    assert (f"{case.code} Refusal recorded." in there, f"{case.code} Session recorded." in here) == (True, True)
    press_undo(client, file)
    assert "Refusal recorded." in offers(client, file)[0]
    press_undo(client, consents)
    assert (offers(client, consents), Consent.objects.count()) == ([], 0)


@action
def leave_the_house(row, *, by, code):
    """As a letter about a case is sent."""
    record(Event.CUE_GIVEN, by=by.actor, codes=[code])
    save(row)


def test_what_left_the_house_ends_the_undo_of_its_own_record_alone(client):
    coordinator = sign_in(client, make_coordinator())
    cases = [make_case(by=coordinator) for _each in range(2)]
    shown = [offers(client, url("case_file", case)) for case in cases]
    assert [len(each) for each in shown] == [1, 1]

    leave_the_house(add_own_task(by=coordinator, words="Занг", due=today()), by=coordinator, code=cases[0].code)

    assert [len(offers(client, url("case_file", case))) for case in cases] == [0, 1]


def test_while_details_are_hidden_a_plain_sentence_is_read_beside_its_undo_and_no_other(client):
    psychologist = sign_in(client, make_user(Role.PSYCHOLOGIST))
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), state=CaseState.ACTIVE)
    client.post(reverse("desk:discreet"), {"on": "1"})

    make_session(case, by=psychologist)
    row = soup_of(client.get(url("case_file", case))).select_one(".undo")
    assert (row.select("details"), f"{case.code} Session recorded." in " ".join(row.get_text(" ").split())) == ([], True)

    refuse_consent(case.person, by=psychologist, purpose=ConsentPurpose.CASE_STUDY, form=ConsentForm.SPOKEN)
    row = soup_of(client.get(url("case_file", case))).select_one(".undo")
    assert len(row.select("details")) == 1


def test_sentences_that_are_read_while_details_are_hidden_are_of_acts_and_tell_of_no_danger():
    code = "".join(path.read_text() for path in Path("panoh").rglob("*.py") if path.name != "behind_press.py")
    for sentence in PLAIN:
        assert f'"{sentence}"' in code
        for language in ("en", "ru", "tg"):
            with override(language):
                assert not DANGER.search(gettext(sentence))
