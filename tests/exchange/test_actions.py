"""The register import against a real agent: the sample, the doubtful, the interrupted."""

import csv
import datetime as dt
import io
import json
from importlib.resources import files

import pytest
import time_machine
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.enums import CaseState, Help
from panoh.cases.models import Assistance, Case
from panoh.core.clock import now
from panoh.core.errors import Conflict, Denied, WrongState
from panoh.exchange import actions, queries
from panoh.exchange.enums import Answer, HeldReason, RowState, RunState
from panoh.exchange.models import ImportRow, ImportRun
from panoh.people.distinct import confirmed_distinct
from panoh.people.models import Person, Relationship, SafeContact
from panoh.reporting.queries.figures import admissions, assistance
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.examples import examples
from tests.factories.accounts import make_organisation, make_user
from tests.factories.exchange import bring, row, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SAMPLE = files("panoh.content").joinpath("register-2015-2021.xlsx")


def test_the_sample_comes_in_whole_and_its_figures_are_right(coordinator):
    result = actions.import_register(SAMPLE.read_bytes(), filename="register.xlsx", by=coordinator)

    assert result.counts == {"rows": 235, "admitted": 235, "held": 0, "rejected": 0, "unchanged": 0}
    found = admissions(coordinator, dt.date(2015, 1, 1), dt.date(2021, 12, 31)).as_dict()
    assert {key: found[key] for key in ("persons", "direct", "family", "women", "men", "under_age")} == {
        "persons": 235,
        "direct": 108,
        "family": 127,
        "women": 119,
        "men": 116,
        "under_age": 18,
    }
    help = assistance(coordinator, dt.date(2015, 1, 1), dt.date(2021, 12, 31))
    assert help["medical"] == {"persons": 207, "services": 207}
    assert help["psychological"] == {"persons": 190, "services": 1423}
    assert help["social"] == {"persons": 179, "services": 179}
    assert Relationship.objects.count() == 127
    assert Relationship.objects.filter(other__isnull=False).count() == 100
    assert SafeContact.objects.count() == 235


def test_the_sample_brought_again_changes_nothing(coordinator):
    first = workbook(row(1), row(2, family="Саидова", given="Моҳира", sex="ж"))
    actions.import_register(first, filename="r.xlsx", by=coordinator)
    before = (Person.objects.count(), Case.objects.count(), Assistance.objects.count())

    again = actions.import_register(first, filename="r.xlsx", by=coordinator)

    assert again.counts == {"rows": 2, "admitted": 0, "held": 0, "rejected": 0, "unchanged": 2}
    assert (Person.objects.count(), Case.objects.count(), Assistance.objects.count()) == before


def test_a_dry_run_writes_nothing(coordinator):
    result = bring(coordinator, row(1), row(2, sex="?"), dry_run=True)

    assert result.counts == {"rows": 2, "admitted": 1, "held": 0, "rejected": 1, "unchanged": 0}
    assert (ImportRun.objects.count(), Person.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("second", "state"),
    [
        (row(2, family="Nazarov", given="Rustam"), RowState.HELD),
        (row(2, family="Назарзода", given="Рустам", birth="1984"), RowState.HELD),
        (row(2, birth="12.03.1984", patronymic="Каримович"), RowState.HELD),
        (row(2, birth="13.03.1984"), RowState.ADMITTED),
        (row(2, birth="1985"), RowState.ADMITTED),
        (row(2, sex="ж"), RowState.ADMITTED),
        (row(2, given="Рустами"), RowState.ADMITTED),
    ],
)
def test_a_probable_duplicate_is_held_by_name_sex_and_birth(coordinator, second, state):
    result = bring(coordinator, row(1), second)

    assert [verdict.state for verdict in result.verdicts.rows] == [RowState.ADMITTED, state]
    assert Case.objects.count() == (1 if state == RowState.HELD else 2)


