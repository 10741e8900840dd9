"""The terms of cooperation: versions, adoption, and who has accepted."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.network.actions import rules as actions
from panoh.network.enums import AcceptedHow, RulesState
from panoh.network.models import Acceptance, Rules
from panoh.network.queries import rules as queries
from tests.factories.accounts import make_user
from tests.factories.agreements import make_agreement, make_rules
from tests.factories.network import make_facility, make_keeper

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def accept(rules, facility, *, by, **facts):
    return actions.accept_rules(rules, facility, by=by, **{"accepted_on": today(), "how": AcceptedHow.SIGNED, **facts})


def test_adopting_a_version_replaces_the_former_and_asks_everybody_anew():
    keeper = make_keeper()
    first, facility = make_rules(by=keeper), make_agreement(by=keeper).facility
    accept(first, facility, by=keeper)
    assert list(queries.still_to_ask(keeper, first)) == []

    second = make_rules(by=keeper, words="Шартҳои нав")

    first.refresh_from_db()
    assert (first.state, second.state, second.number) == (RulesState.REPLACED, RulesState.ADOPTED, 2)
    assert queries.rules_in_force() == second
    assert list(queries.still_to_ask(keeper, second)) == [facility]
    assert first.acceptances.count() == 1


def test_only_those_under_an_agreement_are_asked_unless_everybody_is_wanted():
    keeper = make_keeper()
    rules, partner, other = make_rules(by=keeper), make_agreement(by=keeper).facility, make_facility(by=keeper, name="Поликлиника")

    assert list(queries.still_to_ask(keeper, rules)) == [partner]
    assert set(queries.still_to_ask(keeper, rules, everybody=True)) == {partner, other}


def test_version_is_adopted_in_both_languages_or_not_at_all():
    keeper = make_keeper()
    row = actions.draft_rules(by=keeper, text_tg="Сир нигоҳ доштан", text_ru="")
    with pytest.raises(Invalid, match="in Tajik and in Russian"):
        actions.adopt_rules(row, by=keeper, adopted_on=today())
    actions.change_rules(row, by=keeper, text_tg="Сир нигоҳ доштан", text_ru="Хранить тайну")
    with pytest.raises(Invalid, match="This date is in the future"):
        actions.adopt_rules(row, by=keeper, adopted_on=today() + dt.timedelta(days=1))
    actions.adopt_rules(row, by=keeper, adopted_on=today())

    with pytest.raises(WrongState):
        actions.change_rules(row, by=keeper, text_tg="Дигар", text_ru="Другое")
    with pytest.raises(WrongState):
        actions.adopt_rules(row, by=keeper, adopted_on=today())


def test_there_is_one_draft_at_a_time_and_it_is_not_empty():
    keeper = make_keeper()
    with pytest.raises(Invalid, match="Enter the terms"):
        actions.draft_rules(by=keeper, text_tg=" ", text_ru="")
    make_rules(by=keeper, adopted=False)
    with pytest.raises(WrongState, match="There is already a draft"):
        make_rules(by=keeper)


def test_telephone_acceptance_wants_a_note_and_keeps_it_sealed():
    keeper = make_keeper()
    rules, facility = make_rules(by=keeper), make_facility(by=keeper)
    with pytest.raises(Invalid) as refused:
        accept(rules, facility, by=keeper, how=AcceptedHow.TELEPHONE)
    assert list(refused.value.fields) == ["note"]

    row = accept(rules, facility, by=keeper, how=AcceptedHow.TELEPHONE, note="Главврач, секретарю")

    row = Acceptance.objects.get(pk=row.pk)
    assert (row.by, row.how) == (keeper, "telephone")
    assert row.note
    assert "Главврач".encode() not in bytes(row.note)


@pytest.mark.parametrize("shift", [-1, 1])
def test_acceptance_lies_between_adoption_and_today(shift):
    keeper = make_keeper()
    with pytest.raises(Invalid) as refused:
        accept(make_rules(by=keeper), make_facility(by=keeper), by=keeper, accepted_on=today() + dt.timedelta(days=shift))
    assert list(refused.value.fields) == ["accepted_on"]


def test_version_is_accepted_once_and_only_while_it_is_in_force():
    keeper = make_keeper()
    first, facility = make_rules(by=keeper), make_facility(by=keeper)
    row = accept(first, facility, by=keeper)
    with pytest.raises(WrongState, match="They have already accepted this version"):
        accept(first, facility, by=keeper)
    actions.take_out_acceptance(row, by=keeper)
    make_rules(by=keeper)
    first.refresh_from_db()
    with pytest.raises(WrongState, match="Only the version in force"):
        accept(first, facility, by=keeper)


def test_everybody_reads_the_version_in_force_and_nobody_else_the_draft():
    keeper, worker = make_keeper(), make_user(Role.SPECIALIST)
    make_rules(by=keeper)
    make_rules(by=keeper, adopted=False)

    assert [row.number for row in queries.versions(keeper)] == [2, 1]
    assert [row.number for row in queries.versions(worker)] == [1]
    with pytest.raises(NotFound):
        queries.get_rules(worker, 2)
    with pytest.raises(Denied):
        queries.still_to_ask(worker, queries.get_rules(worker, 1))


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.ACCOUNTANT, Role.DIRECTOR, Role.SPECIALIST])
def test_only_the_coordinator_keeps_the_terms(role):
    user, rules, facility = make_user(role), make_rules(), make_facility()
    for act in (lambda: make_rules(by=user), lambda: accept(rules, facility, by=user)):
        with pytest.raises(Denied):
            act()
    assert Rules.objects.count() == 1
