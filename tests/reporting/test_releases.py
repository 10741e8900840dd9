"""Tables leave the house: for whom, read by whom, and what is refused beside those that are out."""

import datetime as dt

import pytest
from django.utils.translation import override

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.places.catalogue import name
from panoh.reporting.actions import ask_readers, draw_up_release, review_release, take_back_release, withdraw_release
from panoh.reporting.enums import Audience, ReleaseState, Verdict, What, WithdrawWhy
from panoh.reporting.models import FigureRelease
from panoh.reporting.publishable_table import ReleaseContent, read, reveals
from panoh.reporting.queries import releases as queries
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.figures import make_release, read_by, released
from tests.reporting.rows import counted, given

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def readers(coordinator):
    """Two who may read, and enough people for two to be needed."""
    for _each in range(2):
        make_user(Role.SOCIAL_WORKER)
    return make_user(Role.DIRECTOR), make_user(Role.DATA_GUARDIAN)


@pytest.fixture
def year(coordinator):
    """2022: 12 women and 14 men who survived, 6 women and 7 boys of their families."""
    house = make_secretariat()
    for count, facts in (
        (12, {"sex": "female", "region": "TJ-SU"}),
        (14, {"sex": "male", "region": "TJ-KT"}),
        (6, {"kind": "family", "sex": "female", "region": "TJ-SU"}),
        (7, {"kind": "family", "sex": "male", "age": 12, "region": "TJ-KT"}),
    ):
        for _each in range(count):
            counted(house, admitted_on=dt.date(2022, 5, 1), **facts)


def test_two_read_it_blind_then_it_is_out_and_numbered(coordinator, readers, year):
    row = ask_readers(make_release(by=coordinator, rows="kind", columns="sex"), by=coordinator)
    assert (row.state, row.needed, row.number) == (ReleaseState.ASKED, 2, None)

    read_by(row, readers[0])
    assert row.state == ReleaseState.ASKED
    assert [len(queries.reviews_shown(user, row)) for user in (coordinator, *readers)] == [0, 1, 0]

    read_by(row, readers[1])
    assert (row.state, row.number) == (ReleaseState.RELEASED, 1)
    assert [len(queries.reviews_shown(user, row)) for user in (coordinator, *readers)] == [2, 2, 2]


def test_one_who_speaks_against_it_stops_it_once_both_have_spoken(coordinator, readers, year):
    row = ask_readers(make_release(by=coordinator), by=coordinator)

    read_by(row, readers[0], verdict=Verdict.AGAINST)
    assert row.state == ReleaseState.ASKED
    read_by(row, readers[1])

    assert (row.state, row.number) == (ReleaseState.SENT_BACK, None)


def test_with_fewer_than_five_people_one_reader_is_enough_but_never_the_author(coordinator, year):
    director = make_user(Role.DIRECTOR)
    row = ask_readers(make_release(by=coordinator), by=coordinator)

    with pytest.raises(Denied, match="The person who drew up a table cannot be its reader"):
        read_by(row, coordinator)
    assert read_by(row, director).state == ReleaseState.RELEASED


def test_nobody_reads_twice_or_without_words_or_what_does_not_wait(coordinator, readers, year):
    row = make_release(by=coordinator)
    with pytest.raises(Denied, match="is not waiting for a check"):
        read_by(row, readers[0])
    ask_readers(row, by=coordinator)
    with pytest.raises(Invalid, match="could reveal"):
        review_release(row, by=readers[0], verdict=Verdict.AGREES, words=" ")
    read_by(row, readers[0])
    with pytest.raises(Denied, match="You have already read it"):
        read_by(row, readers[0])
    with pytest.raises(Denied):
        read_by(row, make_user(Role.SOCIAL_WORKER))


def test_two_who_read_at_the_same_moment_do_not_both_think_they_are_the_first(coordinator, readers, year):
    row = ask_readers(make_release(by=coordinator), by=coordinator)
    other = FigureRelease.objects.get(pk=row.pk)
    read_by(row, readers[0])

    with pytest.raises(Conflict):
        read_by(other, readers[1])