def test_two_patronymics_that_differ_make_a_new_person(coordinator):
    result = bring(coordinator, row(1, patronymic="Каримович"), row(2, patronymic="Собирович"), row(3, patronymic="Каримзода"))

    assert [verdict.state for verdict in result.verdicts.rows] == [RowState.ADMITTED, RowState.ADMITTED, RowState.HELD]


def test_a_duplicate_of_somebody_in_the_house_is_held_with_the_candidate(coordinator):
    bring(coordinator, row(1, family="Қодиров", given="Ҷамшед"))

    result = bring(coordinator, row(7, family="Кадыров", given="Джамшед"))

    assert result.counts["held"] == 1
    line = ImportRow.objects.get(run=result.run)
    assert (line.held_reason, line.candidate) == (HeldReason.DUPLICATE, Person.objects.get())


def test_the_same_number_with_other_cells_is_held_as_changed(coordinator):
    bring(coordinator, row(1))

    result = bring(coordinator, row(1, admitted="06.05.2020"))

    assert result.counts == {"rows": 1, "admitted": 0, "held": 1, "rejected": 0, "unchanged": 0}
    assert ImportRow.objects.get(run=result.run).held_reason == HeldReason.CHANGED


OTHERS = [
    row(1, family="Саидова", given="Мадина", sex="ж", birth="1991"),
    row(2, family="Раҳимов", given="Парвиз", birth="1975"),
    row(9, family="Ятимов", given="Комил", birth="1969"),
]


def test_a_number_says_nothing_of_another_register(coordinator):
    bring(coordinator, row(1), row(2, family="Холов", given="Умед"))

    result = bring(coordinator, *OTHERS)

    assert result.counts == {"rows": 3, "admitted": 3, "held": 0, "rejected": 0, "unchanged": 0}


def test_a_relative_is_tied_to_nobody_of_another_register(coordinator):
    bring(coordinator, row(1), row(5, family="Холов", given="Умед"))

    bring(coordinator, *OTHERS, sister(10, 5), sister(11, 9, given="Нигора"))
    bring(coordinator, row(3, family="Ализода", given="Сафар", birth="1950"), sister(12, 5, given="Гулнора"))

    _first, second, third = _runs()
    relationships = {relationship.person: relationship.other for relationship in Relationship.objects.select_related("person", "other")}
    assert relationships == {_person_of(second, 5): None, _person_of(second, 6): _person_of(second, 4), _person_of(third, 3): None}


def test_a_survivor_of_another_register_answers_no_relationship(coordinator):
    bring(coordinator, sister(10, 5), row(11, family="Холов", given="Умед"))

    bring(coordinator, row(5), *OTHERS)

    assert Relationship.objects.get().other is None


def test_the_next_version_of_a_register_is_known_by_its_rows_whatever_the_file_is_called(coordinator):
    bring(coordinator, *OTHERS)
    bring(coordinator, row(1), row(2, family="Холов", given="Умед", birth="1981"))
    later = workbook(row(1, admitted="06.05.2020"), row(2, family="Холов", given="Умед", birth="1981"), row(3, given="Сомон", birth="2001"))

    result = actions.import_register(later, filename="декабрь.xlsx", by=coordinator)

    assert result.counts == {"rows": 3, "admitted": 1, "held": 1, "rejected": 0, "unchanged": 1}
    assert result.run.lines.get(state=RowState.HELD).held_reason == HeldReason.CHANGED
    assert [run.series == result.run.series for run in _runs()] == [False, True, True]


def test_a_register_of_which_every_row_was_changed_is_known_by_number_and_name(coordinator):
    bring(coordinator, row(1), row(2, family="Холов", given="Умед", birth="1981"))

    result = bring(coordinator, row(1, Телефон="901112233"), row(2, family="Kholov", given="Umed", birth="1981", Телефон="901112234"))

    assert set(result.run.lines.values_list("held_reason", flat=True)) == {HeldReason.CHANGED}


def test_who_has_another_name_since_is_known_by_the_day_of_birth(coordinator):
    bring(coordinator, row(1, family="Назарова", given="Зарина", sex="ж"))

    assert bring(coordinator, row(1, family="Каримова", given="Зарина", sex="ж")).counts["held"] == 1


