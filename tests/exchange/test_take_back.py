"""Taking a whole import back: everything it made, or nothing; never what somebody has written since."""

import datetime as dt

import pytest
import time_machine

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.cases.actions import give_assistance, postpone_task
from panoh.cases.actions.contact import look_for_lost_contact
from panoh.cases.enums import Help, HelpItem, TaskKind
from panoh.cases.models import Assistance, Case, Task
from panoh.core.clock import now
from panoh.core.errors import Conflict, WrongState
from panoh.core.periodic import collect_jobs
from panoh.data_protection.models import Due
from panoh.exchange import actions
from panoh.exchange.enums import Answer, RowState, RunState
from panoh.exchange.models import ImportPart, ImportRow, ImportRun
from panoh.network.actions import change_facility
from panoh.network.models import Facility
from panoh.people.actions import correct_person
from panoh.people.enums import OtherStatus
from panoh.people.models import ConfirmedDistinct, Person, Relationship, SafeContact
from panoh.vault.models import SubjectKey
from tests.factories.accounts import make_user
from tests.factories.exchange import bring, row, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def thirty(**more):
    return [row(n, family=f"Холов{n}", given="Умед", birth=str(1950 + n), **more) for n in range(1, 31)]


def everything():
    return [model.objects.count() for model in (Person, Case, Assistance, SafeContact, Relationship, ImportRow)]


def relative(number, of, **more):
    return row(
        number, family="Каримова", given="Зарина", sex="ж", kind="член семьи", **{"Кем приходится": "сестра", "№ пострадавшего": of, **more}
    )


def test_an_import_is_taken_back_whole(coordinator):
    keys = SubjectKey.objects.filter(kind="person").count()
    result = bring(coordinator, *thirty(Телефон="901112233", **{"Медицинская помощь": "да"}), relative(40, 3))
    assert everything() == [31, 31, 30, 30, 1, 31]

    actions.take_back_run(result.run, by=coordinator)

    assert everything() == [0, 0, 0, 0, 0, 0]
    assert SubjectKey.objects.filter(kind="person").count() == keys
    run = ImportRun.objects.get()
    assert (run.state, bytes(run.source)) == (RunState.TAKEN_BACK, b"")
    batches = AuditEvent.objects.filter(verb="exchange.rows_brought").count()  # at least two; more where the machine is slow
    assert AuditEvent.objects.filter(verb="audit.undone").count() == batches >= 2


def test_what_was_taken_back_can_be_brought_again(coordinator):
    actions.take_back_run(bring(coordinator, *thirty()).run, by=coordinator)

    assert bring(coordinator, *thirty()).counts == {"rows": 30, "admitted": 30, "held": 0, "rejected": 0, "unchanged": 0}


def test_nothing_is_taken_back_when_something_was_written_about_one_of_them(coordinator):
    result = bring(coordinator, *thirty())
    case = ImportRow.objects.get(number=2).case  # of the first batch: the second is undone before it, and must come again
    give_assistance(case, by=coordinator, help=Help.SOCIAL, item=HelpItem.FOOD, given_on=case.admitted_on)

    with pytest.raises(Conflict):
        actions.take_back_run(result.run, by=coordinator)

    assert everything() == [30, 30, 1, 0, 0, 30]
    assert ImportRun.objects.get().state == RunState.DONE


def test_what_the_house_did_by_itself_since_does_not_stand_in_the_way(coordinator):
    """Rows of years ago: the worker asks at once to look at cases without contact, and finds files whose time of keeping is over."""
    ended = row(2, family="Саидов", given="Анвар", birth="1950", admitted="05.05.2004", **{"Дата завершения": "05.06.2004"})
    result = bring(coordinator, row(1), ended)
    jobs = collect_jobs()
    for job in (*jobs["ALWAYS"], *jobs["DAILY"], *jobs["OFTEN"]):
        job()
    assert (Task.objects.filter(kind=TaskKind.LOST).count(), Due.objects.count()) == (1, 1)

    actions.take_back_run(result.run, by=coordinator)

    assert [*everything(), Task.objects.count(), Due.objects.count()] == [0] * 8


def test_what_somebody_did_with_it_stands_in_the_way(coordinator):
    result = bring(coordinator, row(1))
    look_for_lost_contact()
    postpone_task(Task.objects.get(kind=TaskKind.LOST), by=coordinator, due=now() + dt.timedelta(days=9))

    with pytest.raises(Conflict):
        actions.take_back_run(result.run, by=coordinator)

    assert (Case.objects.count(), Task.objects.filter(kind=TaskKind.LOST).count()) == (1, 1)