def test_what_was_told_stays_as_it_was_counted_also_when_it_is_withdrawn(coordinator, readers, year):
    row = released(by=coordinator, rows="sex")
    before = read(row.told).shown
    counted(make_secretariat(), sex="male", admitted_on=dt.date(2022, 6, 1))

    withdraw_release(row, by=coordinator, why=WithdrawWhy.WRONG, words="Одно число")

    kept = FigureRelease.objects.get(pk=row.pk)
    assert (kept.state, kept.number, read(kept.told).shown) == (ReleaseState.WITHDRAWN, 1, before)
    with pytest.raises(WrongState):
        withdraw_release(kept, by=coordinator, why=WithdrawWhy.WRONG, words="Ещё раз")
    (words,) = open_sealed([FigureRelease.objects.get()], by=coordinator.actor, purpose=Purpose.REVIEW)
    assert (words.why, words.withdraw_words) == ("Для годового отчёта", "Одно число")


def test_each_class_of_readers_is_told_as_its_rule_says(coordinator, year):
    counted(make_secretariat(), sex="unstated", admitted_on=dt.date(2022, 7, 1))

    def told(audience, **facts):
        return read(make_release(by=coordinator, audience=audience, recipient="Фонд, соглашение 7", **facts).told)

    assert told(Audience.INSIDE).row_totals == [18, 21, 1]
    assert (told(Audience.AGREEMENT).row_totals, told(Audience.AGREEMENT).total) == ([None, 21, None], 40)
    assert (told(Audience.MEMBERS).row_totals, told(Audience.MEMBERS).total) == ([None, 21, None], 40)
    assert (told(Audience.PUBLIC).row_totals, told(Audience.PUBLIC).total) == ([None, 20, None], 40)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"rows": "kind", "columns": "kind"}, "must show something else, or nothing"),
        ({"rows": ""}, "must show something else, or nothing"),
        ({"rows": "kind", "columns": "sex", "audience": Audience.AGREEMENT}, "These readers get one feature at a time"),
        ({"audience": Audience.AGREEMENT, "recipient": ""}, "who gets it"),
        ({"rows": "organisation"}, "One organisation is the work of few people, and a number of few people"),
        ({"rows": "year", "columns": "sex"}, "Years cannot be combined with other features: choose one year as the period"),
        ({"what": What.HELP}, "This is not published for these readers"),
        ({"what": What.SENTENCE, "audience": Audience.MEMBERS}, "This is not published for these readers"),
        ({"what": What.SENTENCE, "year": 2015, "until": 2021}, "one whole year"),
        ({"year": 2018}, "2015–2021"),
        ({"year": 2022, "until": 2023}, "2015–2021"),
        ({"year": 2035}, "2015–2021"),
        ({"rows": "method"}, "no dimension"),
    ],
)
def test_what_these_readers_do_not_get_is_one_clear_sentence(coordinator, year, facts, sentence):
    given = {"recipient": "Фонд", "audience": Audience.PUBLIC, **facts}

    with pytest.raises(Invalid, match=sentence):
        make_release(by=coordinator, **given)


def test_a_third_thing_crossed_cannot_be_asked_for(coordinator):
    with pytest.raises(TypeError):
        make_release(by=coordinator, rows="region", columns="sex", by_too="door")


def test_a_table_that_shares_a_line_with_one_that_is_out_is_refused(coordinator, readers, year):
    released(by=coordinator, rows="kind", columns="sex")

    for facts in ({"rows": "kind", "columns": "region"}, {"rows": "sex"}, {"what": What.SENTENCE}):
        with pytest.raises(Invalid, match=r"Published table No\. 1 shares a line"):
            make_release(by=coordinator, **facts)
    assert make_release(by=coordinator, rows="region", columns="age").state == ReleaseState.DRAWN_UP  # only the sum is the same


def test_a_finer_cut_is_the_same_thing_as_the_coarser(coordinator, readers, year):
    released(by=coordinator, rows="age")

    with pytest.raises(Invalid, match="shares a line"):
        make_release(by=coordinator, rows="age_band")


