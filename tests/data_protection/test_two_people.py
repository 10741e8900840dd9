"""The table of what two people do (ADR 24), row by row: with one of them missing the others do it, and nobody agrees with themselves."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from panoh.accounts.models import RoleGrant, User
from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions.emergency_access import close_to, judge_emergency_access, lift_conflict, open_in_emergency
from panoh.cases.actions.ending import decide_closing, propose_closing
from panoh.cases.actions.programme import approve_programme
from panoh.cases.actions.refusals import look_at_refusal, refuse_correction
from panoh.cases.enums import CloseReason, Discipline, ProgrammeState
from panoh.cases.models import Case
from panoh.coalition.actions import agree_to_part, ask_to_agree
from panoh.core.clock import today
from panoh.core.errors import Denied
from panoh.data_protection.actions.erasing import agree_to_erasure, ask_erasure
from panoh.data_protection.actions.retention import agree_to_period, ask_period
from panoh.data_protection.enums import Rule as Clock
from panoh.data_protection.exports import agree_export, ask_export
from panoh.data_protection.former import agree_to_name_off, ask_name_off, note_former
from panoh.data_protection.models import FormerStaff
from panoh.instruments.actions import check_wording, load_wording
from panoh.planning.actions import approve_public, ask_public
from panoh.reporting.actions import ask_readers, review_release
from tests.factories.accounts import make_secretariat, make_user
from tests.factories.care import make_programme
from tests.factories.cases import make_case, make_coordinator
from tests.factories.departures import make_departure
from tests.factories.figures import make_release
from tests.factories.planning import make_plan
from tests.reporting.rows import counted

pytestmark = pytest.mark.django_db

ADR = Path(__file__).parents[2] / "docs" / "adr" / "0024-emergency-access.md"
HATS = {
    "coordinator": Role.COORDINATOR,
    "other coordinator": Role.COORDINATOR,
    "guardian": Role.DATA_GUARDIAN,
    "director": Role.DIRECTOR,
    "administrator": Role.ADMINISTRATOR,
    "physician": Role.PHYSICIAN,
    "psychologist": Role.PSYCHOLOGIST,
    "lead": Role.SOCIAL_WORKER,
    "deputy": Role.SOCIAL_WORKER,  # stands in for the coordinator
}
OF_COORDINATOR = {"coordinator", "deputy", "other coordinator"}


class Staff(dict[str, User]):
    """Whoever the walk needs, made when first asked for: so three people are three people."""

    def __missing__(self, name: str) -> User:
        self[name] = user = make_user(HATS[name])
        if name == "deputy":
            put_on(user, Role.COORDINATOR, deputy_for=self["coordinator"])
        return user


def put_on(user: User, role: Role, deputy_for: User | None = None) -> None:
    """Gives a hat by hand, whatever else they wear: no action joins these, and the rule must hold all the same."""
    with writes_allowed():
        RoleGrant(user=user, role=role, starts_on=today(), ends_on=today(), deputy_for=deputy_for).save(force_insert=True)


def case_of(staff: Staff) -> Case:
    """A case that the lead, the psychologist and the coordinator know; whoever opens it in an emergency does not."""
    workers = ((staff["lead"], Discipline.SOCIAL), (staff["psychologist"], Discipline.PSYCHOLOGICAL))
    return make_case(by=make_coordinator(), organisation=make_secretariat(), workers=workers)


@dataclass(frozen=True)
class Rule:
    """A row of the table: how it is begun by the first, ended by the second, and by which two of the staff."""

    begin: Callable[[Staff, User], Any]
    agree: Callable[[Any, User], Any]
    pairs: tuple[tuple[str, str], ...]


def every(asks: str, agrees: str) -> tuple[tuple[str, str], ...]:
    """Each who asks with each who agrees, but not with themselves."""
    return tuple((one, other) for one in asks.split(", ") for other in agrees.split(", ") if one != other)


def tied(staff: Staff, one: User) -> Any:
    return close_to(case_of(staff).code, one.username, by=make_coordinator(), why="family")


def table_of_figures(staff: Staff, one: User) -> Any:
    for sex, number in (("female", 12), ("male", 14)):
        for _each in range(number):
            counted(make_secretariat(), admitted_on=dt.date(2022, 5, 1), sex=sex)
    return ask_readers(make_release(by=one), by=one)


def wording(staff: Staff, one: User) -> Any:
    words = {"intro": "", "items": dict.fromkeys("12345", "Слова"), "answers": {}}
    return load_wording("who5", by=one, language="tg", status="official", licence="Письмо ВОЗ", wording=words)


def somebody_who_left() -> FormerStaff:
    user = make_user()
    with writes_allowed():
        User.objects.filter(pk=user.pk).update(is_active=False, first_day=dt.date(2001, 1, 1))
    note_former()
    return FormerStaff.objects.get()


def both_checks(pack: Any, other: User) -> None:
    check_wording(pack, by=other)
    assert not pack.is_current
    check_wording(pack, by=make_user(Role.PHYSICIAN))
    assert pack.is_current


RULES = {
    "a file is erased": Rule(
        lambda staff, one: ask_erasure(case_of(staff), by=one),
        lambda row, other: agree_to_erasure(row, by=other),
        every("coordinator, guardian, director", "coordinator, guardian, director"),
    ),
    "a list of several persons leaves": Rule(
        lambda _staff, one: ask_export(by=one, why="check"),
        lambda row, other: agree_export(row, by=other),
        every("coordinator, deputy", "guardian, director, other coordinator, coordinator"),
    ),
    "an emergency opening is looked at": Rule(
        lambda staff, one: open_in_emergency(case_of(staff).code, by=one, why="life", words="Кричат"),
        lambda row, other: judge_emergency_access(row, by=other, judged="right", words="Да"),
        every("physician", "coordinator, lead, deputy"),
    ),
    "a correction that was refused is looked at": Rule(
        lambda staff, one: refuse_correction(case_of(staff), by=one, asked="Родился не там", why="Так в паспорте"),
        lambda row, other: look_at_refusal(row, by=other, looked="stays", answer="Ваши слова стоят рядом"),
        every("lead, coordinator", "coordinator, lead, deputy"),
    ),
    "a tie is lifted": Rule(
        tied,
        lambda row, other: lift_conflict(row, by=other),
        every("lead, coordinator, guardian", "coordinator, guardian"),
    ),
    "a programme": Rule(
        lambda staff, one: make_programme(case_of(staff), by=one, state=ProgrammeState.AGREED),
        lambda row, other: approve_programme(row, by=other),
        every("psychologist, lead, coordinator", "coordinator, deputy"),
    ),
    "a case is closed": Rule(
        lambda staff, one: propose_closing(case_of(staff), by=one, reason=CloseReason.PERSON_CHOSE, words="Снова шьёт"),
        lambda row, other: decide_closing(row, by=other, agreed=True),
        every("lead, coordinator", "coordinator, deputy"),
    ),
    "figures are released": Rule(
        table_of_figures,
        lambda row, other: review_release(row, by=other, verdict="agrees", words="Просмотрено"),
        every("coordinator, director", "guardian, director, coordinator"),
    ),
    "the public page of a plan": Rule(
        lambda _staff, one: ask_public(make_plan(by=one, adopted=True), by=one),
        lambda row, other: approve_public(row, by=other),
        every("coordinator, deputy", "director, other coordinator, coordinator"),
    ),
    "an organisation leaves": Rule(
        lambda _staff, one: ask_to_agree(make_departure(by=one), by=one),
        lambda row, other: agree_to_part(row, by=other),
        every("coordinator, deputy", "other coordinator, administrator, coordinator"),
    ),
    "the wording of a questionnaire": Rule(
        wording,
        both_checks,
        every("psychologist, physician, coordinator", "psychologist, physician, coordinator"),
    ),
    "the name of somebody who left is taken off": Rule(
        lambda _staff, one: ask_name_off(somebody_who_left(), by=one),
        lambda row, other: agree_to_name_off(row, by=other),
        every("coordinator, guardian, director", "coordinator, guardian, director"),
    ),
    "how long files are kept": Rule(
        lambda _staff, one: ask_period(Clock.CLOSED, by=one, months=120),
        lambda row, other: agree_to_period(row, by=other),
        every("director, guardian", "director, guardian"),
    ),
}
WALKS = [pytest.param(rule, *pair, id=f"{name}-{pair[0]}-{pair[1]}") for name, rule in RULES.items() for pair in rule.pairs]


def test_every_row_of_the_table_is_walked():
    table = ADR.read_text("utf-8").partition("**Two people, and who steps in.**")[2]
    rows = re.findall(r"^\| (?!what |---)(.+?) \|", table, re.M)

    assert rows == list(RULES)


@pytest.mark.database
@pytest.mark.parametrize(("rule", "one", "other"), WALKS)
def test_two_of_three_do_it_whoever_is_missing(rule, one, other):
    staff = Staff()
    rule.agree(rule.begin(staff, staff[one]), staff[other])


@pytest.mark.parametrize(
    ("name", "one"), [(name, one) for name, rule in RULES.items() for one in dict.fromkeys(pair[0] for pair in rule.pairs)]
)
def test_nobody_agrees_with_themselves_though_they_wear_every_hat_that_agrees(name, one):
    rule, staff = RULES[name], Staff()
    row = rule.begin(staff, staff[one])
    for role in {HATS[other] for _one, other in rule.pairs if other != "deputy"} - {HATS[one]}:
        put_on(staff[one], role, deputy_for=staff["coordinator"] if role == Role.COORDINATOR else None)

    with pytest.raises(Denied):
        rule.agree(row, User.objects.get(pk=staff[one].pk))


@pytest.mark.parametrize("name", RULES)
def test_who_stands_in_no_column_of_the_table_agrees_to_nothing(name):
    rule, staff = RULES[name], Staff()
    row = rule.begin(staff, staff[rule.pairs[0][0]])
    for stranger in (make_user(Role.DUTY_OFFICER), make_user(Role.ACCOUNTANT)):
        with pytest.raises(Denied):
            rule.agree(row, stranger)
