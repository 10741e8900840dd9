"""The blank register: what it offers is what is understood."""

import datetime as dt
from io import BytesIO

import pytest
from django.utils import translation
from openpyxl import load_workbook

from panoh.cases.enums import Kind
from panoh.exchange.register.reading import read_table
from panoh.exchange.register.rows import understand
from panoh.exchange.register.template import COLUMNS, template_workbook
from panoh.exchange.register.values import read_relation
from panoh.people.enums import Relation, Sex
from tests.factories.register import saved


@pytest.mark.parametrize("language", ["en", "ru", "tg"])
def test_a_filled_in_template_is_understood_whole_with_each_choice_it_offers(language):
    with translation.override(language):
        book = load_workbook(BytesIO(template_workbook()))
        sheet, lists = book.worksheets
        offered = {
            str(one.sqref).partition(":")[0][0]: [cell.value for (cell,) in lists[one.formula1.partition("!")[2].replace("$", "")]]
            for one in sheet.data_validations.dataValidation
        }
        by_field = {COLUMNS["ABCDEFGHIJKLMNOPQRST".index(column)]: words for column, words in offered.items()}
        most = max(map(len, by_field.values()))
        for at in range(most):
            chosen = {name: words[at % len(words)] for name, words in by_field.items()}
            typed = {
                "number": at + 1,
                "admitted_on": dt.date(2026, 2, 5),
                "family_name": "Назаров",
                "given_name": "Рустам",
                "birth": "1984",
            }
            sheet.append([{**chosen, **typed}.get(name) for name in COLUMNS])
        table = read_table(saved(book), "r.xlsx")
        found = understand(table, today=dt.date(2026, 12, 1))

    assert [column.field for column in table.columns] == list(COLUMNS)
    assert table.notices == ()
    assert [str(remark.sentence) for row in found.rejected for remark in row.problems] == []
    assert {row.kind for row in found.rows} == {kind.value for kind in Kind}
    assert {row.sex for row in found.rows} == set(Sex)
    assert {read_relation(word, None)[0] for word in by_field["relation"]} == set(Relation)
    assert all(row.region for row in found.rows)
