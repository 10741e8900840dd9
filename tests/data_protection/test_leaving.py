"""Somebody leaves, is lost or was taken: everything that opens by them ends in one act, and the work goes to others."""

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts import factors
from panoh.accounts.models import CodeDevice, CommandToken, RecoveryCode, RoleGrant, Session
from panoh.accounts.policy import in_force
from panoh.accounts.roles import Role
from panoh.accounts.sign_in import make_token, prove
from panoh.audit.models import AuditEvent
from panoh.cases.actions.emergency_access import close_to, open_in_emergency
from panoh.cases.enums import Discipline, TaskKind
from panoh.cases.models import Assignment, Case, Task
from panoh.cases.models import Session as Meeting
from panoh.cases.policy import emergency_accesses_in_force
from panoh.cases.policy import in_force as in_force_today
from panoh.core.errors import Denied, WrongState
from panoh.data_protection.leaving import revoke_person
from panoh.data_protection.passing_on import work_of
from panoh.hotline import phone
from panoh.hotline.actions import ask_swap, give_shifts, take_up_shift
from panoh.hotline.enums import SwapState
from panoh.hotline.models import Shift, Swap
from tests.factories.accounts import give_code_device, make_user, sign_in
from tests.factories.care import make_planned
from tests.factories.cases import make_case, make_coordinator
from tests.factories.hotline import make_shift
from tests.factories.referrals import make_referral
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_one_act_ends_all_that_opens_by_somebody(client):
    coordinator, worker = make_coordinator(), make_user(Role.SOCIAL_WORKER, password="three words apart")
    give_code_device(worker)
    (code, *_others) = factors.make_recovery_codes(worker, by=worker.actor)
    make_token(worker, by=worker.actor)
    open_in_emergency(make_case(by=coordinator).code, by=worker, why="life", words="Кричат")
    phone.set_pin(worker.username, worker.pk, "482915")
    sign_in(client, worker)
    assert client.get(reverse("desk:my_day")).status_code == 200

    revoke_person(worker, by=coordinator, why="taken")

    assert client.get(reverse("desk:my_day")).status_code == 302
    assert prove(worker.username, "three words apart", code) is None
    left = [model.objects.filter(user=worker).exists() for model in (CodeDevice, RecoveryCode, CommandToken)]
    assert (left, Session.objects.filter(user_ref=worker.pk).exists()) == ([False] * 3, False)
    assert not emergency_accesses_in_force(worker).exists()
    assert worker.pk not in phone.holders()
    assert [grant.ends_on is not None for grant in RoleGrant.objects.filter(in_force(), user=worker)] == [True]
    assert Task.objects.get(kind=TaskKind.LEFT, done_at=None).owner == coordinator
    assert AuditEvent.objects.filter(verb="data_protection.person_revoked").count() == 1


def test_only_coordinator_and_administrator_end_it_and_nobody_their_own():
    worker = make_user(Role.SOCIAL_WORKER)
    for user in (make_user(Role.SOCIAL_WORKER), make_user(Role.DIRECTOR), make_user(Role.DATA_GUARDIAN)):
        with pytest.raises(Denied):
            revoke_person(worker, by=user, why="left")
    coordinator = make_coordinator()
    with pytest.raises(Denied):
        revoke_person(coordinator, by=coordinator, why="left")
    revoke_person(worker, by=make_user(Role.ADMINISTRATOR), why="left")
    worker.refresh_from_db()
    assert not worker.is_active


@pytest.fixture
def leaver():
    """A social worker who also takes calls, with a case, a planned session, a referral under way and hours on duty."""
    user = make_user(Role.SOCIAL_WORKER, Role.DUTY_OFFICER)
    case = make_case(workers=((user, Discipline.SOCIAL),))
    make_planned(case, by=user, discipline=Discipline.SOCIAL)
    make_referral(case=case)
    make_shift(user, start=1)
    return user


def held_by(user):
    """What hangs by an account: assignments, cases led, tasks, planned sessions, shifts."""
    rows = (
        Assignment.objects.filter(in_force_today(), user=user),
        Case.objects.filter(lead=user),
        Task.objects.filter(owner=user, done_at=None),
        Meeting.objects.filter(author=user),
        Shift.objects.filter(user=user),
    )
    return [each.count() for each in rows]


def revoke_to(giver, taker, *, by):
    revoke_person(giver, by=by, why="left", work=work_of(giver, taker, by=by))
    giver.refresh_from_db()
    assert not giver.is_active


def test_the_work_goes_to_the_colleague_who_was_named_and_nobody_is_asked(leaver):
    coordinator, taker = make_coordinator(), make_user(Role.SOCIAL_WORKER, Role.DUTY_OFFICER)
    before = held_by(leaver)
    work = work_of(leaver, taker, by=coordinator)
    assert (work.cases, work.referrals, work.shifts, work.is_left) == (1, 1, 1, False)
    assert (before[2], before[3]) == (work.all_tasks, work.caseload.sessions)

    revoke_to(leaver, taker, by=coordinator)

    assert (held_by(taker), held_by(leaver)) == (before, [0] * 5)
    assert not Task.objects.filter(kind=TaskKind.LEFT).exists()