def test_a_year_and_the_years_around_it_are_not_both_told(coordinator, readers, year):
    for each in range(6):
        counted(make_secretariat(), sex=("female", "male")[each % 2], admitted_on=dt.date(2018, 1, 1))
    released(by=coordinator, rows="region", year=2015, until=2021)

    with pytest.raises(Invalid, match="part of this period"):
        make_release(by=coordinator, what=What.SENTENCE, year=2018)


def test_the_same_table_goes_out_again_only_after_the_first_and_hiding_the_same(coordinator, readers, year):
    row = released(by=coordinator, rows="kind", columns="sex")
    with pytest.raises(Invalid, match="already says this"):
        make_release(by=coordinator, rows="sex", columns="kind")
    withdraw_release(row, by=coordinator, why=WithdrawWhy.OTHER, words="Новое определение")

    assert make_release(by=coordinator, rows="sex", columns="kind").state == ReleaseState.DRAWN_UP
    for _each in range(10):
        counted(make_secretariat(), kind="family", sex="male", age=12, region="TJ-KT", admitted_on=dt.date(2022, 6, 1))
    assert make_release(by=coordinator, rows="sex", columns="kind").state == ReleaseState.DRAWN_UP
    counted(make_secretariat(), sex="unstated", admitted_on=dt.date(2022, 6, 1))
    with pytest.raises(Invalid, match="hides other numbers"):
        make_release(by=coordinator, rows="sex", columns="kind")


def test_what_waits_for_readers_counts_as_out_and_what_was_taken_back_does_not(coordinator, readers, year):
    first, second = make_release(by=coordinator, rows="sex"), make_release(by=coordinator, rows="kind", columns="sex")
    ask_readers(first, by=coordinator)

    with pytest.raises(Invalid, match="A table that is waiting for a check shares a line"):
        ask_readers(second, by=coordinator)
    take_back_release(first, by=coordinator)
    assert ask_readers(second, by=coordinator).state == ReleaseState.ASKED


def test_what_anybody_outside_gets_is_compared_whoever_it_is(coordinator, readers, year):
    released(by=coordinator, rows="sex")

    for audience in (Audience.MEMBERS, Audience.AGREEMENT):
        cut = {"rows": "kind", "columns": "sex"} if audience == Audience.MEMBERS else {"what": What.SENTENCE}
        with pytest.raises(Invalid, match="shares a line"):
            make_release(by=coordinator, audience=audience, recipient="Фонд", **cut)
    assert make_release(by=coordinator, rows="kind", columns="sex", audience=Audience.INSIDE).state == ReleaseState.DRAWN_UP


def drawn(by, start, end, rows="kind", **facts):
    """Drawn up for a funder, of any days."""
    given = {"what": What.TABLE, "audience": Audience.AGREEMENT, "recipient": "Фонд", "why": "Отчёт", "rows": rows, **facts}
    return draw_up_release(by=by, start=dt.date.fromisoformat(start), end=dt.date.fromisoformat(end), **given)


def put_out(by, row, *readers):
    return read_by(ask_readers(row, by=by), *readers)


def test_eleven_months_beside_the_year_are_refused_for_a_funder_too_and_when_withdrawn(coordinator, readers, year):
    counted(make_secretariat(), admitted_on=dt.date(2022, 12, 5))
    first = put_out(coordinator, drawn(coordinator, "2022-01-01", "2022-11-30"), *readers)

    with pytest.raises(Invalid, match=r"Published table No\. 1 covers a part of this period"):
        drawn(coordinator, "2022-01-01", "2022-12-31")
    with pytest.raises(Invalid, match=r"Published table No\. 1 covers a part of this period"):
        make_release(by=coordinator, rows="kind")
    withdraw_release(first, by=coordinator, why=WithdrawWhy.OTHER, words="Ошибка")
    for start, end in (("2022-01-01", "2022-12-31"), ("2022-04-01", "2022-06-30"), ("2021-01-01", "2022-01-01")):
        with pytest.raises(Invalid, match="part of this period"):
            drawn(coordinator, start, end, rows="region")
    with pytest.raises(Invalid, match="For readers outside the Unit the period must have ended"):
        drawn(coordinator, "2022-12-01", f"{today().year}-12-31")