def test_a_register_brought_in_by_parts_is_one_once_the_whole_comes(coordinator):
    first, second = [row(1), row(2, family="Холов", given="Умед")], [row(3, given="Сомон"), row(4, given="Далер")]
    bring(coordinator, *first)
    bring(coordinator, *second)
    assert len({run.series for run in _runs()}) == 2

    assert bring(coordinator, *first, *second).counts["unchanged"] == 4

    assert len({run.series for run in _runs()}) == 1


def test_a_look_says_what_the_import_then_does(coordinator):
    bring(coordinator, row(1), row(2, family="Холов", given="Умед"))
    run = actions.start_run(workbook(*OTHERS, row(4)), by=coordinator, filename="r.xlsx")
    looked = actions.look_again(run, by=coordinator).counts

    actions.continue_run(run, by=coordinator)

    assert queries.counts_of(run) == {**looked, "dealt": 4}


def _runs():
    return list(ImportRun.objects.order_by("started_at"))


def _person_of(run, number):
    return run.lines.get(number=number).case.person


def test_a_held_row_that_is_another_person_is_admitted(coordinator):
    result = bring(coordinator, row(1), row(2))
    line = ImportRow.objects.get(state=RowState.HELD)

    actions.decide_row(line, Answer.OTHER, by=coordinator)

    assert Case.objects.count() == 2
    assert queries.counts_of(result.run)["admitted"] == 2
    with pytest.raises(WrongState):
        actions.decide_row(ImportRow.objects.get(pk=line.pk), Answer.SAME, by=coordinator)


def test_of_a_held_row_that_is_another_person_nobody_is_asked_again(coordinator):
    bring(coordinator, row(1), row(2))
    line = ImportRow.objects.get(state=RowState.HELD)

    actions.decide_row(line, Answer.OTHER, by=coordinator)

    assert confirmed_distinct(line.candidate_id, [line.case.person_id]) == {line.case.person_id}


def test_a_held_row_that_is_the_same_person_adds_nothing_twice(coordinator):
    bring(coordinator, row(1), row(2))
    line = ImportRow.objects.get(state=RowState.HELD)

    actions.decide_row(line, Answer.SAME, by=coordinator)

    line = ImportRow.objects.get(pk=line.pk)
    assert (line.state, line.case, Case.objects.count()) == (RowState.UNCHANGED, Case.objects.get(), 1)


def test_family_rows_are_tied_to_whom_they_name_before_or_after(coordinator):
    bring(
        coordinator,
        row(
            5,
            family="Назарова",
            given="Зарина",
            sex="ж",
            birth="1990",
            kind="член семьи",
            **{"Кем приходится": "сестра", "№ пострадавшего": 9},
        ),
        row(9),
        row(
            11,
            family="Назарова",
            given="Лола",
            sex="ж",
            birth="1960",
            kind="член семьи",
            **{"Кем приходится": "мать", "№ пострадавшего": 77},
        ),
    )

    sister, mother = Relationship.objects.order_by("relation")[::-1]
    assert (sister.relation, sister.other.cases.get().kind, sister.other_status) == ("sister", "survivor", "in_care")
    assert (mother.relation, mother.other, mother.other_status) == ("mother", None, "unknown")

    bring(coordinator, row(9), row(77, family="Холов", given="Умед", birth="1985"))

    mother = Relationship.objects.get(relation="mother")
    assert (mother.other is not None, mother.other_status) == (True, "in_care")


def test_the_help_columns_become_assistance_of_the_day_of_admission(coordinator):
    bring(coordinator, row(1, **{"Медицинская помощь": "да", "Сеансы психолога": 12, "Социальная помощь": "продукты питания; проезд"}))

    rows = sorted(Assistance.objects.values_list("help", "item", "quantity", "given_on", "source"))
    day = dt.date(2020, 5, 5)
    assert rows == [
        (Help.MEDICAL, "treatment", 1, day, "register"),
        (Help.PSYCHOLOGICAL, "session", 12, day, "register"),
        (Help.SOCIAL, "food", 1, day, "register"),
        (Help.SOCIAL, "transport", 1, day, "register"),
    ]