def test_to_the_coordinator_goes_what_hangs_by_no_discipline_and_they_are_asked_for_the_rest(leaver):
    coordinator = make_coordinator()
    assignments, led, tasks, sessions, shifts = held_by(leaver)
    before = held_by(coordinator)[2]

    revoke_to(leaver, coordinator, by=coordinator)

    assert held_by(leaver) == [assignments, 0, 0, sessions, 0]
    assert held_by(coordinator) == [0, led, before + tasks + 1, 0, shifts]
    assert Task.objects.filter(kind=TaskKind.LEFT, owner=coordinator).exists()


def test_nothing_of_a_person_goes_to_somebody_who_is_tied_to_them(leaver):
    coordinator, taker = make_coordinator(), make_user(Role.SOCIAL_WORKER)
    case = Case.objects.get(lead=leaver)
    close_to(case.code, taker.username, by=coordinator, why="family")
    work = work_of(leaver, taker, by=coordinator)
    assert (work.cases, work.is_left) == (0, True)  # what is shown before is what is done

    revoke_to(leaver, taker, by=coordinator)

    assert held_by(taker) == [0] * 5
    assert Shift.objects.get().user == leaver  # who takes no calls gets no hours there
    assert Task.objects.filter(kind=TaskKind.LEFT, owner=coordinator).exists()


def test_a_shift_under_way_is_to_be_taken_up_anew_and_swaps_are_over(leaver):
    coordinator, taker = make_coordinator(), make_user(Role.DUTY_OFFICER)
    shift = Shift.objects.get()
    ask_swap(shift, by=leaver, taker=make_user(Role.DUTY_OFFICER))
    with time_machine.travel(shift.starts_at):
        take_up_shift(shift, by=leaver)

        assert give_shifts(leaver, by=coordinator, taker=taker) == 1

    shift.refresh_from_db()
    assert (shift.user, shift.acknowledged_at, Swap.objects.get().state) == (taker, None, SwapState.TAKEN_BACK)


def test_the_page_counts_first_and_who_keeps_accounts_names_nobody(client, leaver):
    coordinator = sign_in(client, make_coordinator())
    page, given = reverse("desk:revoke"), {"account": str(leaver.pk), "why": "left"}
    soup = soup_of(client.get(page))
    first = soup.select_one("[name=taker][checked], [name=taker] option[selected]")
    assert first["value"] == str(coordinator.pk)

    counted = client.post(page, given | {"taker": first["value"]})

    leaver.refresh_from_db()
    assert leaver.is_active
    facts = [fact.get_text() for fact in soup_of(counted).select("[role=status] dd")]
    assert facts == ["0", "1", str(held_by(leaver)[2]), "0", "1", "1"]
    seen = soup_of(counted).select_one("button[name=seen]")["value"]
    make_case(workers=((leaver, Discipline.SOCIAL),))
    assert 'role="status"' in client.post(page, given | {"taker": first["value"], "seen": seen}).text  # it is another now
    assert client.post(page, given | {"taker": ""}).status_code == 302

    sign_in(client, make_user(Role.ADMINISTRATOR))
    assert 'name="taker"' not in client.get(page).text


def test_ended_on_its_page_which_says_what_is_to_be_done_beside_it(client):
    coordinator, worker = make_coordinator(), make_user(Role.PHYSICIAN)
    sign_in(client, coordinator)
    page = client.post(reverse("desk:revoke"), {"account": str(worker.pk), "why": "taken"}, follow=True)

    assert page.redirect_chain[-1][0] == reverse("desk:revoked_taken")
    assert "Do now, in this order" in page.text
    task = reverse("desk:task", args=[Task.objects.get(kind=TaskKind.LEFT).pk])
    assert task in client.get(reverse("desk:my_day")).text
    assert reverse("desk:hand_over") in client.get(task).text


def test_the_last_who_can_agree_to_a_role_stays_and_the_page_names_who_was_told(client):
    administrator, guardian = make_user(Role.ADMINISTRATOR), make_user(Role.DATA_GUARDIAN)
    coordinator = make_coordinator()
    sign_in(client, administrator)
    page = client.get(reverse("desk:revoked")).content.decode()
    assert coordinator.username in page
    revoke_person(coordinator, by=administrator, why="taken")

    with pytest.raises(WrongState, match="last account that can agree"):
        revoke_person(guardian, by=administrator, why="taken")

    guardian.refresh_from_db()
    assert guardian.is_active
    page = client.get(reverse("desk:revoked")).content.decode()
    assert "nobody was told" in page
    assert "see unassigned work in My day" not in page
