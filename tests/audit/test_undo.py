"""What undo refuses rather than take somebody's work along, and what an action may not do outside of one."""

import pytest
from django.db import connection
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation, RegionScope, User
from panoh.accounts.roles import Role
from panoh.audit import guard, undo
from panoh.audit.guard import UnrecordedWrite, writes_allowed
from panoh.audit.models import AuditEvent
from panoh.audit.trail import (
    Unrecorded,
    action,
    changes_so_far,
    current_action,
    is_acting,
    record,
    remove,
    rule_out_undo,
    save,
    save_all,
)
from panoh.core.errors import Conflict, WrongState
from panoh.vault.events import Event
from tests.factories.accounts import make_member, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def an_organisation(slug="new"):
    return Organisation(slug=slug, kind="member", name_en="New", name_ru="New", name_tg="New")


@action(undo=_("Made."))
def make(row, *, by):
    save(row)
    record(Event.OPENED, by=by.actor)
    return row


@action(undo=_("Renamed."))
def rename(row, *, by, name):
    row.name_en = name
    save(row)
    record(Event.OPENED, by=by.actor)


@action(undo=_("Removed."))
def drop(row, *, by):
    remove(row)
    record(Event.OPENED, by=by.actor)


def test_an_act_is_offered_as_long_as_no_later_one_touched_its_row(user):
    made = make(an_organisation(), by=user)
    make(an_organisation("other"), by=user)
    acts = undo.acts_of_ten_minutes(user.actor)
    assert undo.untouched(acts, acts) == acts

    rename(made, by=user, name="Later")
    acts = undo.acts_of_ten_minutes(user.actor)
    assert [act.sentence for act in acts] == ["Renamed.", "Made.", "Made."]
    assert undo.untouched(acts, acts) == acts[:2]
    assert undo.untouched(acts[2:], acts) == []


@action(undo=_("Renamed."))
def rename_for_good(row, *, by, name):
    row.name_en = name
    save(row)
    record(Event.OPENED, by=by.actor)
    rule_out_undo("It stays.")


def test_what_cannot_be_undone_takes_the_offers_of_its_own_rows_away_and_no_others(user):
    made, other = make(an_organisation(), by=user), make(an_organisation("other"), by=user)
    rename_for_good(made, by=user, name="Later")

    acts = undo.acts_of_ten_minutes(user.actor)

    assert [act.sentence for act in undo.untouched(acts, acts)] == ["It stays.", "Made."]
    undo.take_back(acts[1].pk, by=user.actor)
    assert not Organisation.objects.filter(pk=other.pk).exists()
    for each in (acts[0], acts[2]):
        with pytest.raises((WrongState, Conflict)):
            undo.take_back(each.pk, by=user.actor)
    assert "Later" not in str(acts[0].changes)
    assert {change[4] for change in acts[0].changes} == {None}


def test_what_was_made_and_changed_since_is_not_taken_away(user):
    made = make(an_organisation(), by=user)
    offered = undo.latest(user.actor)
    rename(made, by=make_user(Role.COORDINATOR), name="Theirs")

    with pytest.raises(Conflict, match="This was changed again later, so it cannot be undone"):
        undo.take_back(offered.pk, by=user.actor)

    assert Organisation.objects.get(slug="new").name_en == "Theirs"


def test_what_was_made_is_not_taken_away_from_under_what_leans_on_it(user):
    """An account of the new organisation keeps it: the relation protects."""
    made = make(an_organisation(), by=user)
    offered = undo.latest(user.actor)
    with writes_allowed():
        User.objects.create(username="theirs", organisation=made)

    with pytest.raises(Conflict, match="This was changed again later, so it cannot be undone"):
        undo.take_back(offered.pk, by=user.actor)

    assert Organisation.objects.filter(slug="new").exists()