def test_a_row_belongs_to_the_member_named_as_sender_otherwise_to_the_secretariat(coordinator):
    member = make_organisation(kind=OrganisationKind.MEMBER, name="Апейрон", spellings=("ОО «Апейрон»",))

    bring(
        coordinator, row(1, **{"Кто направил": "ОО «Апейрон»"}), row(2, family="Холов", given="Умед", **{"Кто направил": "самообращение"})
    )

    assert set(Case.objects.values_list("organisation", "door")) == {(member.id, "member"), (coordinator.organisation_id, "walk_in")}


def test_a_closing_date_makes_a_closed_case(coordinator):
    bring(coordinator, row(1, **{"Дата завершения": "01.06.2021"}), row(2, family="Холов", given="Умед"))

    assert set(Case.objects.values_list("state", "closed_on")) == {(CaseState.CLOSED, dt.date(2021, 6, 1)), (CaseState.ACTIVE, None)}


def test_names_and_cells_are_sealed_and_open_again(coordinator):
    bring(coordinator, row(1, family="Қодиров", given="Ҷамшед"))

    (person,) = open_sealed([Person.objects.get()], by=coordinator.actor, purpose=Purpose.CARE)
    assert (person.family_name, person.given_name, person.birth_date) == ("Қодиров", "Ҷамшед", "1984-03-12")
    line = ImportRow.objects.get()
    assert "Қодиров".encode() not in bytes(line.cells)


def test_an_interrupted_import_goes_on_where_it_stopped_and_ends_the_same(coordinator):
    content = workbook(*[row(n, family=f"Назар{'аеиоу'[n % 5] * (n // 5 + 1)}в", given="Умед", birth=str(1950 + n)) for n in range(1, 31)])
    run = actions.start_run(content, by=coordinator, filename="r.xlsx")

    actions.continue_run(run, by=coordinator, limit=7)
    assert (Case.objects.count(), ImportRun.objects.get().state) == (7, RunState.RUNNING)
    actions.continue_run(ImportRun.objects.get(), by=coordinator)

    assert queries.counts_of(ImportRun.objects.get()) == {"rows": 30, "admitted": 30, "held": 0, "rejected": 0, "unchanged": 0, "dealt": 30}
    assert Case.objects.count() == 30
    with pytest.raises(WrongState):
        actions.continue_run(ImportRun.objects.get(), by=coordinator)


def test_a_batch_is_one_transaction_with_events_that_name_its_persons(coordinator):
    bring(coordinator, row(1), row(2, family="Холов", given="Умед"))

    event = AuditEvent.objects.filter(verb="cases.register_admitted").get()
    assert len(bytes(event.refs)) == 16


def test_who_may_not_import_is_refused(coordinator):
    with pytest.raises(Denied):
        bring(make_user(Role.SOCIAL_WORKER), row(1))


def test_practice_rows_are_never_counted(coordinator):
    coordinator.is_practising = True

    bring(coordinator, row(1))

    assert Case.objects.get().is_practice
    assert admissions(coordinator, dt.date(2015, 1, 1), dt.date(2021, 12, 31)).persons == 0


def sister(number, of, **more):
    """A relative of the row with that number."""
    facts = {"family": "Назарова", "given": "Зарина", "sex": "ж", "birth": "1990", "kind": "член семьи"}
    return row(number, **{**facts, **more, "Кем приходится": "сестра", "№ пострадавшего": of})


def test_a_register_that_grew_ties_new_relatives_to_those_brought_in_before(coordinator):
    bring(coordinator, row(9))

    result = bring(coordinator, row(9), sister(10, 9))

    assert result.counts == {"rows": 2, "admitted": 1, "held": 0, "rejected": 0, "unchanged": 1}
    assert Relationship.objects.get().other == ImportRow.objects.filter(number=2).first().case.person


