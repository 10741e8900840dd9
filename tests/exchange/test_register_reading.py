"""Files and pasted rows become a table, or are refused with a sentence."""

import datetime as dt
import os
import struct
import tempfile
import zipfile
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from panoh.core.errors import Invalid
from panoh.core.sandbox import Refused
from panoh.exchange.register import folding, refusals
from panoh.exchange.register import workbook as sheets
from panoh.exchange.register.cells import cell_text
from panoh.exchange.register.lines import Why
from panoh.exchange.register.reading import read_pasted, read_table
from panoh.exchange.register.workbook import MAX_UNPACKED, OLE
from tests.factories.register import PERSON, rows_of, saved, workbook

HEADS = list(PERSON)
CELLS = list(PERSON.values())
ODS, NAMES = b"application/vnd.oasis.opendocument.spreadsheet", "urn:oasis:names:tc:opendocument:xmlns"


def names(table):
    place = next(k for k, column in enumerate(table.columns) if column.field == "family_name")
    return [line.cells[place] for line in table.lines]


def lines_of(*rows):
    return read_table(workbook([HEADS, *rows]), "r.xlsx")


def person(**cells):
    return list({**PERSON, **cells}.values())


# ---- workbooks


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_what_another_program_saved_reads_as_the_same_table(kind):
    """Saved by LibreOffice: a title, a blank line, the heads, two persons, one born on a date; a second sheet of another kind."""
    table = read_table((Path(__file__).parent / f"sheets/register.{kind}").read_bytes(), "r")
    place = table.heads.index("Дата рождения")
    assert (table.name, table.head_row, [line.number for line in table.lines], names(table)) == ("2020", 3, [4, 5], ["Раҳимов", "Саидова"])
    assert [cell_text(line.cells[place]) for line in table.lines] == ["12.03.1984", "05.05.1990"]
    assert [cell_text(line.cells[0]) for line in table.lines] == ["1", "1"]


def test_title_rows_above_the_heads_are_passed_over_and_rows_keep_the_numbers_of_the_sheet():
    table = read_table(workbook([["Реестр лиц"], [], ["на 1 января 2021"], HEADS, CELLS, [], person(Фамилия="Саидова")]), "r.xlsx")
    assert (table.head_row, [line.number for line in table.lines], names(table)) == (4, [5, 7], ["Раҳимов", "Саидова"])


def test_merged_title_cells_do_not_hide_the_heads():
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "Реестр лиц, поступивших на реабилитацию"
    sheet.merge_cells("A1:J1")
    sheet.append(HEADS)
    sheet.append(CELLS)
    assert names(read_table(saved(book), "r.xlsx")) == ["Раҳимов"]


def test_of_several_sheets_the_one_with_most_heads_is_read_and_the_others_are_named():
    other = [["Фамилия", "Имя", "Пол", "Телефон", "Категория"], ["Чужой", "Имя", "М", "1", "жертва пыток"]]
    table = read_table(workbook([["Памятка"]], other, [HEADS, CELLS], names=["Памятка", "Список", "Реестр"]), "r.xlsx")
    assert (table.name, names(table)) == ("Реестр", ["Раҳимов"])
    assert "Список" in str(table.notices[-1])
    assert "Памятка" not in str(table.notices[-1])


def test_of_equal_sheets_a_hidden_one_is_not_read_and_the_first_is():
    book = Workbook()
    for name, surname in (("Скрытый", "Аминов"), ("2015", "Раҳимов"), ("2016", "Саидов")):
        sheet = book.create_sheet(name)
        sheet.append(HEADS)
        sheet.append(person(Фамилия=surname))
    book["Скрытый"].sheet_state = "hidden"
    table = read_table(saved(book), "r.xlsx")
    assert (table.name, names(table)) == ("2015", ["Раҳимов"])
    assert "2016" in str(table.notices[-1])