def test_a_tie_answered_in_a_later_batch_is_taken_back_too(coordinator):
    """A relative who names another relative's number comes in before them."""
    tied = relative(1, 31, Телефон="")
    later = relative(31, 2) | {"Имя": "Лола", "Дата рождения": "1960"}
    result = bring(coordinator, tied, *thirty()[1:], *[row(n, family=f"Раҳимов{n}", given="Умед", sex="м") for n in range(50, 60)], later)
    assert Relationship.objects.filter(other__isnull=False).count() == 2

    actions.take_back_run(result.run, by=coordinator)

    assert everything() == [0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("days", [0, 40])
def test_an_import_is_taken_back_however_long_ago_each_part_of_it_was_written(coordinator, days):
    with time_machine.travel(now() - dt.timedelta(days=days, minutes=11)):
        run = actions.start_run(workbook(*thirty(), relative(40, 3)), by=coordinator, filename="r.xlsx")
        actions.continue_run(run, by=coordinator, limit=20)
        undo.forget_old()
    actions.continue_run(run, by=coordinator)
    undo.forget_all()

    with time_machine.travel(now() + dt.timedelta(days=days)):
        actions.take_back_run(run, by=coordinator)

    assert [*everything(), ImportPart.objects.count()] == [0] * 7
    assert AuditEvent.objects.filter(verb="exchange.register_taken_back").count() == 1


def test_what_stands_in_the_way_is_said_by_row_and_code(coordinator):
    run = bring(coordinator, *thirty()).run
    third, fifth = (run.lines.get(number=number).case for number in (3, 25))
    give_assistance(third, by=coordinator, help=Help.SOCIAL, item=HelpItem.FOOD, given_on=third.admitted_on)
    correct_person(fifth.person, by=coordinator, changes={"given_name": "Умеда"}, reason="typed wrongly")

    with time_machine.travel(now() + dt.timedelta(days=40)), pytest.raises(actions.AddedSince) as refused:
        actions.take_back_run(run, by=coordinator)

    assert refused.value.lines == [(3, third.code), (25, fifth.code)]
    assert everything() == [30, 30, 1, 0, 0, 30]
    assert AuditEvent.objects.filter(verb="exchange.register_taken_back").count() == 0


CLINIC = """№\tДата поступления\tФамилия\tИмя\tПол\tКатегория\tМедицинская помощь\tУчреждение
1\t05.05.2020\tНазаров\tРустам\tм\tжертва пыток\tда\tДармонгоҳи Ором
2\t05.05.2020\tХолов\tУмед\tм\tжертва пыток\tда\tДармонгоҳи Ором
"""


def test_a_facility_that_the_import_added_goes_too_unless_it_was_changed_since(coordinator):
    first = actions.import_register(CLINIC.encode(), filename="r.csv", by=coordinator).run
    actions.take_back_run(first, by=coordinator)
    assert [*everything(), Facility.objects.count()] == [0] * 7

    run = actions.import_register(CLINIC.encode(), filename="r.csv", by=coordinator).run
    change_facility(Facility.objects.get(), by=coordinator, name="Дармонгоҳи Шифо")
    with pytest.raises(actions.AddedSince, match="facility that the import added"):
        actions.take_back_run(run, by=coordinator)

    assert everything()[:2] == [2, 2]


def test_what_was_added_and_undone_does_not_stand_in_the_way(coordinator):
    run = bring(coordinator, row(1)).run
    case = run.lines.get().case
    give_assistance(case, by=coordinator, help=Help.SOCIAL, item=HelpItem.FOOD, given_on=case.admitted_on)
    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    actions.take_back_run(run, by=coordinator)

    assert everything() == [0] * 6


def test_who_was_admitted_by_a_decision_goes_with_the_import(coordinator):
    run = bring(coordinator, row(1), row(2), row(3)).run
    for line, answer in zip(run.lines.filter(state=RowState.HELD), [Answer.OTHER, Answer.SAME], strict=True):
        actions.decide_row(line, answer, by=coordinator)
    assert Person.objects.count() == 2

    actions.take_back_run(run, by=coordinator)

    assert [*everything(), ConfirmedDistinct.objects.count()] == [0] * 7


def test_of_a_decision_that_was_undone_nothing_stands_in_the_way(coordinator):
    run = bring(coordinator, row(1), row(2)).run
    actions.decide_row(run.lines.get(state=RowState.HELD), Answer.OTHER, by=coordinator)
    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    actions.take_back_run(run, by=coordinator)

    assert everything() == [0] * 6


def test_a_tie_that_a_later_version_of_the_register_answered_waits_again(coordinator):
    bring(coordinator, relative(1, 2), row(7, family="Холов", given="Умед"))
    later = bring(coordinator, relative(1, 2), row(7, family="Холов", given="Умед"), row(2)).run
    assert Relationship.objects.get().other is not None

    actions.take_back_run(later, by=coordinator)

    tie = Relationship.objects.get()
    assert (tie.other, tie.other_status, Person.objects.count()) == (None, OtherStatus.UNKNOWN, 2)


def test_an_import_whose_people_a_later_one_has_stays_until_that_is_undone(coordinator):
    first, again = bring(coordinator, row(1)).run, bring(coordinator, row(1)).run

    with pytest.raises(Conflict, match="Undo that import first"):
        actions.take_back_run(first, by=coordinator)
    actions.take_back_run(again, by=coordinator)
    actions.take_back_run(first, by=coordinator)

    assert everything() == [0] * 6


def test_another_account_takes_nothing_back(coordinator):
    result = bring(coordinator, row(1))

    with pytest.raises(WrongState):
        actions.take_back_run(result.run, by=make_user(Role.COORDINATOR))

    assert Case.objects.count() == 1


def test_a_batch_is_never_offered_alone(coordinator):
    result = bring(coordinator, *thirty(), row(99, family="Холов1", given="Умед", birth="1951"))

    assert undo.latest(coordinator.actor) is None
    actions.decide_row(result.run.lines.get(state=RowState.HELD), Answer.OTHER, by=coordinator)
    assert undo.latest(coordinator.actor).sentence == "Decision on the row saved."


def test_a_decision_is_taken_back_alone_and_the_row_waits_again(coordinator):
    result = bring(coordinator, row(1), row(2))
    actions.decide_row(result.run.lines.get(state=RowState.HELD), Answer.OTHER, by=coordinator)

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    line = ImportRow.objects.get(number=3)
    assert (line.state, line.answer, line.case, Case.objects.count()) == (RowState.HELD, "", None, 1)
