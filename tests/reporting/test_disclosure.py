"""What may be told to everybody: an attacker with an integer solver, over random tables."""

import random
from itertools import product

import pytest

from panoh.reporting.disclosure import TOTAL, hidden_cells, hidden_in_sets, rounded, with_totals
from tests.reporting.attack import ends_of, least_and_most

LEAST = 5


def random_table(seed, dimensions):
    """Skewed like a register of some hundred people: a few large groups, many small ones, some nobody."""
    made = random.Random(seed)
    shape = tuple(made.randint(2, {2: 5, 3: 3, 4: 3}[dimensions]) for _ in range(dimensions))
    scale = made.choice((2, 5, 12, 40))
    cells = list(product(*(range(size) for size in shape)))
    return {cell: int(made.expovariate(1 / scale)) for cell in cells}, shape


def given_away(counts, shape, threshold=LEAST):
    """The small cells of which a reader of everything that is shown could say too much."""
    hidden = hidden_cells(counts, shape, threshold=threshold)
    whole = with_totals(counts, shape)
    shown = {index: count for index, count in whole.items() if index not in hidden}
    small = [index for index, count in whole.items() if count < threshold]
    assert not set(small) & set(shown)
    if not shown:
        return []
    ends = least_and_most(shown, shape, small)
    return [(index, ends[index]) for index in small if ends[index][1] < threshold or ends[index][1] - ends[index][0] < threshold]


@pytest.mark.parametrize("seed", range(150))
def test_no_small_cell_of_two_dimensions_can_be_reckoned_back(seed):
    assert given_away(*random_table(seed, 2)) == []


@pytest.mark.parametrize("seed", range(60))
def test_no_small_cell_of_three_dimensions_can_be_reckoned_back(seed):
    assert given_away(*random_table(seed, 3)) == []


def test_a_small_number_takes_another_of_its_row_and_column_with_it():
    counts = {(0, 0): 30, (0, 1): 3, (0, 2): 12, (1, 0): 14, (1, 1): 20, (1, 2): 9}

    assert sorted(hidden_cells(counts, (2, 3), threshold=LEAST)) == [(0, 1), (0, 2), (1, 1), (1, 2)]


def test_nobody_is_hidden_as_well_so_that_all_the_others_say_nothing():
    counts = {(0, 0): 30, (0, 1): 0, (1, 0): 14, (1, 1): 20}

    assert (0, 1) in hidden_cells(counts, (2, 2), threshold=LEAST)
    assert (0, 0) in hidden_cells(counts, (2, 2), threshold=LEAST)


def test_a_small_total_takes_another_total_with_it():
    counts = {(0, 0): 30, (0, 1): 20, (1, 0): 2, (1, 1): 1, (2, 0): 8, (2, 1): 9}

    hidden = hidden_cells(counts, (3, 2), threshold=LEAST)

    assert {(1, TOTAL), (2, TOTAL)} <= hidden
    assert (0, TOTAL) not in hidden


def test_a_table_without_small_numbers_is_shown_whole():
    assert hidden_cells({(0, 0): 23, (0, 1): 85, (1, 0): 96, (1, 1): 31}, (2, 2), threshold=LEAST) == frozenset()


def test_too_few_in_all_show_nothing():
    assert len(hidden_cells({(0, 0): 4}, (1, 1), threshold=LEAST)) == 4


def test_totals_are_treated_the_same_in_every_table_that_has_them():
    made = random.Random(7)
    cells = {cell: int(made.expovariate(1 / 9)) for cell in product(range(4), range(3), range(3))}

    def of(dim):
        """The hidden totals of the first dimension, beside another one."""
        table = {}
        for cell, count in cells.items():
            table[cell[0], cell[dim]] = table.get((cell[0], cell[dim]), 0) + count
        return {index for index in hidden_cells(table, (4, 3), threshold=12) if index[1] == TOTAL}

    assert of(1) == of(2)


def two_tables(seed, first, second):
    """Two tables of the same people, each over some of the dimensions of a random one: what both show, and the small cells of both."""
    counts, shape = random_table(seed, 4)
    shown, small = {}, []
    for dims in (first, second):
        table = {}
        for cell, count in counts.items():
            key = tuple(cell[dim] for dim in dims)
            table[key] = table.get(key, 0) + count
        part = tuple(shape[dim] for dim in dims)
        hidden = hidden_cells(table, part, threshold=LEAST)
        for index, count in with_totals(table, part).items():
            where = dict(zip(dims, index, strict=True))
            whole = tuple(where.get(dim, TOTAL) for dim in range(4))
            if index not in hidden:
                shown[whole] = count
            elif count < LEAST:
                small.append(whole)
    return shown, shape, small