def test_hidden_and_empty_columns_do_not_shift_the_cells():
    book = Workbook()
    sheet = book.active
    sheet.append([None, None, *HEADS[:3], None, *HEADS[3:]])
    sheet.append([None, None, *CELLS[:3], None, *CELLS[3:]])
    sheet.column_dimensions["A"].hidden = True
    sheet.column_dimensions["F"].hidden = True
    table = read_table(saved(book), "r.xlsx")
    assert [column.index for column in table.columns] == [2, 3, 4, 6, 7, 8, 9, 10, 11, 12]
    assert names(table) == ["Раҳимов"]


def test_cells_without_a_head_are_kept_under_the_letter_of_their_column():
    table = lines_of([*CELLS, None, "пометка на полях"])
    assert table.heads[-1] == "L"
    assert table.lines[0].cells[-1] == "пометка на полях"


def test_unknown_columns_are_kept_and_named():
    table = read_table(workbook([[*HEADS, "Цвет глаз"], [*CELLS, "карие"]]), "r.xlsx")
    assert table.lines[0].cells[-1] == "карие"
    assert "Цвет глаз" in str(table.notices[0])


def test_two_columns_with_the_same_head_are_both_kept():
    table = read_table(workbook([[*HEADS, "Примечание", "Примечание"], [*CELLS, "а", "б"]]), "r.xlsx")
    assert table.heads[-2:] == ("Примечание", "Примечание (L)")
    assert table.lines[0].cells[-2:] == ("а", "б")


def test_heads_may_stand_in_two_lines():
    book = Workbook()
    sheet = book.active
    sheet.append([*HEADS, "Помощь", None, None, "Дата завершения"])
    sheet.append([*[None] * len(HEADS), "медицинская", "психологическая", "социальная", None])
    sheet.merge_cells(start_row=1, end_row=1, start_column=11, end_column=13)
    sheet.append([*CELLS, "да", 5, "проезд", None])
    table = read_table(saved(book), "r.xlsx")
    assert [column.field for column in table.columns][-4:] == ["medical", "sessions", "social", "closed_on"]
    assert (table.head_row, [line.number for line in table.lines]) == (2, [3])


def test_a_group_above_gives_its_parts_a_meaning():
    heads = ["№", "ФИО", "Пол", "Категория", "Дата", None, "Дата рождения"]
    table = read_table(
        workbook(
            [
                heads,
                [None, None, None, None, "поступления", "завершения", None],
                [1, "Саидов Саид", "М", "жертва пыток", "1.1.2020", "2.2.2020", None],
            ]
        ),
        "r.xlsx",
    )
    assert [column.field for column in table.columns] == ["number", "full_name", "sex", "kind", "admitted_on", "closed_on", "birth"]


def test_a_first_person_is_never_taken_for_a_second_line_of_heads():
    assert names(lines_of(CELLS)) == ["Раҳимов"]


def test_cells_merged_over_rows_hold_for_each_row_where_persons_may_share_them():
    book = Workbook()
    sheet = book.active
    sheet.append(HEADS)
    for surname in ("Саидов", "Саидова", "Саидзода"):
        sheet.append(person(Фамилия=surname))
    sheet.merge_cells("B2:B4")
    sheet.merge_cells("C2:C3")
    table = read_table(saved(book), "r.xlsx")
    assert [line.cells[1] for line in table.lines] == ["21.01.2020"] * 3
    assert [line.cells[2] for line in table.lines] == ["Саидов", None, "Саидзода"]
    assert "2" in str(table.notices[0])


def test_a_formula_gives_its_saved_result_and_one_without_is_pointed_out():
    data = workbook([HEADS, ["=A1+1", *CELLS[1:]]])
    table = read_table(data, "r.xlsx")
    assert table.lines[0].cells[0] is None
    assert "A2" in str(table.notices[0])
    with_result = _with_part(
        data,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<v></v>", b"<v>7</v>").replace(b"<v />", b"<v>7</v>").replace(b"<v/>", b"<v>7</v>"),
    )
    table = read_table(with_result, "r.xlsx")
    assert (table.lines[0].cells[0], table.notices) == (7, ())


