"""Help given: one line at the desk, many from a register."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.cases.actions import AssistanceInput, correct_assistance, give_assistance, give_many
from panoh.cases.actions.reading import read_shared
from panoh.cases.enums import CaseState, Help, HelpItem, ProgrammeState
from panoh.cases.models import Amendment, Assistance
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from tests.days import taken
from tests.factories.accounts import make_user
from tests.factories.care import make_help, make_programme, make_team, service_of
from tests.factories.cases import make_case, make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_give_assistance_records_what_and_when():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    row = make_help(case, by=social, quantity=3, words="Мука и масло")

    stored = Assistance.objects.get(pk=row.pk)
    assert (stored.help, stored.item, stored.quantity, stored.source, stored.by) == ("humanitarian", "food", 3, "desk", social)
    assert read_shared([stored], by=social) == {stored.pk: {"words": "Мука и масло"}}


@pytest.mark.parametrize(("facts", "field"), [({"given_on": dt.timedelta(days=2)}, "given_on"), ({"quantity": 0}, "quantity")])
def test_give_assistance_refuses_what_cannot_be(facts, field):
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Invalid) as refused:
        make_help(case, by=social, **taken(facts))
    assert list(refused.value.fields) == [field]
    assert Assistance.objects.count() == 0


def test_give_assistance_on_a_closed_case_is_refused():
    coordinator = make_coordinator()

    with pytest.raises(WrongState, match="Reopen it"):
        make_help(make_case(by=coordinator, state=CaseState.CLOSED), by=coordinator)


def test_give_assistance_on_a_case_of_others_is_refused():
    with pytest.raises(Denied):
        make_help(make_case(), by=make_user(Role.SOCIAL_WORKER))


def test_give_assistance_for_a_service_of_another_case_is_refused():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    other, (colleague,) = make_team(Role.SOCIAL_WORKER)
    service = service_of(make_programme(other, by=colleague, state=ProgrammeState.APPROVED))

    with pytest.raises(Invalid, match="another programme"):
        make_help(case, by=social, service=service)


def test_give_many_records_all_lines_with_one_event():
    coordinator = make_coordinator()
    cases = [make_case(by=coordinator), make_case(by=coordinator, state=CaseState.CLOSED)]
    before = AuditEvent.objects.filter(verb="cases.help_given").count()

    made = give_many(
        [
            AssistanceInput(cases[0], Help.MEDICAL, HelpItem.TREATMENT, dt.date(2019, 5, 2), treatment="inpatient", words="Операция"),
            AssistanceInput(cases[0], Help.PSYCHOLOGICAL, HelpItem.CONSULTATION, dt.date(2019, 5, 2), quantity=6),
            AssistanceInput(cases[1], Help.SOCIAL, HelpItem.FOOD, dt.date(2020, 1, 3)),
        ],
        by=coordinator,
    )

    assert [(row.case_id, row.help, row.quantity, row.source) for row in made] == [
        (cases[0].pk, "medical", 1, "register"),
        (cases[0].pk, "psychological", 6, "register"),
        (cases[1].pk, "social", 1, "register"),
    ]
    assert Assistance.objects.count() == 3
    assert read_shared(list(Assistance.objects.filter(help="medical")), by=coordinator) == {made[0].pk: {"words": "Операция"}}
    assert AuditEvent.objects.filter(verb="cases.help_given").count() == before + 1


def test_give_many_with_one_case_of_others_records_nothing():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    lines = [AssistanceInput(each, Help.SOCIAL, HelpItem.FOOD, today()) for each in (case, make_case())]

    with pytest.raises(Denied):
        give_many(lines, by=social)
    assert Assistance.objects.count() == 0


def test_correct_assistance_keeps_what_stood_there():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    row = make_help(case, by=social, quantity=3)

    correct_assistance(row, by=social, why="Было две", help=Help.HUMANITARIAN, item=HelpItem.FOOD, given_on=today(), quantity=2, words="")

    assert Assistance.objects.get(pk=row.pk).quantity == 2
    assert list(Amendment.objects.values_list("model", "row", "field")) == [("assistance", row.pk, "quantity")]


def test_help_can_be_taken_back():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    make_help(case, by=social)

    undo.take_back(undo.latest(social.actor).pk, by=social.actor)

    assert Assistance.objects.count() == 0


def test_the_same_help_twice_is_two_lines():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    for _time in range(2):
        give_assistance(case, by=social, help=Help.SOCIAL, item=HelpItem.DOCUMENTS, given_on=today())

    assert Assistance.objects.filter(case=case).count() == 2
