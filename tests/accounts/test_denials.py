"""Who asks for what is not theirs is refused, and it stands in the record."""

import pytest
from django.urls import reverse

from panoh.accounts.events import Event
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.core.errors import Denied
from panoh.desk.middleware import errors
from tests.factories.accounts import make_user, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def denials():
    return list(AuditEvent.objects.filter(verb=str(Event.ACCESS_DENIED)).values_list("actor_ref", "purpose"))


def test_who_is_refused_is_in_the_record_once_by_account(client, rf):
    worker = make_user(Role.SOCIAL_WORKER)
    sign_in(client, worker)

    assert client.get(reverse("desk:users")).status_code == 403
    assert denials() == [(worker.id, worker.username)]

    asked = rf.post("/desk/x/")
    asked.user, asked.session = worker, {}
    errors(lambda _request: None).process_exception(asked, Denied("Not yours."))
    assert len(denials()) == 2


def test_a_stranger_and_who_may_leave_no_denial(client):
    assert client.get(reverse("desk:users")).status_code == 302
    keeper = make_user(Role.ADMINISTRATOR)
    sign_in(client, keeper)
    assert client.get(reverse("desk:users")).status_code == 200

    assert denials() == []