def test_a_wrong_size_written_by_another_program_loses_no_row():
    data = _with_part(workbook([HEADS, CELLS, CELLS]), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b'ref="A1:J3"', b'ref="A1"'))
    assert len(read_table(data, "r.xlsx").lines) == 2


def test_dates_and_numbers_keep_their_kind():
    table = lines_of([1.0, dt.datetime(2020, 1, 21), *CELLS[2:]])
    assert table.lines[0].cells[:2] == (1, dt.datetime(2020, 1, 21))


# ---- lines that are no rows


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["Итого", 235], Why.TOTAL), (["ВСЕГО:", None, 235], Why.TOTAL), ([None, None, "Итого за 2020 год", 12], Why.TOTAL), (["Ҷамъ", 235], Why.TOTAL),
        (["Чамъ", 235], Why.TOTAL), (["Ҳамагӣ", 12], Why.TOTAL), (["Total", 12], Why.TOTAL), (["Grand total", None, None, 12], Why.TOTAL), (["из них", 12, "женщин"], Why.TOTAL),
        (["2016 год"], Why.HEADING), (["Согдийская область"], Why.HEADING), ([None, None, "2016"], Why.HEADING), (["Январь"], Why.HEADING),
        (["Составил: координатор"], Why.HEADING), (HEADS, Why.HEADS_AGAIN), ([17], Why.NUMBER_ONLY), (["17."], Why.NUMBER_ONLY),
    ],
)  # fmt: skip
def test_a_line_that_is_no_person_is_left_out_with_a_reason(line, why):
    table = lines_of(CELLS, line, person(Фамилия="Саидова"))
    assert names(table) == ["Раҳимов", "Саидова"]
    assert [(left.number, left.why) for left in table.left_out] == [(3, why)]


@pytest.mark.parametrize("line", [[None, " ", "\u00a0"], ["", "\n"], []])
def test_a_blank_line_is_passed_over_in_silence(line):
    table = lines_of(CELLS, line, CELLS)
    assert (len(table.lines), table.left_out) == (2, ())


def test_the_line_of_column_numbers_under_the_heads_is_no_person():
    table = lines_of(list(range(1, 11)), CELLS)
    assert (names(table), [left.why for left in table.left_out]) == (["Раҳимов"], [Why.COLUMN_NUMBERS])


@pytest.mark.parametrize("cells", [{"Фамилия": "Итого"}, {"Фамилия": "Всего"}, {"Фамилия": "Ҷамъ"}, {"Имя": "Итого"}])
def test_a_person_with_a_day_of_admission_is_a_row_whatever_the_name(cells):
    assert len(lines_of(person(**cells)).lines) == 1


@pytest.mark.parametrize(
    "line", [[None, None, "Саидова"], [None, "21.01.2020"], [None, None, None, "Зебо"], [5, None, "Саидова"], [None] * 6 + ["Ж"]]
)
def test_a_line_with_anything_of_a_person_is_a_row(line):
    assert len(lines_of(CELLS, line).lines) == 2


# ---- text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "cp866"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_read_in_the_usual_encodings_with_the_usual_separators(encoding, separator):
    rows = [[str(cell).replace("ҳ", "х") for cell in row] for row in rows_of({}, {"Фамилия": "Саидова"})]
    data = "\r\n".join(separator.join(row) for row in rows).encode(encoding)
    table = read_table(data, "r.csv")
    assert (names(table), [line.number for line in table.lines]) == (["Рахимов", "Саидова"], [2, 3])


def test_letters_of_old_tajik_fonts_come_through_cp1251():
    table = read_table("Санаи ќабул;Насаб;Љинс;Намуди шахс\n21.01.2020;Рањимов;мард;љабрдида".encode("cp1251"), "r.csv")
    assert [column.field for column in table.columns] == ["admitted_on", "family_name", "sex", "kind"]


def test_pasted_rows_are_read_with_cells_of_several_lines():
    text = "\t".join([*HEADS, "Жалобы"]) + "\r\n" + "\t".join([*map(str, CELLS), '"тревога\nстрах ""сильный"""']) + "\r\n"
    table = read_pasted(text)
    assert table.lines[0].cells[-1] == 'тревога\nстрах "сильный"'
    assert len(table.lines) == 1


