"""Somebody leaves, is lost or was taken: everything that opens by them ends in one act, and the work goes to others."""

import pytest
from django.urls import reverse

from panoh.accounts import factors
from panoh.accounts.models import CodeDevice, CommandToken, RecoveryCode, RoleGrant, Session
from panoh.accounts.policy import in_force
from panoh.accounts.roles import Role
from panoh.accounts.sign_in import make_token, prove
from panoh.audit.models import AuditEvent
from panoh.cases.actions.doors import open_in_emergency
from panoh.cases.enums import TaskKind
from panoh.cases.models import Task
from panoh.cases.policy import openings_in_force
from panoh.core.errors import Denied
from panoh.hotline import phone
from panoh.rights.leaving import revoke_person
from tests.factories.accounts import give_code_device, make_user, sign_in
from tests.factories.cases import make_case, make_coordinator

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
    assert not openings_in_force(worker).exists()
    assert worker.pk not in phone.holders()
    assert [grant.ends_on is not None for grant in RoleGrant.objects.filter(in_force(), user=worker)] == [True]
    assert Task.objects.get(kind=TaskKind.LEFT, done_at=None).owner == coordinator
    assert AuditEvent.objects.filter(verb="rights.person_revoked").count() == 1


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


def test_ended_on_its_page_which_says_what_is_to_be_done_beside_it(client):
    coordinator, worker = make_coordinator(), make_user(Role.PHYSICIAN)
    sign_in(client, coordinator)
    page = client.post(reverse("desk:revoke"), {"account": str(worker.pk), "why": "taken"}, follow=True)

    assert page.redirect_chain[-1][0] == reverse("desk:revoked_taken")
    assert "Now, in this order" in page.text
    assert reverse("desk:hand_over") in client.get(reverse("desk:my_day")).text
