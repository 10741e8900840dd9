"""Actions, the write guard, optimistic saving and undo."""

from uuid import uuid4

import pytest
import time_machine
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation
from panoh.accounts.roles import Role
from panoh.audit import notary, undo
from panoh.audit.guard import UnrecordedWrite, writes_allowed
from panoh.audit.models import AuditEvent, AuditRef, Undo
from panoh.audit.trail import Unrecorded, action, record, remove, save
from panoh.audit.tree import leaf_hash
from panoh.core.clock import now
from panoh.core.errors import Conflict, WrongState
from panoh.vault.actions import open_sealed
from panoh.vault.events import Event
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_user
from tests.factories.people import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@action(undo=_("Renamed."))
def rename(organisation, *, by, name, expected=None):
    organisation.name_en = name
    save(organisation, expected)
    record(Event.OPENED, by=by.actor)


@action
def rename_for_good(organisation, *, by, name):
    organisation.name_en = name
    save(organisation)
    record(Event.OPENED, by=by.actor)


@action
def forgets_to_record(organisation):
    organisation.name_en = "never"
    save(organisation)


@action
def fails_half_way(organisation, *, by):
    organisation.name_en = "half"
    save(organisation)
    record(Event.OPENED, by=by.actor)
    raise WrongState("no")


def test_a_write_outside_an_action_is_refused(user):
    with pytest.raises(UnrecordedWrite, match="accounts_organisation"):
        Organisation.objects.filter(pk=user.organisation_id).update(name_en="x")


def test_saving_outside_an_action_is_refused(user):
    with pytest.raises(Unrecorded):
        save(user.organisation)


def test_an_action_without_an_event_is_rolled_back(user):
    organisation = make_member(1)

    with pytest.raises(Unrecorded, match="forgets_to_record"):
        forgets_to_record(organisation)

    assert Organisation.objects.get(pk=organisation.pk).name_en == "Member 1"


def test_an_action_that_fails_leaves_neither_row_nor_event(user):
    organisation = make_member(1)
    before = AuditEvent.objects.count()

    with pytest.raises(WrongState):
        fails_half_way(organisation, by=user)

    assert Organisation.objects.get(pk=organisation.pk).name_en == "Member 1"
    assert AuditEvent.objects.count() == before


def test_a_reading_within_an_act_that_fails_stays_in_the_record(user):
    person = make_person(by=user)

    @action
    def reads_and_fails(organisation):
        organisation.name_en = "half"
        save(organisation)
        record(Event.BACKED_UP, by=user.actor)
        open_sealed([person], by=user.actor, purpose=Purpose.CARE)
        raise WrongState("no")

    before = AuditEvent.objects.latest("seq").seq
    with pytest.raises(WrongState):
        reads_and_fails(user.organisation)

    (event,) = AuditEvent.objects.filter(seq__gt=before)
    assert (event.verb, event.purpose, AuditRef.objects.filter(event_seq=event.seq).count()) == ("vault.opened", "care", 1)
    assert Organisation.objects.get(pk=user.organisation_id).name_en != "half"
    assert notary.verify_macs([(bytes(event.session), event.index, leaf_hash(event.content()), bytes(event.mac))]) == [True]


def test_two_events_of_one_action_have_their_own_places(user):
    @action
    def twice():
        record(Event.OPENED, by=user.actor)
        record(Event.OPENED, by=user.actor)

    twice()

    first, second = AuditEvent.objects.order_by("-seq")[:2][::-1]
    assert second.seq == first.seq + 1
    assert (bytes(first.session), second.index) == (bytes(second.session), first.index + 1)
    assert bytes(first.leaf) != bytes(second.leaf)


def test_saving_an_older_version_is_a_conflict_and_changes_nothing(user):
    organisation = make_member(1)
    mine, theirs = Organisation.objects.get(pk=organisation.pk), Organisation.objects.get(pk=organisation.pk)
    rename(theirs, by=user, name="Theirs")

    with pytest.raises(Conflict):
        rename(mine, by=user, name="Mine")

    assert Organisation.objects.get(pk=organisation.pk).name_en == "Theirs"