def test_the_admitted_less_the_helped_is_no_single_person(coordinator, readers, year):
    """39 were admitted and 38 helped: the two sums of two funders, neither of which is small."""
    for case in Case.objects.order_by("pk")[:38]:
        given(case, on=dt.date(2022, 6, 1))
    released(by=coordinator, rows="sex")

    with pytest.raises(Invalid, match="fewer than 5 people"):
        make_release(by=coordinator, what=What.PACK, pack="un_fund.region", audience=Audience.AGREEMENT, recipient="Фонд")
    with pytest.raises(Invalid, match="fewer than 5 people"):  # 39 of all, 38 of one kind of help
        make_release(by=coordinator, what=What.HELP, audience=Audience.AGREEMENT, recipient="Другой фонд")


def test_a_record_added_between_two_releases_is_not_their_difference(coordinator, readers, year):
    """12 women and then 13, for a funder; withdrawn, by another cut, for others: the sum tells of the one as well."""
    row = put_out(coordinator, drawn(coordinator, "2022-01-01", "2022-12-31", rows="sex"), *readers)
    counted(make_secretariat(), admitted_on=dt.date(2022, 6, 1))
    withdraw_release(row, by=coordinator, why=WithdrawWhy.WRONG, words="Одно число")

    for again in ({"rows": "sex"}, {"rows": "region"}, {"rows": "region", "audience": Audience.MEMBERS}):
        with pytest.raises(Invalid, match="was drawn up, a number in both tables has changed by a few people: the"):
            drawn(coordinator, "2022-01-01", "2022-12-31", **again)
    for _each in range(6):
        counted(make_secretariat(), admitted_on=dt.date(2022, 6, 1))
    assert drawn(coordinator, "2022-01-01", "2022-12-31", rows="sex").state == ReleaseState.DRAWN_UP


def test_two_that_were_asked_for_at_the_same_moment_do_not_both_go_out(coordinator, readers, year):
    first, second = make_release(by=coordinator, rows="sex"), make_release(by=coordinator, rows="kind", columns="sex")
    ask_readers(first, by=coordinator)
    with writes_allowed():
        FigureRelease.objects.filter(pk=second.pk).update(state=ReleaseState.ASKED)
    read_by(first, readers[0])

    with pytest.raises(Invalid, match="A table that is waiting for a check shares a line"):
        read_by(first, readers[1])
    take_back_release(FigureRelease.objects.get(pk=second.pk), by=coordinator)
    assert read_by(FigureRelease.objects.get(pk=first.pk), readers[1]).state == ReleaseState.RELEASED


def test_a_sentence_names_no_single_man_to_anybody(coordinator, readers, year):
    counted(make_secretariat(), sex="unstated", admitted_on=dt.date(2022, 6, 1))

    for audience in (Audience.PUBLIC, Audience.AGREEMENT):
        told = read(make_release(by=coordinator, what=What.SENTENCE, audience=audience, recipient="Фонд").told)
        assert told.said == (
            "40 admitted: 14 men, 18 women; 27 survivors, 13 family members. Numbers under 5, and some others, are not shown."
        )
        assert 0 not in told.shown.values()


def test_what_was_drawn_up_exact_before_there_was_a_threshold_does_not_go_out(coordinator, readers, year):
    row = drawn(coordinator, "2022-01-01", "2022-12-31", rows="sex")
    with writes_allowed():
        FigureRelease.objects.filter(pk=row.pk).update(told={**row.told, "threshold": 0})

    with pytest.raises(Invalid, match="before small ones were hidden"):
        ask_readers(FigureRelease.objects.get(pk=row.pk), by=coordinator)