def test_a_relative_of_a_row_that_was_changed_is_tied_to_the_person_here(coordinator):
    bring(coordinator, row(9))

    result = bring(coordinator, row(9, admitted="06.05.2020"), sister(10, 9))

    assert result.counts == {"rows": 2, "admitted": 1, "held": 1, "rejected": 0, "unchanged": 0}
    assert Relationship.objects.get().other == Case.objects.get(kind="survivor").person


@pytest.mark.parametrize("answer", list(Answer))
def test_a_relative_of_a_held_row_is_tied_when_it_is_decided(coordinator, answer):
    bring(coordinator, row(1))
    result = bring(coordinator, row(9), sister(10, 9))
    assert Relationship.objects.get().other is None

    actions.decide_row(result.run.lines.get(state=RowState.HELD), answer, by=coordinator)

    survivors = list(Person.objects.filter(cases__kind="survivor").order_by("recorded_at"))
    assert (Relationship.objects.get().other, len(survivors)) == (survivors[-1], 1 if answer == Answer.SAME else 2)


def test_a_number_that_two_persons_have_ties_nobody(coordinator):
    bring(coordinator, row(9), row(9, family="Холов", given="Умед"))

    bring(coordinator, sister(10, 9))

    assert Relationship.objects.get().other is None


def test_an_invented_survivor_answers_no_tie_of_a_real_person(coordinator):
    bring(coordinator, sister(10, 9))
    practising = make_user(Role.COORDINATOR)
    practising.is_practising = True

    bring(practising, row(9))

    assert Relationship.objects.get().other is None


def test_a_held_row_knows_whom_it_resembles_though_they_come_in_later(coordinator):
    """The relative (row 2) is written after the survivors, among them one that resembles her (row 3)."""
    bring(coordinator, sister(1, 20), row(2, family="Назарова", given="Зарина", sex="ж", birth="1990"), row(20))

    line = ImportRow.objects.get(state=RowState.HELD)
    assert (line.number, line.candidate) == (3, Case.objects.get(kind="family").person)


def test_a_changed_row_shows_what_it_said_before_and_what_it_says_now(coordinator):
    bring(coordinator, row(1, Регион="Хатлонская область"))
    run = bring(coordinator, row(1, birth="13.03.1984", Телефон="901112233", Регион="Хатлонская область")).run

    (compared,) = queries.compare_lines(run, by=coordinator, limit=5)

    assert [(cell.head, cell.before, cell.now) for cell in compared.changed] == [
        ("Дата рождения", "12.03.1984", "13.03.1984"),
        ("Телефон", "", "901112233"),
    ]
    assert (compared.ours.facts, compared.theirs.facts) == ("male, 13.03.1984", "male, 12.03.1984")
    assert compared.code == Case.objects.get().code


def test_keeping_what_is_here_overwrites_nothing_and_the_row_is_known_from_then_on(coordinator):
    bring(coordinator, row(1))
    changed = row(1, birth="13.03.1984", family="Назарзода")
    run = bring(coordinator, changed).run

    actions.decide_row(run.lines.get(), Answer.SAME, by=coordinator)

    (person,) = open_sealed([Person.objects.get()], by=coordinator.actor, purpose=Purpose.CARE)
    assert (person.family_name, person.birth_date) == ("Назаров", "1984-03-12")
    line = run.lines.get()
    assert (line.state, line.case) == (RowState.UNCHANGED, Case.objects.get())
    assert bring(coordinator, changed).counts["unchanged"] == 1


def test_a_number_given_to_another_person_admits_them(coordinator):
    staying = row(2, given="Сомон", birth="2001")
    bring(coordinator, row(1), staying)
    run = bring(coordinator, row(1, family="Холов", given="Умед"), staying).run

    actions.decide_row(run.lines.get(state=RowState.HELD), Answer.OTHER, by=coordinator)

    assert Case.objects.count() == 3


