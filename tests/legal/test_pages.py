"""Pages of legal help: the lawyer writes, the team sees what is when as the person agreed."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.legal.models import Milestone
from tests.desk.frame import QUERIES
from tests.factories.accounts import sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_coordinator
from tests.factories.consent import make_consent
from tests.factories.legal import make_lawyer, make_milestone
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def house():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    return case, psychologist, make_lawyer(case)


def test_a_hearing_is_noted_and_moved_and_the_psychologist_finds_it_in_their_day(client, house):
    case, psychologist, lawyer = house
    page, soon, later = reverse("desk:case_legal", args=[case.code]), today() + dt.timedelta(days=9), today() + dt.timedelta(days=30)
    sign_in(client, lawyer)

    given = {"kind": "hearing", "reparation": "", "day": f"{soon:%d.%m.%Y}", "state": "planned", "words": "Тайна"}
    client.post(reverse("desk:milestone_add", args=[case.code]), given)
    assert "Тайна" not in text(client.get(page))
    assert "Тайна" in text(client.post(page))
    row = Milestone.objects.get()
    sign_in(client, psychologist)
    assert "Prepare for the day at court" in text(client.get("/desk/"))

    sign_in(client, lawyer)
    change = reverse("desk:milestone_change", args=[case.code, row.pk])
    moved = {"day": f"{later:%d.%m.%Y}", "state": "planned", "words": "Тайна", "version": row.version}
    client.post(change, moved)
    shown = text(client.get(page))
    assert ("date moved: 1" in shown, "Court hearing" in shown) == (True, True)
    calendar = text(client.get(f"{reverse('desk:calendar')}?week={later}"))
    assert f"Court date {case.code}" in calendar
    assert "Court date" not in text(client.get(f"{reverse('desk:calendar')}?week={soon}"))

    refused = client.post(change, moved)
    assert refused.status_code == 409


def test_the_team_sees_days_by_consent_and_never_the_words_or_the_form(client, house):
    case, psychologist, lawyer = house
    row = make_milestone(case, by=lawyer, words="Тайна")
    page = reverse("desk:case_legal", args=[case.code])
    sign_in(client, psychologist)
    assert "Not shared inside the team" in text(client.get(page))
    assert "Court hearing" not in text(client.get(page))

    make_consent(case.person, by=make_coordinator(), purpose="team", data_kinds=["legal"])
    assert "Court hearing" in text(client.get(page))
    ahead = text(client.get(reverse("desk:case_file", args=[case.code])))
    assert ("Court hearing" in ahead, "Court hearing: to come" in ahead) == (True, False)
    refused = client.post(page)
    assert (refused.status_code, "Тайна" in text(refused)) == (403, False)
    for name, args in (("milestone_add", []), ("milestone_change", [row.pk])):
        assert client.get(reverse(f"desk:{name}", args=[case.code, *args])).status_code == 403


def test_to_a_lawyer_to_whom_the_case_is_not_shown_there_is_none(client):
    sign_in(client, make_lawyer())
    case_of_others, _team = make_team(Role.PSYCHOLOGIST)

    assert client.get(reverse("desk:case_legal", args=[case_of_others.code])).status_code == 404


def test_what_is_wrong_comes_back_as_it_was_typed(client, house):
    case, _psychologist, lawyer = house
    sign_in(client, lawyer)
    given = {"kind": "reparation", "reparation": "", "day": "2031", "state": "planned", "words": "Ждём ответа"}

    refused = client.post(reverse("desk:milestone_add", args=[case.code]), given)

    assert refused.status_code == 400
    assert ("Choose the form of reparation" in text(refused), "Ждём ответа" in text(refused)) == (True, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_one_step_as_for_three(client, house, count, django_assert_num_queries):
    case, _psychologist, lawyer = house
    for number in range(count):
        make_milestone(case, by=lawyer, ahead=20 + number)
    sign_in(client, lawyer)
    page = reverse("desk:case_legal", args=[case.code])
    client.get(page)

    with django_assert_num_queries(QUERIES + 4):  # one asks whether a danger of their own opens more of the case
        shown = client.get(page)

    assert len(soup_of(shown).select("ol.line > li")) == count