def test_a_stray_quotation_mark_in_csv_swallows_no_row():
    rows = [
        [str(cell) for cell in row]
        for row in rows_of({"Кто направил": '"Апейрон'}, {"Кто направил": "ОО"}, {"Кто направил": 'ОО "Апейрон"'})
    ]
    assert len(read_table("\n".join(";".join(row) for row in rows).encode(), "r.csv").lines) == 3


# ---- refusals


def refused(data: bytes | str) -> str:
    with pytest.raises(Invalid) as caught:
        read_pasted(data) if isinstance(data, str) else read_table(data, "r")
    return str(caught.value)


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n\x00\x00", b"<html><table>", b"{\\rtf1", b"\x00\x01\x02\x03" * 10, b"\xff\xd8\xff\xe0"]
)
def test_what_is_no_spreadsheet_is_refused(data):
    assert refused(data) == str(refusals.not_a_spreadsheet())


@pytest.mark.parametrize("data", [b"", b"  \n ", "", " \n\t"])
def test_an_empty_file_is_refused(data):
    assert refused(data) == str(refusals.empty())


def test_a_word_document_is_refused():
    assert refused(_zip({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})) == str(refusals.not_a_spreadsheet())


def test_other_spreadsheet_formats_are_asked_for_as_xlsx():
    assert refused(_zip({"Index/Document.iwa": b"", "Metadata/Properties.plist": b""})) == str(refusals.old_format())
    for broken in (_zip({"content.xml": b"<office/>", "mimetype": ODS}), OLE + bytes(600)):
        assert refused(broken) == str(refusals.damaged())


def test_a_sheet_of_another_program_that_says_it_is_endless_is_refused():
    row = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"'
    content = f'<office:document-content xmlns:office="{NAMES}:office:1.0" xmlns:table="{NAMES}:table:1.0" xmlns:text="{NAMES}:text:1.0">'
    content += f'<office:body><office:spreadsheet><table:table table:name="1">{row} office:value-type="string"><text:p>а</text:p>'
    content += "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    assert refused(_zip({"mimetype": ODS, "content.xml": content.encode()})) == str(refusals.damaged())


def test_an_encrypted_file_is_refused_as_such():
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(100)
    assert refused(ole) == str(refusals.encrypted())
    data = bytearray(_zip({"xl/workbook.xml": b"<workbook/>"}))
    at = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, at + 8, 1)
    assert refused(bytes(data)) == str(refusals.encrypted())


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + bytes(100),
        workbook([HEADS, CELLS])[:900],
        workbook([HEADS, CELLS])[:-40],
    ],
)
def test_a_damaged_file_is_refused(data):
    assert refused(data) == str(refusals.damaged())


def test_a_workbook_with_a_broken_part_is_refused_without_a_word_of_it():
    for broken in (
        b"<worksheet><sheetData><row><c>",
        b"",
        b"\x00",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="x"/></sheetData></worksheet>',
    ):
        assert refused(_with_part(workbook([HEADS, CELLS]), "xl/worksheets/sheet1.xml", lambda _xml, new=broken: new)) == str(
            refusals.damaged()
        )


