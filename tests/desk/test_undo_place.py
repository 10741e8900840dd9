"""The offer to undo names its record and stands on that record's pages and where the act ended, nowhere else."""

import datetime as dt
from uuid import uuid4

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.models import Undo
from panoh.audit.trail import action, record, save
from panoh.audit.undo import forget_old
from panoh.cases.actions import add_own_task
from panoh.cases.actions.work import hold_case, resume_case
from panoh.cases.enums import CaseState, Discipline
from panoh.cases.events import CueEvent as Event
from panoh.cases.models import Case, Request
from panoh.core.clock import now, today
from tests.days import written
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_session
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.findings import make_diagnosis
from tests.pages import soup_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


PICTURED = "Picture added."


@action
def leave_the_house(row, *, by):
    """As a letter is sent."""
    record(Event.CUE_GIVEN, by=by.actor)
    save(row)


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


@pytest.mark.parametrize(
    ("pressed", "leads"),
    [("consents/", "consents/"), ("", ""), ("sessions/4941dc2e-53a0-4a4b-8f55-0a7b2a1c9d11/", ""), ("nobodys", None)],
)
def test_who_undoes_comes_back_to_where_it_was_pressed_as_far_as_that_is_still_there(client, cases, pressed, leads):
    case = cases[0]
    page = url("case_file", case)
    client.post(url("case_hold", case), {"until": written(dt.timedelta(days=9)), "reason": "Дар сафар", "version": case.version})
    from_page = page + pressed if leads is not None else reverse("desk:case_file", args=["2345-6789X"])

    answer = client.post(
        reverse("desk:take_back", args=[Undo.objects.latest("at").pk]), headers={"Referer": f"http://testserver{from_page}"}
    )

    assert answer.url == (page + leads if leads is not None else reverse("desk:my_day"))


def test_an_act_on_a_case_is_undone_on_the_pages_of_that_case_alone(client, cases):
    case, other = cases
    client.post(url("case_hold", case), {"until": written(dt.timedelta(days=9)), "reason": "Дар сафар", "version": case.version})

    assert all(offer(client, url(name, case)).startswith(f"{case.code} ") for name in ("case_file", "case_more", "case_consents"))
    elsewhere = [reverse("desk:my_day"), reverse("desk:cases"), reverse("desk:referrals"), url("case_file", other)]
    assert [offer(client, address) for address in elsewhere] == [""] * 4


def test_an_act_that_ended_on_my_day_is_undone_there_once_and_on_its_case(client, worker, cases):
    task = add_own_task(by=worker, words="Занг", due=today(), case=cases[0])

    client.post(reverse("desk:task_finish", args=[task.pk]))

    day = reverse("desk:my_day")
    shown = [offer(client, address) for address in (day, url("case_file", cases[0]), reverse("desk:cases"), day)]
    assert [bool(each) for each in shown] == [True, True, False, False]
    assert cases[0].code in shown[0]


def test_an_act_on_a_request_is_undone_on_its_page(client):
    coordinator = sign_in(client, make_coordinator())
    made, other = make_request(by=coordinator), make_request(by=coordinator)
    typed = {"urgency": "amber", "needs": ["medical"], "words": "Ба кӯмак ниёз дорад", "version": made.version}
    client.post(reverse("desk:request_triage", args=[made.code]), typed)

    shown = [offer(client, reverse("desk:request_detail", args=[row.code])) for row in (made, other)]
    assert made.code in shown[0]
    assert made.code not in shown[1]
    assert offer(client, reverse("desk:my_day")) == ""


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


def offers(client, address):
    return [" ".join(each.get_text(" ").split()) for each in soup_of(client.get(address)).select(".undo [role=status]")]


@action(undo=PICTURED)
def give_something_private(row, *, by):
    """As a picture of a case is given: about nobody."""
    record(Event.CUE_GIVEN, by=by.actor)
    save(row)


