"""Whatever the cells hold: nothing raises, no row vanishes."""

import datetime as dt
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from panoh.core.errors import Invalid
from panoh.exchange.register.cells import cell_text
from panoh.exchange.register.errors_file import rejected_workbook
from panoh.exchange.register.heads import FIELD_NAMES, recognise
from panoh.exchange.register.reading import read_pasted, read_table
from panoh.exchange.register.row import fingerprint_text
from panoh.exchange.register.rows import understand
from panoh.exchange.register.table import make_table
from panoh.exchange.register.words import content
from tests.examples import examples
from tests.factories.register import HEADS, PERSON, TODAY

WORDS = sorted(
    {
        word
        for section in ("cells", "kind", "sex", "treatment", "social", "notes", "door", "lines")
        for words in content()[section].values()
        for word in words
    }
)
cells = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=-10, max_value=60_000),
    st.floats(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.text(max_size=40),
    st.text(alphabet="0123456789.,/-: гО?", max_size=14),
    st.dates(min_value=dt.date(1900, 1, 1)).map(lambda day: f"{day:%d.%m.%y}"),
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=4).map("; ".join),
)
heads = list(HEADS.values())
lines = st.lists(st.lists(cells, min_size=len(heads), max_size=len(heads)), max_size=4)
relaxed = examples(150)


@relaxed
@given(lines)
def test_no_row_vanishes_and_no_cell_raises(rows):
    raw = [(1, tuple(heads)), *((number, tuple(row)) for number, row in enumerate(rows, start=2))]
    table = make_table("", raw)
    found = understand(table, today=TODAY)
    kept = [row.number for row in (*found.rows, *found.rejected)]
    left_out = [line.number for line in table.left_out]
    blank = [number for number, row in raw[1:] if number not in kept and number not in left_out]
    assert found.count == len(table.lines) == len(kept)
    assert sorted([*kept, *left_out, *blank]) == [number for number, _row in raw[1:]]
    assert all(not cell_text(cell) for number, row in raw[1:] if number in blank for cell in row)
    for row in found.rows:
        assert row.kind in ("survivor", "family")
        assert row.sex is not None
        assert row.admitted is not None
        assert row.admitted.first <= TODAY
        assert row.family_name or row.given_name
        assert row.birth is None or row.birth.first <= row.admitted.last
        assert row.closed is None or row.closed.last >= row.admitted.first
        assert 0 <= row.help.sessions <= 1000
        assert fingerprint_text(row)
    rejected_workbook(found.rejected, table.heads)


@relaxed
@given(st.dictionaries(st.sampled_from(heads), cells, max_size=4))
def test_a_person_who_could_be_admitted_is_a_row_whatever_else_the_cells_hold(changes):
    mandatory = {head: PERSON[head] for head in ("Дата поступления", "Фамилия", "Имя", "Пол", "Категория", "Дата рождения")}
    person = {**PERSON, **changes, **mandatory, "Год рождения": None}
    table = make_table("", [(1, tuple(heads)), (2, tuple(person.get(head) for head in heads))])
    assert len(understand(table, today=TODAY).rows) == 1


@relaxed
@given(st.lists(st.one_of(st.text(max_size=30), st.sampled_from(heads)), max_size=12))
def test_any_heads_are_recognised_or_left_alone(some):
    found = recognise(some)
    assert len(found.fields) == len(some)
    named = [field for field in found.fields if field and field != "ours"]
    assert len(named) == len(set(named))
    assert set(named) <= set(FIELD_NAMES)


@relaxed
@given(st.one_of(st.binary(max_size=400), st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_a_table_or_a_sentence(data):
    with suppress(Invalid):
        read_table(data, "r")
    with suppress(Invalid):
        read_table(b"PK\x03\x04" + data, "r")


@relaxed
@given(st.text(max_size=400))
def test_any_pasted_text_is_a_table_or_a_sentence(text):
    with suppress(Invalid):
        read_pasted(text)
    table = read_pasted("\t".join(PERSON) + "\n" + "\t".join(map(str, PERSON.values())) + "\n" + text)
    assert understand(table, today=TODAY).count >= 1
