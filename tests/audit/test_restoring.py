"""An act taken back long afterwards: what it changed goes back where nobody changed it since, and what came later stays."""

import pytest

from panoh.accounts.models import Organisation
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.audit.restoring import kept_changes, restore
from panoh.audit.trail import action, record, remove, save
from panoh.vault.events import Event
from tests.factories.accounts import make_member, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def do(user, act, *, without=()):
    """One act; answers what it would keep of its changes."""

    @action
    def acting():
        act()
        record(Event.OPENED, by=user.actor)
        return kept_changes(without=without)

    return acting()


def take_back(user, kept):
    do(user, lambda: restore(kept))


def change(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    save(row)


def fresh(row):
    return Organisation.objects.get(pk=row.pk)


def an_organisation(slug):
    return Organisation(slug=slug, kind="member", name_en="New", name_ru="New", name_tg="New")


def test_a_field_goes_back_where_it_stands_as_the_act_left_it_and_a_later_change_stays(user):
    member = make_member(1)
    before = member.name_ru
    kept = do(user, lambda: change(member, name_en="By the act", name_ru="By the act"))
    do(user, lambda: change(fresh(member), name_en="Since"))

    take_back(user, kept)

    assert (fresh(member).name_en, fresh(member).name_ru) == ("Since", before)


def test_where_everything_was_changed_since_nothing_is_written(user):
    member = make_member(1)
    kept = do(user, lambda: change(member, name_en="By the act"))
    do(user, lambda: change(fresh(member), name_en="Since"))
    version = fresh(member).version

    take_back(user, kept)

    assert (fresh(member).name_en, fresh(member).version) == ("Since", version)


def test_what_the_act_made_goes_unless_it_was_changed_or_is_leaned_on(user):
    rows = [an_organisation(slug) for slug in ("alone", "changed", "leaned-on", "gone")]
    kept = do(user, lambda: [save(row) for row in rows])
    _alone, changed, leaned_on, gone = rows
    do(user, lambda: change(fresh(changed), name_en="Since"))
    make_user(Role.MEMBER_WORKER, organisation=leaned_on)
    do(user, lambda: remove(fresh(gone)))

    take_back(user, kept)

    assert set(Organisation.objects.filter(pk__in=[row.pk for row in rows]).values_list("slug", flat=True)) == {"changed", "leaned-on"}


def test_what_the_act_removed_comes_back_unless_it_is_here_again(user):
    first, second = an_organisation("first"), an_organisation("second")
    with writes_allowed():
        first.save(force_insert=True)
        second.save(force_insert=True)
    keys = (first.pk, second.pk)
    kept = do(user, lambda: [remove(first), remove(second)])
    again = an_organisation("again")
    again.pk = keys[1]
    do(user, lambda: save(again))

    take_back(user, kept)

    assert {str(row.pk): row.slug for row in Organisation.objects.filter(pk__in=keys)} == {str(keys[0]): "first", str(keys[1]): "again"}


def test_what_was_changed_and_removed_since_stays_away(user):
    row = an_organisation("passing")
    with writes_allowed():
        row.save(force_insert=True)
    kept = do(user, lambda: change(row, name_en="By the act"))
    do(user, lambda: remove(fresh(row)))

    take_back(user, kept)

    assert not Organisation.objects.filter(slug="passing").exists()


def test_what_was_made_and_removed_within_the_act_and_what_is_left_out_is_not_kept(user):
    row = an_organisation("passing")

    assert do(user, lambda: [save(row), remove(row)]) == []
    assert do(user, lambda: save(an_organisation("left-out")), without=["accounts.organisation"]) == []