def test_an_act_on_something_else_leaves_the_undo_of_a_record_on_its_pages(client, worker, cases):
    case, other = cases
    for one in cases:
        client.post(url("case_hold", one), {"until": written(dt.timedelta(days=9)), "reason": "Дар сафар", "version": one.version})
    give_something_private(add_own_task(by=worker, words="Занг", due=today()), by=worker)

    for one in cases:
        (offered,) = offers(client, url("case_consents", one))
        assert offered.startswith(f"{one.code} Case put on hold.") or one.code in offered
    taken = soup_of(client.get(url("case_consents", case))).select_one(".undo form")["action"]
    client.post(taken)
    assert (Case.objects.get(pk=case.pk).state, Case.objects.get(pk=other.pk).state) == ("active", "on_hold")
    assert [len(offers(client, url("case_consents", one))) for one in cases] == [0, 1]


def test_after_signing_out_an_act_is_undone_on_the_pages_of_its_record_and_what_has_none_no_more(client, worker, cases):
    day = reverse("desk:my_day")
    client.post(url("case_hold", cases[0]), {"until": written(dt.timedelta(days=9)), "reason": "Дар сафар", "version": cases[0].version})
    client.post(reverse("desk:task_add"), {"words": "Занг задан", "due": written(dt.timedelta(days=9))})
    assert offer(client, day) != ""

    for _each in range(2):
        client.post(reverse("desk:sign_out"))
        sign_in(client, worker)
        assert (offer(client, day), "Case put on hold" in offer(client, url("case_file", cases[0]))) == ("", True)


def test_after_what_left_the_house_nothing_older_is_offered(client, worker, cases):
    case = cases[0]
    client.post(url("case_hold", case), {"until": written(dt.timedelta(days=9)), "reason": "Дар сафар", "version": case.version})
    leave_the_house(add_own_task(by=worker, words="Занг", due=today()), by=worker)

    assert offers(client, url("case_consents", case)) == []


def test_what_an_act_said_stands_once_in_the_box_of_its_undo(client, cases):
    case = cases[0]
    typed = {"until": written(dt.timedelta(days=9)), "reason": "Дар сафар", "version": case.version}

    said = soup_of(client.post(url("case_hold", case), typed, follow=True)).select_one("#said")

    assert (len(said.select(".undo form")), len(said.select(".note"))) == (1, 0)
    assert " ".join(said.select_one("[role=status]").get_text(" ").split()).startswith(f"{case.code} On hold.")


def test_beside_what_an_urgent_act_said_its_code_stands_once(client):
    sign_in(client, make_coordinator())

    said = client.post(reverse("desk:request_new"), {"door": "hotline", "asker": "person", "urgency": "red"}, follow=True)

    told = soup_of(said).select_one("#said").get_text(" ")
    assert ("cannot be undone" in told, told.count(Request.objects.get().code)) == (True, 1)


def test_the_undo_of_a_session_stands_on_no_page_of_another_one(client):
    psychologist = sign_in(client, make_user(Role.PSYCHOLOGIST))
    case = make_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),), state=CaseState.ACTIVE)
    older, last = make_session(case, by=psychologist), make_session(case, by=psychologist)

    shown = [url("case_file", case), *(url("case_session", case, row.pk) for row in (last, older))]
    assert [len(offers(client, address)) for address in shown] == [1, 1, 1]
    one, other = (soup_of(client.get(address)).select_one(".undo form")["action"] for address in shown[1:])
    assert one != other
    client.post(one)
    assert [len(offers(client, address)) for address in (shown[0], shown[2])] == [1, 1]


def test_what_a_colleague_changed_since_is_offered_no_more_and_what_they_did_elsewhere_takes_no_offer(client, cases):
    case, other = cases
    client.post(url("case_hold", case), {"until": written(dt.timedelta(days=9)), "reason": "Дар сафар", "version": case.version})
    coordinator = make_coordinator()
    hold_case(other, by=coordinator, until=today() + dt.timedelta(days=9), reason="Дар сафар")
    assert offer(client, url("case_file", case)) != ""

    resume_case(Case.objects.get(pk=case.pk), by=coordinator)

    assert offer(client, url("case_file", case)) == ""
