"""How the rows of my day stand in a list."""

from typing import Any

from panoh.desk.frame.task_rows import TaskRow, folded


def row(title: str, **facts: Any) -> TaskRow:
    return TaskRow(None, title, "", "", "", "", "", by_hand=False, moment=0, **facts)


def test_many_rows_of_one_kind_are_one_fold_where_the_first_stood() -> None:
    rows = [row("Plan"), *[row("No contact")] * 4, row("Review"), row("No contact")]

    assert [(fold.title, len(fold.rows)) for fold in folded(rows)] == [("", 1), ("No contact", 5), ("", 1)]


def test_few_rows_stay_as_they_are() -> None:
    rows = [row("No contact")] * 4

    assert [(fold.title, fold.rows) for fold in folded(rows)] == [("", rows)]


def test_what_tells_of_danger_is_never_folded_away() -> None:
    rows = [row("Ask", is_risk=True)] * 6

    assert [(fold.title, len(fold.rows)) for fold in folded(rows)] == [("", 6)]
