"""CSV and pasted rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panoh.exchange.register.delimited import decodings, records, separators


def test_a_cell_in_quotation_marks_may_hold_lines_separators_and_marks():
    text = 'a;"b\nc;d";"e ""f"" g"\nh;i;j'
    assert list(records(text, ";")) == [(1, ("a", "b\nc;d", 'e "f" g')), (2, ("h", "i", "j"))]


def test_a_mark_that_is_never_closed_swallows_nothing():
    text = '1\t"Апейрон\tж\n2\tОО\tм\n3\tОО\tж\n'
    assert list(records(text, "\t")) == [(1, ("1", '"Апейрон', "ж")), (2, ("2", "ОО", "м")), (3, ("3", "ОО", "ж"))]


def test_a_mark_closed_only_rows_later_swallows_nothing():
    text = '1;a;b;"Апейрон;c;d\n2;a;b;ОО "Апейрон";c;d\n3;a;b;c;d;e'
    assert [cells[0] for _number, cells in records(text, ";")] == ["1", "2", "3"]


def test_marks_inside_a_cell_are_letters_of_it():
    assert list(records('1\t"Апейрон" ОО\tж', "\t")) == [(1, ("1", '"Апейрон" ОО', "ж"))]
    assert list(records('1\tОО "Апейрон"\tж', "\t")) == [(1, ("1", 'ОО "Апейрон"', "ж"))]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_are_numbered_as_a_spreadsheet_shows_them(end):
    text = f"a;b{end}{end}c;d{end}"
    assert [(number, cells) for number, cells in records(text, ";") if any(cells)] == [(1, ("a", "b")), (3, ("c", "d"))]


def test_the_line_that_names_the_separator_is_no_row():
    text = "sep=|\na|b\nc|d"
    assert separators(text) == ("|",)
    assert list(records(text, "|")) == [(1, ("a", "b")), (2, ("c", "d"))]


def test_a_trailing_separator_is_a_blank_cell():
    assert list(records("a;b;", ";")) == [(1, ("a", "b", ""))]
    assert list(records("a;\nb;", ";")) == [(1, ("a", "")), (2, ("b", ""))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866", "koi8-r"])
def test_the_letters_of_each_encoding_are_among_the_readings(encoding):
    assert "Дата поступления;Пол" in list(decodings("Дата поступления;Пол".encode(encoding)))


def test_binary_data_has_no_reading():
    assert list(decodings(b"\x00\x01\x02PNG")) == []


@given(
    st.lists(
        st.lists(st.text(alphabet=st.characters(exclude_characters="\r\0", exclude_categories=["Cs"])), min_size=2, max_size=5),
        min_size=1,
        max_size=6,
    )
)
def test_rows_written_by_the_usual_rules_come_back_whole(rows):
    text = "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    if any(cell.count(";") >= 2 and "\n" in cell for row in rows for cell in row):
        return
    assert [cells for _number, cells in records(text, ";")] == [tuple(row) for row in rows]


@given(st.text(max_size=300), st.sampled_from([";", ",", "\t"]))
def test_no_letter_of_any_text_vanishes(text, separator):
    if text.lower().startswith("sep="):
        return
    kept = "".join(cell for _number, cells in records(text, separator) for cell in cells)
    assert sorted(char for char in text if char.isalnum()) == sorted(char for char in kept if char.isalnum())