def test_two_who_bring_in_the_same_register_at_once_write_nothing_twice(coordinator):
    content = workbook(row(1), row(2, family="Холов", given="Умед"))
    run = actions.start_run(content, by=coordinator, filename="r.xlsx")
    verdicts = actions.look_again(run, by=coordinator).rows
    actions.bring_batch(run, verdicts[:1], by=coordinator)

    with pytest.raises(Conflict, match="is importing this register now"):
        actions.bring_batch(run, verdicts, by=coordinator)

    assert Case.objects.count() == 1


def test_the_file_is_let_go_of_when_no_row_needs_it(coordinator):
    clean, held = bring(coordinator, row(1)).run, bring(coordinator, row(2)).run
    rejected = bring(coordinator, row(3, family="Холов", given="Умед", sex="?")).run
    assert [bool(bytes(ImportRun.objects.get(pk=run.pk).source)) for run in (clean, held, rejected)] == [False, True, True]

    actions.decide_row(held.lines.get(), Answer.SAME, by=coordinator)
    with time_machine.travel(now() + dt.timedelta(minutes=11)):
        actions.start_run(workbook(row(4)), by=coordinator, filename="r.xlsx")

    assert [bool(bytes(ImportRun.objects.get(pk=run.pk).source)) for run in (held, rejected)] == [False, True]


def test_a_register_put_aside_leaves_nothing(coordinator):
    run = actions.start_run(workbook(row(1)), by=coordinator, filename="r.xlsx")

    actions.put_aside_run(run, by=coordinator)

    assert ImportRun.objects.count() == 0
    with pytest.raises(WrongState):
        actions.put_aside_run(bring(coordinator, row(1)).run, by=coordinator)


def test_nothing_of_a_row_stands_outside_sealed_columns(coordinator):
    secrets = ("Канорейка", "Тестнома", "Отчествович", "905998877", "бессонница-канарейка", "Домканарейка 7")
    bring(
        coordinator,
        row(
            1,
            family=secrets[0],
            given=secrets[1],
            patronymic=secrets[2],
            **{"Телефон": secrets[3], "Жалобы": secrets[4], "Регион": secrets[5], "Социальная помощь": "продукты питания"},
        ),
        row(2, family=secrets[0], given=secrets[1], sex="?", Телефон=secrets[3]),
        row(3, family=secrets[0], given=secrets[1]),
    )

    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said = repr([[bytes(cell) if isinstance(cell, memoryview) else cell for cell in line] for line in cursor.fetchall()])
        for secret in secrets:
            assert secret not in said, table
            assert repr(secret.encode())[2:-1] not in said, table
            assert json.dumps(secret)[1:-1] not in said, table


GARBAGE = st.one_of(
    st.none(),
    st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=12),  # a NUL is no text: refused whole
    st.integers(-5, 60_000),
    st.floats(allow_nan=False, width=32),
    st.booleans(),
    st.dates(dt.date(1890, 1, 1), dt.date(2200, 1, 1)),
)
CELLS = {
    "№": st.integers(1, 4) | GARBAGE,
    "Дата поступления": st.sampled_from(["05.05.2020", "31.02.2020", "2019", ""]) | GARBAGE,
    "Фамилия": st.sampled_from(["Назаров", "Nazarov", "Назарзода", ""]) | GARBAGE,
    "Имя": st.sampled_from(["Рустам", "Rustam", ""]) | GARBAGE,
    "Дата рождения": st.sampled_from(["12.03.1984", "1984", "1985"]) | GARBAGE,
    "Пол": st.sampled_from(["м", "ж", "не указан"]) | GARBAGE,
    "Категория": st.sampled_from(["жертва пыток", "член семьи"]) | GARBAGE,
    "№ пострадавшего": st.integers(1, 4) | GARBAGE,
    "Кем приходится": st.sampled_from(["сестра", "отец"]) | GARBAGE,
    "Медицинская помощь": st.sampled_from(["да", "нет"]) | GARBAGE,
    "Сеансы психолога": GARBAGE,
    "Дата завершения": GARBAGE,
    "Телефон": GARBAGE,
}


