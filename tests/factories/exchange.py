"""Registers as the Unit keeps them, brought in by the ordinary import."""

import io

from openpyxl import Workbook

from panoh.exchange import actions

HEADS = [
    "№",
    "Дата поступления",
    "Фамилия",
    "Имя",
    "Отчество",
    "Дата рождения",
    "Пол",
    "Регион",
    "Категория",
    "Кем приходится",
    "№ пострадавшего",
    "Телефон",
    "Жалобы",
    "Медицинская помощь",
    "Сеансы психолога",
    "Социальная помощь",
    "Кто направил",
    "Дата завершения",
]


def row(
    number, family="Назаров", given="Рустам", patronymic="", birth="12.03.1984", sex="м", admitted="05.05.2020", kind="жертва пыток", **more
):
    """A row of a register, by its heads: a survivor unless it says otherwise."""
    named = {
        "№": number,
        "Дата поступления": admitted,
        "Фамилия": family,
        "Имя": given,
        "Отчество": patronymic,
        "Дата рождения": birth,
        "Пол": sex,
        "Категория": kind,
    }
    return {**named, **more}


def workbook(*rows):
    """An XLSX of these rows."""
    book = Workbook()
    book.active.append(HEADS)
    for one in rows:
        book.active.append([one.get(head) for head in HEADS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bring(user, *rows, **kwargs):
    """Imports these rows."""
    return actions.import_register(workbook(*rows), filename="r.xlsx", by=user, **kwargs)