def test_of_too_few_nothing_is_drawn_up(coordinator):
    for _each in range(4):
        counted(make_secretariat(), admitted_on=dt.date(2022, 5, 1))

    for facts in ({"what": What.SENTENCE}, {"rows": "sex"}, {"what": What.PACK, "pack": "irct.new"}, {"what": What.HELP}):
        with pytest.raises(Invalid, match="Every number of this table is too small to publish"):
            make_release(by=coordinator, audience=Audience.AGREEMENT, recipient="Фонд", **facts)


def test_help_by_kind_counts_a_person_once_for_each_kind(coordinator, year):
    survivor, relative = counted(make_secretariat()), counted(make_secretariat(), kind="family")
    given(survivor, "medical", 2, on=dt.date(2022, 3, 1))
    given(survivor, "medical", 1, on=dt.date(2022, 4, 1))
    given(relative, "social", on=dt.date(2022, 4, 1))

    told = read(make_release(by=coordinator, what=What.HELP, audience=Audience.INSIDE).told)

    assert {row: cells for row, cells in zip(told.rows, told.cells, strict=True) if any(cells)} == {
        "medical": [1, 0, 1, 3],
        "social": [0, 1, 1, 1],
    }


def test_beside_each_number_stands_what_it_could_reveal(coordinator):
    for count, facts in ((2, {"sex": "male"}), (7, {"sex": "female", "kind": "family"}), (7, {"sex": "male", "age": 12, "kind": "family"})):
        for _each in range(count):
            counted(make_secretariat(), admitted_on=dt.date(2022, 5, 1), **facts)

    told = read(make_release(by=coordinator, what=What.SENTENCE, audience=Audience.INSIDE).told)

    assert told.said == "16 admitted: 2 men, 7 women, 7 under-age boys; 2 survivors, 14 family members."
    assert reveals(told) == {
        "nobody": [("Girls under 18", 0), ("Age or sex not stated", 0)],
        "small": [("Men", 2), ("Survivors", 2)],
        "plain": [("Women", 7), ("Boys under 18", 7), ("Family members", 14), ("Total", 16)],
    }
    crossed = read(make_release(by=coordinator, rows="kind", columns="sex", audience=Audience.INSIDE).told)
    assert ("survivor, men", 2) in [(label.lower().replace("male", "men"), number) for label, number in reveals(crossed)["all"]]


def test_only_who_counts_the_whole_house_draws_up_and_a_member_sees_what_is_for_members(coordinator, readers, year):
    worker = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    mine = released(by=coordinator, rows="sex", audience=Audience.MEMBERS)
    make_release(by=coordinator, rows="region")

    with pytest.raises(Denied):
        draw_up_release(by=worker, what=What.TABLE, audience=Audience.PUBLIC, rows="sex", start=mine.start, end=mine.end, why="Так")
    assert list(queries.releases(worker)) == [mine]
    assert not queries.releases(make_user(Role.SOCIAL_WORKER)).exists()
    with pytest.raises(Denied):
        withdraw_release(mine, by=readers[1], why=WithdrawWhy.OTHER, words="Так")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Districts of Republican Subordination", "Dushanbe", "Gorno-Badakhshan", "Khatlon", "Sughd"]),
        ("ru", ["Горно-Бадахшанская", "Душанбе", "Районы", "Согдийская", "Хатлонская"]),
        ("tg", ["Вилояти Мухтори", "Вилояти Суғд", "Вилояти Хатлон", "Душанбе", "Ноҳияҳои"]),
    ],
)
def test_regions_are_in_the_order_of_who_reads_each_with_its_numbers(coordinator, readers, year, language, names):
    kept = [
        make_release(by=coordinator, **cut).told for cut in ({"rows": "region", "columns": "sex"}, {"rows": "sex", "columns": "region"})
    ]

    with override(language):
        down, across = map(read, kept)

    assert [label.startswith(told) for label, told in zip(down.names[language], names, strict=True)] == [True] * 5
    assert across.heads[language] == down.names[language]
    assert [told.shown for told in (down, across)] == [ReleaseContent(**each).shown for each in kept]
    assert down.names["en"] == [name(code, "en") for code in down.rows]
