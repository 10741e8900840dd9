"""A query that is put together once finds what Django finds each time, in the same kinds, for whatever ids."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from django.db.models import DateTimeField, TextField, Value
from django.db.models.functions import Cast

from panoh.accounts.models import Organisation, RoleGrant, User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.core.clock import now
from panoh.core.db.statement import Statement
from tests.factories.accounts import make_secretariat, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def of_both(user, organisation):
    """Words, days, moments and ids, some of them none, from two tables."""
    none = Cast(Value(None), DateTimeField())
    users = User.objects.filter(pk=user).values_list("username", "organisation", "last_login", "is_active").order_by()
    grants = RoleGrant.objects.filter(user=user, user__organisation=organisation)
    of_grants = grants.annotate(at=none, word=Cast("role", TextField())).values_list("word", "pk", "at", "user__is_active").order_by()
    return users.union(of_grants, all=True).order_by()


def days(user):
    return RoleGrant.objects.filter(user=user).values_list("starts_on", "ends_on", "role")


def test_it_finds_what_django_finds_for_each():
    people = [make_user(Role.COORDINATOR), make_user(Role.PHYSICIAN, Role.DUTY_OFFICER), make_user()]
    with writes_allowed():
        User.objects.filter(pk=people[0].pk).update(last_login=now())
    both, of_days = Statement(of_both, ids=2), Statement(days, ids=1)

    for user in people:
        organisation = user.organisation_id
        found = both.rows(user.pk, organisation)
        assert sorted(map(repr, found)) == sorted(map(repr, of_both(user.pk, organisation)))
        assert len(found) == 1 + user.grants.count()
        assert both.rows(user.pk, uuid4()) == [row for row in found if row[0] == user.username]
        assert of_days.rows(user.pk) == list(days(user.pk))
        assert all(isinstance(row[0], dt.date) for row in of_days.rows(user.pk))


def test_nothing_is_kept_of_what_it_found(django_assert_num_queries):
    secretariat = make_secretariat()
    names = Statement(lambda key: Organisation.objects.filter(pk=key).values_list("pk", "name_en"), ids=1)

    assert names.rows(secretariat.pk) == [(secretariat.pk, "Secretariat")]
    with writes_allowed():
        Organisation.objects.filter(pk=secretariat.pk).update(name_en="Another name")
    with django_assert_num_queries(1):
        assert names.rows(secretariat.pk) == [(secretariat.pk, "Another name")]
    assert names.rows(UUID(int=1)) == []