@examples(40)
@given(lines=st.lists(st.fixed_dictionaries(CELLS), max_size=8))
def test_no_row_of_any_table_vanishes(coordinator, lines):
    content = csv_of(lines)
    with transaction.atomic():
        before = Case.objects.count()
        expected = actions.import_register(content, filename="r.csv", by=coordinator, dry_run=True)
        result = actions.import_register(content, filename="r.csv", by=coordinator)
        counts = result.counts
        assert counts == expected.counts
        assert counts["rows"] == len(result.verdicts.understood.table.lines) == result.run.rows
        assert counts["admitted"] + counts["held"] + counts["rejected"] + counts["unchanged"] == counts["rows"]
        assert queries.counts_of(result.run) == {**counts, "dealt": counts["rows"]}
        assert Case.objects.count() - before == counts["admitted"]
        again = actions.import_register(content, filename="r.csv", by=coordinator).counts
        assert (again["rows"], again["admitted"], again["rejected"]) == (counts["rows"], 0, counts["rejected"])
        transaction.set_rollback(True)


def csv_of(lines):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(CELLS), delimiter=";")
    writer.writeheader()
    writer.writerow({"№": 900, "Фамилия": "Опора", "Пол": "м"})  # a line that is surely a row
    writer.writerows(lines)
    return out.getvalue().encode()


def test_a_transaction_holds_fewer_rows_where_the_last_one_took_long():
    sizes = [actions.fitting_batch(20, took) for took in (0.01, 0.06, 0.09, 0.5)]

    assert sizes == [20, 20, 13, 10]
    assert actions.fitting_batch(10, 0.04) == 15  # and more again when the machine is quiet


def test_progress_is_told_after_every_transaction_and_ends_with_all_rows(coordinator):
    told = []
    content = workbook(*[row(n, family=f"Холов{n}", given="Умед", birth=str(1950 + n)) for n in range(1, 31)])

    actions.import_register(content, filename="r.xlsx", by=coordinator, progress=lambda done, total: told.append((done, total)))

    assert len(told) == AuditEvent.objects.filter(verb="exchange.rows_brought").count() >= 2
    assert told == sorted(told)
    assert told[-1] == (30, 30)


@pytest.mark.parametrize("birth", ["12.03.1984", "1983", ""])
def test_a_few_rows_are_compared_with_whom_they_could_be_and_are_not_announced_as_many(coordinator, birth):
    bring(coordinator, *[row(n, family=f"Холов{n}", given="Умед", birth=str(1900 + n), sex="ж" if n % 2 else "м") for n in range(1, 61)])
    bring(coordinator, row(61, birth=""), row(62, family="Сафаров", birth="1984"))
    begun = AuditEvent.objects.count()

    result = bring(coordinator, row(63, birth=birth), row(64, family="Сафаров", birth="31.12.1984"))

    since = AuditEvent.objects.order_by("at")[begun:]
    assert result.counts["held"] == 2
    assert "vault.many_announced" not in {event.verb for event in since}


def test_a_row_that_resembles_one_of_an_earlier_transaction_waits_with_that_person(coordinator):
    run = actions.start_run(workbook(row(1), row(2)), by=coordinator, filename="r.xlsx")
    actions.continue_run(run, by=coordinator, limit=1)

    actions.continue_run(ImportRun.objects.get(), by=coordinator)

    line = ImportRow.objects.get(number=3)
    assert (line.state, line.held_reason, line.candidate_id) == (RowState.HELD, HeldReason.DUPLICATE, Person.objects.get().pk)


def test_who_may_not_import_sees_no_import(coordinator):
    bring(coordinator, row(1))
    worker = make_user(Role.SOCIAL_WORKER)

    assert list(queries.runs(worker)) == []
    assert [run.state for run in queries.runs(coordinator)] == [RunState.DONE]


def test_a_row_repeated_word_for_word_in_the_same_file_adds_nothing_and_waits_for_nobody(coordinator):
    result = bring(coordinator, row(1), row(1))

    assert result.counts == {"rows": 2, "admitted": 1, "held": 0, "rejected": 0, "unchanged": 1}
    assert [line.case for line in ImportRow.objects.order_by("number")] == [Case.objects.get()] * 2
