"""What somebody says a file holds: new people, corrections of people who are here, a member organisation's own list."""

import pytest

from panoh.cases.enums import Door
from panoh.cases.models import Case
from panoh.core.errors import WrongState
from panoh.exchange import actions, queries
from panoh.exchange.deciding import look_again
from panoh.exchange.enums import Answer, Holds, RowState
from panoh.exchange.models import ImportRow, ImportRun
from panoh.exchange.register.remarks import Problem
from panoh.people.models import Person
from tests.factories.accounts import make_member
from tests.factories.exchange import bring, row, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def start(by, *rows, **said):
    return actions.start_run(workbook(*rows), by=by, filename="r.xlsx", **said)


def corrections(by, *rows):
    return start(by, *rows, holds=Holds.CORRECTIONS)


def differences(run, by):
    verdicts = look_again(run, by=by)
    compared = queries.compare_verdicts(verdicts.of(RowState.HELD), verdicts, by=by)
    return {one.number: [(str(cell.head), cell.before, cell.now) for cell in one.changed] for one in compared}


def test_corrections_are_only_compared_field_by_field_and_nobody_is_made(coordinator):
    here = [row(1, Телефон="901112233"), row(2, family="Саидов", given="Анвар", birth="1950"), row(3, family="Каримова", sex="ж")]
    bring(coordinator, *here)
    mended = [
        row(1, birth="13.03.1984", Телефон="901112244"),
        row(2, family="Саидов", given="Анвар", birth="05.06.1950", Регион="Согд"),
        row("77", family="Каримова", sex="ж"),
        row(4, family="Холов", given="Умед"),
    ]

    run = corrections(coordinator, *mended)
    counts = look_again(run, by=coordinator).counts
    said = differences(run, coordinator)
    actions.continue_run(run, by=coordinator)

    assert counts == {"rows": 4, "admitted": 0, "held": 2, "rejected": 1, "unchanged": 1}
    assert said[2] == [("date of birth", "12.03.1984", "13.03.1984"), ("telephone", "+992901112233", "+992901112244")]
    assert said[3] == [("date of birth", "1950", "05.06.1950"), ("region", "", "Sughd region")]
    assert Person.objects.count() == Case.objects.count() == 3
    assert run.lines.get(number=5).remarks == [[Problem.NOBODY_HERE, ""]]
    assert {one.line.number: len(one.changed) for one in queries.compare_lines(run, by=coordinator, limit=9)} == {2: 2, 3: 2}


def test_a_correction_need_not_say_what_only_an_admission_needs(coordinator):
    bring(coordinator, row(1), row(2, family="Саидов", given="Анвар", birth="1950"))
    text = "Фамилия\tИмя\tДата рождения\nНазаров\tРустам\t1984\nСаидов\tАнвар\t07.07.1950"

    run = actions.start_run(text.encode(), by=coordinator, holds=Holds.CORRECTIONS)

    assert look_again(run, by=coordinator).counts == {"rows": 2, "admitted": 0, "held": 1, "rejected": 0, "unchanged": 1}
    assert differences(run, coordinator) == {3: [("date of birth", "1950", "07.07.1950")]}


def test_a_correction_is_looked_at_and_done_and_admits_nobody(coordinator):
    bring(coordinator, row(1))
    run = corrections(coordinator, row(1, birth="13.03.1984"))
    actions.continue_run(run, by=coordinator)
    line = run.lines.get()

    with pytest.raises(WrongState):
        actions.decide_row(line, Answer.OTHER, by=coordinator)
    line = ImportRow.objects.get(pk=line.pk)
    actions.decide_row(line, Answer.SAME, by=coordinator)

    assert (line.state, line.case, Person.objects.count()) == (RowState.UNCHANGED, Case.objects.get(), 1)


def test_a_members_own_list_is_that_members(coordinator):
    notabene, other = make_member(), make_member(2)
    run = start(coordinator, row(1), row(2, family="Саидов", **{"Кто направил": other.short}), holds=Holds.MEMBER, member=notabene)
    actions.continue_run(run, by=coordinator)

    assert {case.organisation for case in Case.objects.all()} == {notabene}
    assert {case.admitted_to for case in Case.objects.all()} == {notabene}
    assert {case.door for case in Case.objects.all()} == {Door.MEMBER}
    assert {case.referred_by for case in Case.objects.all()} == {notabene, other}
    assert ImportRun.objects.get().member == notabene


def test_columns_of_a_members_list_are_remembered_for_that_member(coordinator):
    first, second = make_member(), make_member(2)
    text = "Alfa\tBeta\tGamma\tDelta\tEpsilon\n01.02.2021\tНазаров\tРустам\tМ\tжертва пыток".encode()
    chosen = {"Alfa": "admitted_on", "Beta": "family_name", "Gamma": "given_name", "Delta": "sex", "Epsilon": "kind"}
    run = actions.start_run(text, by=coordinator, holds=Holds.MEMBER, member=first)
    actions.choose_columns(run, chosen, by=coordinator)

    rows = [
        actions.start_run(text, by=coordinator, holds=Holds.MEMBER, member=first).rows,
        actions.start_run(text, by=coordinator, holds=Holds.MEMBER, member=second).rows,
        actions.start_run(text, by=coordinator).rows,
    ]

    assert rows == [1, 0, 0]