def test_an_act_is_intact_until_somebody_else_changes_its_row_or_writes_what_leans_on_it(user, django_assert_num_queries):
    coordinator = make_user(Role.COORDINATOR)
    changed, leant_on, kept = (make(an_organisation(slug), by=user) for slug in ("changed", "leant-on", "kept"))
    with django_assert_num_queries(1):
        acts = undo.acts_of_ten_minutes(user.actor)
        assert undo.intact(acts[:1]) == acts[:1]
    assert undo.intact(acts) == acts

    rename(changed, by=coordinator, name="Theirs")
    make(User(username="theirs", organisation=leant_on), by=coordinator)

    acts = undo.acts_of_ten_minutes(user.actor)
    assert undo.intact(acts) == acts[:1]
    undo.take_back(acts[0].pk, by=user.actor)
    assert not Organisation.objects.filter(pk=kept.pk).exists()


def test_what_was_removed_does_not_come_back_where_somebody_has_put_the_like_since(user):
    """No row of the act was changed: a rule of the database holds the two apart."""
    gone = make(an_organisation(), by=user)
    drop(gone, by=user)
    offered = undo.latest(user.actor)
    theirs = make(an_organisation(), by=make_user(Role.COORDINATOR))

    with pytest.raises(Conflict, match="This was changed again later, so it cannot be undone"):
        undo.take_back(offered.pk, by=user.actor)

    assert Organisation.objects.get(slug="new") == theirs


def test_what_was_made_does_not_take_along_what_somebody_hung_on_it(user):
    """A region given to the new account would go with it: the relation cascades."""
    made = make(User(username="made", organisation=user.organisation), by=user)
    offered = undo.latest(user.actor)
    with writes_allowed():
        RegionScope.objects.create(user=made, region="TJ-KT")

    with pytest.raises(Conflict, match="This was changed again later, so it cannot be undone"):
        undo.take_back(offered.pk, by=user.actor)

    assert RegionScope.objects.filter(user=made).exists()


def test_an_act_is_taken_back_once(user):
    make(an_organisation(), by=user)
    offered = undo.latest(user.actor)
    undo.take_back(offered.pk, by=user.actor)

    with pytest.raises(WrongState, match="This cannot be undone here"):
        undo.take_back(offered.pk, by=user.actor)


def test_nothing_is_written_in_bulk_removed_or_remembered_outside_an_action(user):
    with pytest.raises(Unrecorded, match="outside an action"):
        save_all([an_organisation()])
    with pytest.raises(Unrecorded, match="Organisation removed outside an action"):
        remove(user.organisation)
    for ask in (current_action, changes_so_far):
        with pytest.raises(Unrecorded, match="outside an action"):
            ask()

    assert not is_acting()
    assert Organisation.objects.count() == 1


def test_no_rows_saved_in_bulk_are_no_change(user):
    make(an_organisation(), by=user)

    @action
    def nothing():
        save_all([])
        record(Event.OPENED, by=user.actor)

    nothing()

    assert undo.latest(user.actor) is not None


def test_an_event_outside_an_action_stays_when_what_follows_fails(user):
    before = AuditEvent.objects.count()

    with pytest.raises(WrongState):
        _read_and_fail(user)

    assert AuditEvent.objects.count() == before + 1


def _read_and_fail(user):
    record(Event.OPENED, by=user.actor)
    raise WrongState("no")


def test_the_guard_stands_on_a_connection_once(user):
    guard.install(connection=connection)
    guard.install(connection=connection)

    assert connection.execute_wrappers.count(guard._watch) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO accounts_organisation (slug) VALUES ('x')",
        'insert or replace into "accounts_organisation" (slug) values (1)',
        " \n UPDATE accounts_organisation SET name_en = 'x'",
        "DELETE FROM accounts_organisation",
        "REPLACE INTO accounts_organisation (slug) VALUES ('x')",
    ],
)
def test_no_way_of_writing_passes_the_guard(user, sql):
    with pytest.raises(UnrecordedWrite, match="accounts_organisation"), connection.cursor() as cursor:
        cursor.execute(sql)


def test_housekeeping_about_nobody_passes_the_guard(user):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_attempt")
        cursor.execute("SELECT count(*) FROM accounts_organisation")

        assert cursor.fetchone() == (1,)


def test_a_member_is_made_and_undone_with_its_version(user):
    member = make_member(1)
    rename(member, by=user, name="A")
    rename(member, by=user, name="B")

    undo.take_back(undo.latest(user.actor).pk, by=user.actor)

    row = Organisation.objects.get(pk=member.pk)
    assert (row.name_en, row.version) == ("A", member.version + 1)
