"""A session or help says which planned service it is: chosen already where the page was opened for it, or where it is the only one."""

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.enums import Help, HelpItem, ProgrammeState
from tests.factories.accounts import make_secretariat, sign_in
from tests.factories.care import make_programme, make_team, service_of
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def team():
    make_secretariat()
    return make_team(Role.PSYCHOLOGIST, Role.SOCIAL_WORKER)


def opened(client, name, case, query=""):
    return soup_of(client.get(reverse(f"desk:{name}", args=[case.code]) + query)).select_one("form.form")


def chosen(form, name):
    return [each["value"] for each in form.select(f"[name={name}] option[selected], [name={name}][checked]")]


def links(client, case):
    page = soup_of(client.get(reverse("desk:case_programme", args=[case.code])))
    return [link["href"] for link in page.select("a[href*='?planned=']") if "gaps" not in link["href"]]


def test_the_only_service_of_ones_discipline_is_chosen(client, team):
    case, (psychologist, social) = team
    planned = service_of(make_programme(case, by=psychologist, state=ProgrammeState.APPROVED))

    sign_in(client, psychologist)
    assert chosen(opened(client, "add_session", case), "service") == [str(planned.pk)]
    assert chosen(opened(client, "plan_session", case), "service") == [str(planned.pk)]
    sign_in(client, social)
    assert chosen(opened(client, "add_session", case), "service") in ([], [""])


def test_of_two_none_is_chosen(client, team):
    case, (psychologist, _social) = team
    make_programme(case, by=psychologist, goals=2, state=ProgrammeState.APPROVED)
    sign_in(client, psychologist)

    assert chosen(opened(client, "add_session", case), "service") in ([], [""])


def test_a_line_of_the_programme_leads_to_what_it_is_recorded_by(client, team):
    case, (psychologist, social) = team
    planned = service_of(make_programme(case, by=psychologist, goals=2, state=ProgrammeState.APPROVED))
    sign_in(client, psychologist)

    (address,) = [link for link in links(client, case) if str(planned.pk) in link]

    assert address.startswith(reverse("desk:add_session", args=[case.code]))
    assert chosen(soup_of(client.get(address)).select_one("form.form"), "service") == [str(planned.pk)]
    sign_in(client, social)
    assert links(client, case) == []  # it is not theirs to record


def test_help_begins_with_what_was_planned(client, team):
    case, (_psychologist, social) = team
    facts = {"help": Help.HUMANITARIAN, "item": HelpItem.FOOD, "owner": social}
    planned = service_of(make_programme(case, by=social, goals=2, state=ProgrammeState.APPROVED, **facts))
    sign_in(client, social)
    (address,) = [link for link in links(client, case) if str(planned.pk) in link]

    form = soup_of(client.get(address)).select_one("form.form")

    assert [chosen(form, name) for name in ("service", "help", "item")] == [[str(planned.pk)], ["humanitarian"], ["food"]]