def test_a_warning_of_the_library_never_quotes_a_cell(recwarn):
    data = _with_part(
        workbook([HEADS, [dt.datetime(2020, 1, 1), *CELLS[1:]]]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<v>43831</v>", b"<v>99999999</v>"),
    )
    assert read_table(data, "r.xlsx").lines[0].cells[0] == "#VALUE!"
    assert list(recwarn) == []


def test_a_file_without_heads_is_refused():
    assert refused(workbook([["Раҳимов", "Парвиз", "М"]])) == str(refusals.no_heads())
    assert refused("Раҳимов\tПарвиз\tМ") == str(refusals.no_heads())
    assert refused(workbook([])) == str(refusals.no_heads())


def test_missing_mandatory_heads_are_named():
    sentence = refused(workbook([["№", "Фамилия", "Имя", "Телефон"], [1, "Раҳимов", "Парвиз", "1"]]))
    assert "date of admission" in sentence
    assert "category" in sentence
    assert "sex" in sentence
    assert "surname" not in sentence


def test_a_sheet_with_heads_and_no_person_is_an_empty_table():
    assert lines_of().lines == ()


def test_more_than_twenty_megabytes_are_refused():
    assert refused(b"a" * (20 * 1024 * 1024 + 1)) == str(refusals.too_large())
    assert refused("a" * (20 * 1024 * 1024 + 1)) == str(refusals.too_large())


def test_more_than_twenty_thousand_rows_are_refused_and_twenty_thousand_are_not():
    head, row = ";".join(HEADS), ";".join(map(str, CELLS))
    assert len(read_table("\n".join([head, *[row] * 20_000]).encode(), "r.csv").lines) == 20_000
    assert refused("\n".join([head, *[row] * 20_001]).encode()) == str(refusals.too_many_rows())
    assert refused("\n".join([head, *[row] * 60_000]).encode()) == str(refusals.too_many_rows())


def test_a_zip_bomb_is_refused_before_anything_is_unpacked(monkeypatch):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(MAX_UNPACKED // 2**20 + 1):
                part.write(bytes(2**20))
    assert len(out.getvalue()) < 200_000
    assert refused(out.getvalue()) == str(refusals.too_wide_unpacked())
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_args, **_kwargs: pytest.fail("a part was unpacked"))
    with pytest.raises(Refused, match=sheets.UNPACKS_TO_MORE):
        sheets.open_workbook(out.getvalue())


def test_a_zip_of_very_many_parts_is_refused():
    assert refused(_zip({f"xl/{n}": b"" for n in range(2_100)})) == str(refusals.too_wide_unpacked())


def test_a_part_that_is_larger_than_it_says_is_refused():
    data = bytearray(_with_part(workbook([HEADS, CELLS]), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 5_000_000))
    at = data.index(b"xl/worksheets/sheet1.xml", data.index(b"PK\x01\x02")) - 46
    struct.pack_into("<I", data, at + 24, 1_000)
    assert refused(bytes(data)) == str(refusals.damaged())


def test_entities_are_not_expanded():
    lol = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "'
        + b"a" * 1000
        + b'"><!ENTITY b "'
        + b"&a;" * 1000
        + b'">]><worksheet>&b;</worksheet>'
    )
    assert refused(_with_part(workbook([HEADS, CELLS]), "xl/worksheets/sheet1.xml", lambda _xml: lol)) == str(refusals.damaged())
    outside = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
    assert refused(_with_part(workbook([HEADS, CELLS]), "xl/workbook.xml", lambda _xml: outside)) == str(refusals.damaged())


def test_a_row_numbered_beyond_any_sheet_ends_the_reading_at_once(monkeypatch):
    monkeypatch.setattr(sheets, "_LAST_ROW", 1_000)
    asked, plainly = Counter(), ReadOnlyWorksheet.iter_rows

    def counted(sheet, *args, **kwargs):
        for values in plainly(sheet, *args, **kwargs):
            asked["rows"] += 1
            yield values

    monkeypatch.setattr(ReadOnlyWorksheet, "iter_rows", counted)
    data = _with_part(
        workbook([HEADS, CELLS]),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'<row r="2"', b'<row r="999999999"').replace(b'2"', b'999999999"'),
    )
    sheets.read(data, heads=100, rows=22_000)
    assert 1_000 < asked["rows"] < 10_000


def test_nothing_is_written_to_the_disk_and_nothing_is_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    read_table(_DATA, "r.xlsx")
    read_pasted("\t".join(HEADS) + "\n" + "\t".join(map(str, CELLS)))
    assert os.listdir(tmp_path) == []
    assert folding.fold.cache_info().currsize == 0


_DATA = workbook([HEADS, CELLS])


def _zip(parts):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _with_part(data, name, change):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    assert name in parts
    parts[name] = change(parts[name])
    return _zip(parts)
