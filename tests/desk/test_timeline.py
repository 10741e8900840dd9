"""Questionnaires in the timeline of a case: what, when, what the result is called; never a score, and for the readers of their page."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.cases.actions import reopen_case
from panoh.cases.models import Case
from panoh.core.clock import today
from tests.factories.accounts import make_legal_unit, make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_coordinator, show_case
from tests.factories.instruments import make_response
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
# Of nine answers the total is 13: a number that no day of these tests has.
ANSWERS = "222221110"
ALL = "?all=1"


@pytest.fixture
def asked():
    """A case with a psychologist who asked, a physician and a social worker."""
    case, team = make_team(Role.PSYCHOLOGIST, Role.PHYSICIAN, Role.SOCIAL_WORKER)
    make_response(case, by=team[0], instrument="phq9", values=ANSWERS)
    make_response(case, by=team[0], instrument="itq", values="4" * 18)
    return case, *team


def lines(client, user, case, query=""):
    sign_in(client, user)
    response = client.get(reverse("desk:case_file", args=[case.code]) + query)
    assert response.status_code == 200
    found = soup_of(response).select("main ol.line li")
    return [" ".join(item.get_text(" ").split()) for item in found]


def of(shown, name):
    return [line for line in shown if name in line]


def test_a_questionnaire_stands_in_the_timeline_with_what_its_result_is_called(client, asked):
    case, psychologist, physician, _social = asked

    for reader in (psychologist, physician):
        (line,) = of(lines(client, reader, case, ALL), "PHQ-9")
        assert "Questionnaire: PHQ-9. Screening result: moderate" in line
        assert line.startswith("Today")


def test_the_first_page_of_a_case_says_only_that_one_was_asked(client, asked):
    case, psychologist, *_others = asked

    shown = lines(client, psychologist, case)

    assert len(of(shown, "Today Questionnaire completed")) == 2
    assert of(shown, "PHQ-9") + of(shown, "Screening result") == []


def test_a_result_without_a_band_is_told_by_what_it_shows(client, asked):
    case, psychologist, *_others = asked

    (line,) = of(lines(client, psychologist, case, ALL), "ITQ")

    assert "Screening result: " in line
    assert "signs of its complex form: yes" in line


def test_no_line_of_the_timeline_has_a_score(client, asked):
    case, psychologist, *_others = asked

    for line in of(lines(client, psychologist, case, ALL), "Questionnaire"):
        assert not re.search(r"(?<![\d.])(13|18|24|72)(?![\d.])", line)


def test_who_may_not_read_the_result_sees_that_it_was_asked_and_no_more(client, asked):
    case, _psychologist, _physician, social = asked

    for reader in (social, make_coordinator()):
        (line,) = of(lines(client, reader, case, ALL), "ITQ")
        assert "The results are sealed" in line
        assert "Screening result" not in line


def test_who_has_no_access_to_questionnaires_does_not_learn_that_one_was_asked(client, asked):
    case, *_team = asked
    lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
    show_case(case, by=make_coordinator(), organisation=lawyer.organisation)

    assert of(lines(client, lawyer, case, ALL), "Questionnaire") == []


def test_the_timeline_with_questionnaires_is_opened_with_one_event(client, asked):
    case, psychologist, *_others = asked
    before = AuditEvent.objects.filter(verb="vault.opened").count()

    lines(client, psychologist, case, ALL)

    assert AuditEvent.objects.filter(verb="vault.opened").count() == before + 1


def test_what_was_asked_in_another_episode_stands_there(client, asked):
    case, *_team = asked
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(state="closed", closed_on=today(), close_reason="goals_met")
    case.refresh_from_db()
    coordinator = make_coordinator()
    episode = reopen_case(case, by=coordinator, reason="Снова")

    assert of(lines(client, coordinator, episode), "Questionnaire") == []
    assert len(of(lines(client, coordinator, case), "Questionnaire")) == 2


def test_questionnaires_stand_by_their_day(client, asked):
    case, psychologist, *_others = asked
    make_response(case, by=psychologist, instrument="who5", values="33333", done_on=today() - dt.timedelta(days=3))

    shown = lines(client, psychologist, case, ALL)

    assert shown.index(of(shown, "WHO-5")[0]) > shown.index(of(shown, "PHQ-9")[0])