def test_a_form_built_from_an_older_version_is_a_conflict(user):
    organisation = make_member(1)
    seen = organisation.version
    rename(Organisation.objects.get(pk=organisation.pk), by=user, name="Theirs")

    with pytest.raises(Conflict):
        rename(Organisation.objects.get(pk=organisation.pk), by=user, name="Mine", expected=seen)


def test_undo_gives_back_what_was(user):
    organisation = make_member(1)
    rename(organisation, by=user, name="Other")

    offered = undo.latest(user.actor)
    undo.take_back(offered.pk, by=user.actor)

    assert Organisation.objects.get(pk=organisation.pk).name_en == "Member 1"
    assert undo.latest(user.actor) is None
    assert AuditEvent.objects.latest("seq").verb == "audit.undone"


def test_an_act_without_undo_takes_the_older_offer_away(user):
    rename(user.organisation, by=user, name="Renamed")
    rename_for_good(make_member(1), by=user, name="Elsewhere")

    assert undo.latest(user.actor) is None


def test_an_act_that_changes_nothing_leaves_the_older_offer(user):
    rename(user.organisation, by=user, name="Renamed")
    record(Event.OPENED, by=user.actor)

    assert undo.latest(user.actor) is not None


def test_undo_is_refused_after_ten_minutes(user):
    organisation = make_member(1)
    with time_machine.travel(now()) as clock:
        rename(organisation, by=user, name="Other")
        offered = undo.latest(user.actor)
        clock.shift(601)

        assert undo.latest(user.actor) is None
        with pytest.raises(WrongState):
            undo.take_back(offered.pk, by=user.actor)

    assert Organisation.objects.get(pk=organisation.pk).name_en == "Other"


def test_undo_is_refused_when_the_row_was_changed_since(user):
    organisation = make_member(1)
    rename(organisation, by=user, name="Other")
    offered = undo.latest(user.actor)
    other = make_user(Role.COORDINATOR)
    rename(Organisation.objects.get(pk=organisation.pk), by=other, name="Third")

    with pytest.raises(Conflict):
        undo.take_back(offered.pk, by=user.actor)

    assert Organisation.objects.get(pk=organisation.pk).name_en == "Third"


def test_undo_of_another_account_is_refused(user):
    rename(make_member(1), by=user, name="Other")
    offered = undo.latest(user.actor)

    for key, by in ((offered.pk, make_user(Role.COORDINATOR)), (uuid4(), user)):
        with pytest.raises(WrongState, match="This cannot be undone here"):
            undo.take_back(key, by=by.actor)
    undo.take_back(offered.pk, by=user.actor)
    with pytest.raises(WrongState, match="This cannot be undone here"):
        undo.take_back(offered.pk, by=user.actor)


def test_undo_brings_back_what_was_removed_and_removes_what_was_made(user):
    @action(undo=_("Replaced."))
    def replace(old):
        remove(old)
        new = Organisation(slug="new", kind="member", name_en="New", name_ru="New", name_tg="New")
        save(new)
        record(Event.OPENED, by=user.actor)

    with writes_allowed():
        old = Organisation.objects.create(slug="old", kind="member", name_en="Old", name_ru="Old", name_tg="Old")
    key = old.pk
    replace(old)
    assert set(Organisation.objects.filter(slug__in=["old", "new"]).values_list("slug", flat=True)) == {"new"}

    undo.take_back(undo.latest(user.actor).pk, by=user.actor)

    assert list(Organisation.objects.filter(slug__in=["old", "new"]).values_list("pk", "name_en")) == [(key, "Old")]


def test_what_a_clock_that_went_ahead_has_dated_is_forgotten_with_the_rest(user):
    with time_machine.travel(now()) as clock:
        rename(make_member(1), by=user, name="Other")
        clock.shift(-3_600)
        assert undo.forget_old() == 0

        assert undo.forget_all() == 1


def test_what_can_no_longer_be_undone_is_forgotten(user):
    with time_machine.travel(now()) as clock:
        rename(make_member(1), by=user, name="Other")
        assert undo.forget_old() == 0
        clock.shift(601)
        rename(make_member(2), by=user, name="Younger")

        assert undo.forget_old() == 1

        assert [row.verb for row in Undo.objects.all()] == ["vault.opened"]
