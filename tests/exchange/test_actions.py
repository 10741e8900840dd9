"""The register import against a real agent: the sample, the doubtful, the interrupted."""

import datetime as dt
import io
from importlib.resources import files

import pytest
from openpyxl import Workbook

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.roles import Role
from panoh.audit.models import AuditEvent
from panoh.cases.enums import CaseState, Help
from panoh.cases.models import Assistance, Case
from panoh.core.errors import Denied, WrongState
from panoh.exchange import actions, queries
from panoh.exchange.enums import Answer, HeldReason, RowState, RunState
from panoh.exchange.models import ImportRow, ImportRun
from panoh.people.models import Person, SafeContact, Tie
from panoh.reporting.queries import admissions, assistance
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_organisation, make_secretariat, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SAMPLE = files("panoh.content").joinpath("register-2015-2021.xlsx")
HEADS = ["№", "Дата поступления", "Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Регион", "Категория", "Кем приходится", "№ пострадавшего", "Телефон", "Жалобы", "Медицинская помощь", "Сеансы психолога", "Социальная помощь", "Кто направил", "Дата завершения"]


def row(number, family="Назаров", given="Рустам", patronymic="", birth="12.03.1984", sex="м", admitted="05.05.2020", kind="жертва пыток", **more):
    named = {"№": number, "Дата поступления": admitted, "Фамилия": family, "Имя": given, "Отчество": patronymic, "Дата рождения": birth, "Пол": sex, "Категория": kind}
    return {**named, **more}


def workbook(*rows):
    book = Workbook()
    book.active.append(HEADS)
    for one in rows:
        book.active.append([one.get(head) for head in HEADS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(user, *rows, **kwargs):
    return actions.import_register(workbook(*rows), filename="r.xlsx", by=user, **kwargs)


@pytest.fixture
def coordinator():
    make_secretariat()
    return make_user(Role.COORDINATOR)


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
    assert Tie.objects.count() == 127
    assert Tie.objects.filter(other__isnull=False).count() == 100
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


def test_a_held_row_that_is_another_person_is_admitted(coordinator):
    result = bring(coordinator, row(1), row(2))
    line = ImportRow.objects.get(state=RowState.HELD)

    actions.decide_row(line, Answer.OTHER, by=coordinator)

    assert Case.objects.count() == 2
    assert queries.counts_of(result.run)["admitted"] == 2
    with pytest.raises(WrongState):
        actions.decide_row(ImportRow.objects.get(pk=line.pk), Answer.SAME, by=coordinator)


def test_a_held_row_that_is_the_same_person_adds_nothing_twice(coordinator):
    bring(coordinator, row(1), row(2))
    line = ImportRow.objects.get(state=RowState.HELD)

    actions.decide_row(line, Answer.SAME, by=coordinator)

    line = ImportRow.objects.get(pk=line.pk)
    assert (line.state, line.case, Case.objects.count()) == (RowState.UNCHANGED, Case.objects.get(), 1)


def test_family_rows_are_tied_to_whom_they_name_before_or_after(coordinator):
    bring(
        coordinator,
        row(5, family="Назарова", given="Зарина", sex="ж", birth="1990", kind="член семьи", **{"Кем приходится": "сестра", "№ пострадавшего": 9}),
        row(9),
        row(11, family="Назарова", given="Лола", sex="ж", birth="1960", kind="член семьи", **{"Кем приходится": "мать", "№ пострадавшего": 77}),
    )

    sister, mother = Tie.objects.order_by("relation")[::-1]
    assert (sister.relation, sister.other.cases.get().kind, sister.other_status) == ("sister", "survivor", "in_care")
    assert (mother.relation, mother.other, mother.other_status) == ("mother", None, "unknown")

    bring(coordinator, row(77, family="Холов", given="Умед", birth="1985"))

    mother = Tie.objects.get(relation="mother")
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

    bring(coordinator, row(1, **{"Кто направил": "ОО «Апейрон»"}), row(2, family="Холов", given="Умед", **{"Кто направил": "самообращение"}))

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


def test_an_import_can_be_taken_back_whole(coordinator):
    result = bring(coordinator, *[row(n, family=f"Холов{n}", given="Умед", birth=str(1950 + n)) for n in range(1, 31)])

    assert actions.take_back_run(result.run, by=coordinator) == 2

    assert (Person.objects.count(), Case.objects.count(), ImportRow.objects.count()) == (0, 0, 0)
    assert ImportRun.objects.get().state == RunState.TAKEN_BACK


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