def learnt(shown, shape, small):
    """The small cells of which a reader of both tables could say too much."""
    ends = least_and_most(shown, shape, small) if shown else {}
    return [cell for cell, (least, most) in ends.items() if most < LEAST or most - least < LEAST]


@pytest.mark.parametrize("seed", range(12))
def test_two_tables_that_share_only_their_sum_give_nothing_away_together(seed):
    """So a release is refused that shares a line with one that is out (reporting/differencing_check.py), and nothing else."""
    assert learnt(*two_tables(seed, (0, 1), (2, 3))) == []


@pytest.mark.parametrize("seed", range(12))
def test_two_whole_tables_that_share_a_line_give_no_cell_of_their_crossing_away(seed):
    """Under agreements such two may go out (reporting/differencing_check.py): in neither anything is hidden."""
    made = random.Random(seed)
    shape = tuple(made.randint(2, 3) for _dim in range(3))
    counts = dict.fromkeys(product(*(range(size) for size in shape)), 0)
    for first, shared, other in counts:  # each pair of lines has enough, the crossing of all three many small numbers
        counts[first, shared, other] = made.choice((0, 0, 1, 4, 9))
    for dims in ((0, 1), (1, 2)):
        for pair in product(*(range(shape[dim]) for dim in dims)):
            mine = [cell for cell in counts if tuple(cell[dim] for dim in dims) == pair]
            counts[made.choice(mine)] += max(0, LEAST - sum(counts[cell] for cell in mine))
    whole = with_totals(counts, shape)
    shown = {index: count for index, count in whole.items() if TOTAL in (index[0], index[2])}

    assert min(shown.values()) >= LEAST
    assert learnt(shown, shape, [index for index, count in whole.items() if count < LEAST]) == []


@pytest.mark.parametrize("seed", range(12))
def test_lines_that_have_persons_in_common_give_no_small_number_of_a_table_away(seed):
    """A person may have several kinds of help: the attacker's unknown are the persons by which of three kinds they have and by who they are."""
    made = random.Random(seed)
    sorts = [(kinds, who) for kinds in product((0, 1), repeat=3) if any(kinds) for who in range(2)]
    persons = {sort: int(made.expovariate(1 / made.choice((1, 4, 12)))) for sort in sorts}

    def is_in(sort, index):
        kind, who = index
        return int((kind == TOTAL or sort[0][kind]) and who in (TOTAL, sort[1]))

    every = list(product((*range(3), TOTAL), (*range(2), TOTAL)))
    counts = {index: sum(persons[sort] for sort in sorts if is_in(sort, index)) for index in every}
    hidden = hidden_in_sets(counts, (3, 2), threshold=LEAST)

    def row(index):
        return [is_in(sort, index) for sort in sorts]

    small = [index for index in every if counts[index] < LEAST]
    assert set(small) <= hidden
    assert {(TOTAL, 0), (TOTAL, 1), (TOTAL, TOTAL)} <= hidden  # or they would say whom two kinds have in common
    known = [(row(index), counts[index]) for index in every if index not in hidden]
    ends = ends_of(known, [row(index) for index in small]) if known else []
    assert [(index, end) for index, end in zip(small, ends, strict=False) if end[1] < LEAST or end[1] - end[0] < LEAST] == []


def test_nobody_and_all_of_a_line_are_never_told_whatever_shares_are_reckoned():
    """The attacker has the numbers themselves, so every percentage of a known base as well."""
    for seed in range(200, 240):
        counts, shape = random_table(seed, 2)
        hidden = hidden_cells(counts, shape, threshold=LEAST)
        shown = {index: count for index, count in with_totals(counts, shape).items() if index not in hidden}
        for (row, column), count in shown.items():
            assert count > 0
            if TOTAL not in (row, column):
                assert count < shown.get((row, TOTAL), count + 1)
                assert count < shown.get((TOTAL, column), count + 1)


@pytest.mark.parametrize(("count", "told"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (0, 0), (2, 0), (3, 5)])
def test_what_is_shown_is_rounded(count, told):
    assert rounded(count, 5) == told


@pytest.mark.heavy
@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_thousand_random_tables_give_nothing_away(dimensions, record_property):
    for seed in range(1000, 1500):
        assert given_away(*random_table(seed, dimensions)) == [], seed
    record_property("figure", f"500 random tables of {dimensions} dimensions: nothing")


@pytest.mark.heavy
def test_a_hundred_pairs_of_tables_that_share_only_their_sum_give_nothing_away(record_property):
    for seed in range(1000, 1100):
        assert learnt(*two_tables(seed, (0, 1), (2, 3))) == [], seed
    record_property("figure", "100 pairs of tables: nothing")
