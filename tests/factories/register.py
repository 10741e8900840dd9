"""Registers made by hand: a workbook, and the cells of one person who can be admitted."""

import datetime as dt
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from panoh.exchange.register.reading import read_pasted, read_table
from panoh.exchange.register.row import ParsedRow
from panoh.exchange.register.rows import Understood, understand

TODAY = dt.date(2025, 11, 24)

# Heads of the Unit's own register, and a person's cells under them.
PERSON: dict[str, Any] = {
    "№": 1,
    "Дата поступления": "21.01.2020",
    "Фамилия": "Раҳимов",
    "Имя": "Парвиз",
    "Отчество": "Саидович",
    "Дата рождения": "05.05.1990",
    "Пол": "М",
    "Регион": "Хатлонская область",
    "Район / город": "Бохтар",
    "Категория": "жертва пыток",
}


def workbook(*sheets: Sequence[Sequence[Any]], names: Sequence[str] = ()) -> bytes:
    """An XLSX with these sheets, each a list of rows."""
    book = Workbook()
    book.remove(book.active)
    for index, rows in enumerate(sheets):
        sheet = book.create_sheet(names[index] if names else f"Sheet{index + 1}")
        for row in rows:
            sheet.append(list(row))
    return saved(book)


def saved(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def rows_of(*persons: dict[str, Any]) -> list[list[Any]]:
    """Heads and one row for each person. A person is PERSON with these cells changed or added."""
    heads = list(PERSON) + [head for head in dict.fromkeys(head for person in persons for head in person) if head not in PERSON]
    return [heads, *([({**PERSON, **person}).get(head) for head in heads] for person in persons)]


def understood(*persons: dict[str, Any], today: dt.date = TODAY, **options: Any) -> Understood:
    """A register of these persons, through the whole reader."""
    return understand(read_table(workbook(rows_of(*persons)), "r.xlsx"), today=today, **options)


def row_with(today: dt.date = TODAY, **cells: Any) -> ParsedRow:
    """PERSON with the cells given by field name changed, as the one row that the reader makes of it."""
    return only(understood({HEADS[name]: value for name, value in cells.items()}, today=today))


def only(found: Understood) -> ParsedRow:
    (row,) = (*found.rows, *found.rejected)
    return row


def pasted(lines: Iterable[Sequence[str]]) -> Understood:
    return understand(read_pasted("\n".join("\t".join(line) for line in lines)), today=TODAY)


def warnings(row: ParsedRow) -> list[str]:
    return [remark.code.value for remark in row.warnings]


def problems(row: ParsedRow) -> list[str]:
    return [remark.code.value for remark in row.problems]


HEADS = {
    "number": "№",
    "admitted_on": "Дата поступления",
    "family_name": "Фамилия",
    "given_name": "Имя",
    "patronymic": "Отчество",
    "full_name": "ФИО",
    "birth": "Дата рождения",
    "birth_year": "Год рождения",
    "age": "Возраст",
    "sex": "Пол",
    "region": "Регион",
    "district": "Район / город",
    "residence": "Место жительства",
    "kind": "Категория",
    "relation": "Кем приходится",
    "survivor_number": "№ пострадавшего",
    "sender": "Кто направил",
    "phone": "Телефон",
    "complaints": "Жалобы",
    "medical": "Медицинская помощь",
    "sessions": "Сеансы психолога",
    "social": "Социальная помощь",
    "treatment": "Вид лечения",
    "facility": "Учреждение",
    "closed_on": "Дата завершения",
    "note": "Примечание",
}
