"""What stands beside the day of who works on no case."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from panoh.accounts.models import RoleGrant
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import AuditEvent
from panoh.audit.trail import record
from panoh.core.actor import SYSTEM
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.templatetags.panoh import moment
from panoh.desk.home import overview as module
from panoh.desk.home.overview import overview
from panoh.network.enums import Service, TariffUnit
from panoh.vault.enums import Fault
from panoh.vault.events import Event
from panoh.vault.models import NightCopy
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.agreements import make_agreement
from tests.factories.cases import make_case, make_coordinator
from tests.factories.episodes import make_cost, make_episode
from tests.factories.network import make_facility
from tests.factories.planning import make_plan
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _house():
    make_secretariat()


def _lines(role):
    return {line.label: (line.value, line.beside) for line in overview(make_user(role))}


def test_the_director_sees_the_month_beside_the_last(time_machine):
    time_machine.move_to(dt.datetime(2026, 5, 20, 12, tzinfo=DUSHANBE), tick=False)
    for day in (dt.date(2026, 5, 2), dt.date(2026, 5, 20), dt.date(2026, 4, 20), dt.date(2026, 4, 21)):
        make_case(admitted_on=day)

    assert _lines(Role.DIRECTOR)["Admitted this month"] == ("2", "by this day of last month: 1")


def test_the_number_of_the_month_leads_to_the_figures_of_that_month(client):
    make_case(admitted_on=today())
    director = sign_in(client, make_user(Role.DIRECTOR))

    page = soup_of(client.get(overview(director)[0].url))

    assert [page.select_one(f"[name={each}]")["value"] for each in ("start", "end")] == [f"01.{today():%m.%Y}", f"{today():%d.%m.%Y}"]


def test_the_last_day_of_a_short_month_is_counted(time_machine):
    time_machine.move_to(dt.datetime(2026, 3, 31, 12, tzinfo=DUSHANBE), tick=False)

    assert module._months() == ((dt.date(2026, 3, 1), today()), (dt.date(2026, 2, 1), dt.date(2026, 2, 28)))


def test_the_administrator_sees_who_was_given_what_lately():
    make_user(Role.COORDINATOR, username="long-here")
    newcomer = make_user(username="newcomer")
    with writes_allowed():
        giver = make_user(username="giver")
        RoleGrant(user=newcomer, role=Role.PHYSICIAN, starts_on=today(), granted_by=giver.pk).save(force_insert=True)

    lines = _lines(Role.ADMINISTRATOR)

    assert lines["Role given to newcomer"] == ("consulting physician", "today, by giver")
    assert "Role given to long-here" not in lines
    assert "Roles given in 30 days" not in lines


def test_where_more_roles_were_given_than_are_listed_it_says_how_many_and_leads_to_them():
    newcomer, roles = make_user(username="newcomer"), [Role.PHYSICIAN, Role.LAWYER, Role.DIRECTOR, Role.ACCOUNTANT]
    with writes_allowed():
        for role in [*roles, Role.PSYCHOLOGIST, Role.SOCIAL_WORKER, Role.DUTY_OFFICER]:
            RoleGrant(user=newcomer, role=role, starts_on=today(), granted_by=None).save(force_insert=True)
    given = RoleGrant.objects.filter(starts_on=today()).count()

    (line,) = [each for each in overview(make_user(Role.ADMINISTRATOR)) if each.label == "Roles given in 30 days"]

    assert (line.value, line.url) == (f"and {RoleGrant.objects.filter(starts_on=today()).count() - 5} more", reverse("desk:users"))
    assert given >= 7


def test_the_lines_of_roles_given_lead_the_data_guardian_to_all_of_them(client):
    newcomer = make_user(username="newcomer")
    with writes_allowed():
        for role in (Role.PHYSICIAN, Role.LAWYER, Role.DIRECTOR, Role.ACCOUNTANT, Role.PSYCHOLOGIST, Role.SOCIAL_WORKER):
            RoleGrant(user=newcomer, role=role, starts_on=today(), granted_by=None).save(force_insert=True)
    guardian = sign_in(client, make_user(Role.DATA_GUARDIAN))

    (there,) = {each.url for each in overview(guardian) if each.label.startswith("Role")}

    listed = soup_of(client.get(there)).find(id=there.partition("#")[2]).find_parent("section").get_text(" ", strip=True)
    assert listed.startswith("Roles given in 30 days")
    assert [str(role.label) in listed for role in (Role.PHYSICIAN, Role.SOCIAL_WORKER)] == [True, True]


def test_the_data_guardian_sees_when_the_last_backup_was_made_and_when_one_was_last_restored_on_trial(settings, time_machine):
    time_machine.move_to(dt.datetime(2026, 5, 20, 12, tzinfo=DUSHANBE), tick=False)
    settings.COPIES_AT_NIGHT = True
    with writes_allowed():
        NightCopy(begun_at=now() - dt.timedelta(days=9), size=10).save()
        for days in range(1, 9):  # more than the page of the keys lists
            NightCopy(begun_at=now() - dt.timedelta(days=days), fault=Fault.COPY).save()
        NightCopy(begun_at=now() - dt.timedelta(hours=2), size=10, fault=Fault.TRIAL).save()

    lines = _lines(Role.DATA_GUARDIAN)

    assert lines["Last backup made"] == ("today, 10:00", "")
    assert lines["Last backup tested by restoring"] == ("11 May, 12:00", "failed since then: 9")


def test_where_no_backup_was_ever_tested_it_says_so_and_how_it_is_done(settings):
    settings.COPIES_AT_NIGHT = True

    lines = _lines(Role.ADMINISTRATOR)

    assert lines["Last backup made"] == ("none", "")
    value, beside = lines["Last backup tested by restoring"]
    assert value == "never"
    assert beside == "the first is made and tested tonight; the data guardian sees more on the page “Keys”"


def test_where_no_backup_is_made_at_night_those_made_by_hand_are_told_and_how_they_are_tested(settings):
    settings.COPIES_AT_NIGHT = False
    assert _lines(Role.DATA_GUARDIAN)["Last backup made"] == ("none in the last 30 days", "no night backups are made")
    record(Event.BACKED_UP, by=SYSTEM)
    made = AuditEvent.objects.latest("seq").at

    lines = _lines(Role.DATA_GUARDIAN)

    assert lines["Last backup made"] == (moment(made.astimezone(DUSHANBE)), "no night backups are made")
    value, beside = lines["Last backup tested by restoring"]
    assert value == "never"
    assert "PANOH_BACKUP_RECIPIENTS" in beside
    assert "panoh restore" in beside


def test_the_accountant_sees_which_costs_were_recorded_and_nobody_admitted():
    coordinator = make_coordinator()
    assert _lines(Role.ACCOUNTANT) == {"Costs recorded this month": ("none", "")}
    make_cost(make_episode(by=coordinator), by=coordinator, price=Decimal("12.50"), currency="TJS")

    assert _lines(Role.ACCOUNTANT) == {"Costs recorded this month, somoni": ("12.50", "by this day of last month: 0")}


def test_the_accountant_sees_what_remains_of_the_ceilings_costs_were_recorded_under_the_nearest_to_its_end_first():
    coordinator = make_coordinator()
    agreed = []
    for ceiling in (1000, 200, 400, 300, None):
        agreement = make_agreement(
            by=coordinator,
            facility=make_facility(),
            prices=((Service.NEUROLOGY, TariffUnit.VISIT, "150.00"),),
            ceiling_total=Decimal(ceiling) if ceiling else None,
        )
        make_cost(make_episode(by=coordinator, facility=agreement.facility), by=coordinator, unit=TariffUnit.VISIT)
        agreed.append(agreement.reference)

    found = [(line.label, line.value, line.beside) for line in overview(make_user(Role.ACCOUNTANT))[1:]]

    assert found == [
        (f"Left under agreement {agreed[1]}, somoni", "50", "of 200"),
        (f"Left under agreement {agreed[3]}, somoni", "150", "of 300"),
        (f"Left under agreement {agreed[2]}, somoni", "250", "of 400"),
    ]


def test_sums_and_accounts_stand_behind_a_press_while_details_are_hidden(client):
    coordinator = make_coordinator()
    make_cost(make_episode(by=coordinator), by=coordinator, price=Decimal("12.50"), currency="TJS")
    sign_in(client, make_user(Role.ACCOUNTANT))
    client.post(reverse("desk:discreet"), {"on": "1", "back": ""})

    page = soup_of(client.get(reverse("desk:my_day"))).main

    assert "12.50" in page.details.get_text()
    page.details.extract()
    assert "12.50" not in page.get_text()


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.SOCIAL_WORKER, Role.DUTY_OFFICER])
def test_whose_day_is_tasks_has_none_and_pays_no_query(role, django_assert_num_queries):
    user = make_coordinator() if role == Role.COORDINATOR else make_user(role)
    overview(user)

    with django_assert_num_queries(0):
        assert overview(user) == []


def test_the_director_sees_this_year_beside_what_the_plan_has_for_it():
    make_plan(by=make_coordinator(), adopted=True, first=today().year, last=today().year + 1)
    make_case(admitted_on=today())

    assert _lines(Role.DIRECTOR)["Admitted this year"] == ("1", "planned: 10")


def test_a_plan_of_which_no_number_is_kept_is_not_said_to_be_on_target():
    make_plan(by=make_coordinator(), adopted=True)

    (said,) = [value for label, (value, _) in _lines(Role.DIRECTOR).items() if label.startswith("Strategic plan")]

    assert said == "the numbers are not frozen: no rating yet"


def test_a_plan_whose_year_still_runs_is_not_said_to_be_without_targets():
    make_plan(by=make_coordinator(), adopted=True, first=today().year, last=today().year + 1)

    (said,) = [value for label, (value, _) in _lines(Role.DIRECTOR).items() if label.startswith("Strategic plan")]

    assert said == "the year is not over: no rating yet"
