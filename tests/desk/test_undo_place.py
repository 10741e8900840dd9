"""The offer to undo names its record and stands on that record's pages and where the act ended, nowhere else."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import Undo
from panoh.audit.undo import forget_old
from panoh.cases.actions import add_own_task
from panoh.cases.enums import CaseState, Discipline
from panoh.core.clock import now, today
from tests.days import written
from tests.factories.accounts import make_user, sign_in
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.findings import make_diagnosis
from tests.pages import soup_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def worker(client):
    return sign_in(client, make_user(Role.SOCIAL_WORKER))


@pytest.fixture
def cases(worker):
    return [make_case(workers=((worker, Discipline.SOCIAL),), state=CaseState.ACTIVE) for _each in range(2)]


def offer(client, address):
    """What stands there of undo, "" where nothing does."""
    found = soup_of(client.get(address)).select_one(".undo [role=status]")
    return " ".join(found.get_text(" ").split()) if found else ""


def test_an_act_on_a_case_is_undone_on_the_pages_of_that_case_alone(client, cases):
    case, other = cases
    client.post(url("case_hold", case), {"until": written(dt.timedelta(days=9)), "reason": "Дар сафар", "version": case.version})

    assert all(offer(client, url(name, case)).startswith(f"{case.code} ") for name in ("case_file", "case_more", "case_consents"))
    elsewhere = [reverse("desk:my_day"), reverse("desk:cases"), reverse("desk:referrals"), url("case_file", other)]
    assert [offer(client, address) for address in elsewhere] == [""] * 4


def test_an_act_that_ended_on_my_day_is_undone_there_and_on_its_case(client, worker, cases):
    task = add_own_task(by=worker, words="Занг", due=today(), case=cases[0])

    client.post(reverse("desk:task_finish", args=[task.pk]))

    shown = [offer(client, address) for address in (reverse("desk:my_day"), url("case_file", cases[0]), reverse("desk:cases"))]
    assert [bool(each) for each in shown] == [True, True, False]
    assert cases[0].code in shown[0]


def test_an_act_on_a_request_is_undone_on_its_page(client):
    coordinator = sign_in(client, make_coordinator())
    made, other = make_request(by=coordinator), make_request(by=coordinator)
    typed = {"urgency": "amber", "needs": ["medical"], "words": "Ба кӯмак ниёз дорад", "version": made.version}
    client.post(reverse("desk:request_triage", args=[made.code]), typed)

    shown = [offer(client, reverse("desk:request_detail", args=[row.code])) for row in (made, other)]
    assert made.code in shown[0]
    assert [shown[1], offer(client, reverse("desk:my_day"))] == ["", ""]


def test_what_a_catalogue_calls_a_code_is_no_name_of_a_record():
    physician = make_user(Role.PHYSICIAN)
    case = make_case(workers=((physician, Discipline.MEDICAL),))
    make_diagnosis(case, by=physician)

    assert Undo.objects.latest("at").code == case.code


def test_one_s_own_act_that_is_offered_no_more_was_too_old_and_what_never_was_cannot_be_undone_here(client, worker):
    add = {"words": "Занг", "due": written()}
    client.post(reverse("desk:task_add"), add)
    mine = Undo.objects.get()
    with writes_allowed():
        Undo.objects.update(at=now() - dt.timedelta(minutes=11))
    forget_old()

    said = [client.post(reverse("desk:take_back", args=[key])).text for key in (mine.pk, uuid4())]

    assert ["Ten minutes have passed" in each for each in said] == [True, False]
    assert ["This cannot be undone here." in each for each in said] == [False, True]
