"""Rows of a picture: who stands where."""

from panoh.desk.people.layers import order, rows_of


def test_rows_follow_the_steps_from_the_first():
    rows = rows_of("me", {("mother", "me"): 1, ("grandmother", "mother"): 1, ("me", "child"): 1, ("wife", "me"): 0})

    assert rows == {"me": 0, "mother": -1, "wife": 0, "child": 1, "grandmother": -2}


def test_what_contradicts_the_nearer_is_passed_over():
    rows = rows_of("me", {("mother", "me"): 1, ("sister", "me"): 0, ("sister", "mother"): 1})

    assert rows == {"me": 0, "mother": -1, "sister": 0}


def test_whoever_is_not_reached_has_no_row():
    assert rows_of("me", {("stranger", "other"): 1}) == {"me": 0}


def test_pairs_stand_side_by_side():
    rows = {"me": 0, "brother": 0, "sister": 0, "wife": 0}

    (row,) = order(rows, [], [("wife", "me")]).values()

    assert abs(row.index("me") - row.index("wife")) == 1
    assert sorted(row) == sorted(rows)


def test_children_stand_under_their_own_parents():
    rows = {"one": 0, "two": 0, "of two": 1, "of one": 1}

    laid = order(rows, [("one", "of one"), ("two", "of two")], [])

    assert laid[0].index("one") == laid[1].index("of one")
    assert laid[0].index("two") == laid[1].index("of two")


def test_everybody_stands_once_in_a_large_family():
    rows = {number: number % 5 for number in range(40)}
    lines = [(number, (number * 7) % 40) for number in range(40) if number != (number * 7) % 40]

    laid = order(rows, lines, [(0, 5), (10, 15)])

    assert sorted(key for row in laid.values() for key in row) == list(range(40))
    assert list(laid) == [0, 1, 2, 3, 4]
