"""The booklet on paper: looked at as dots, its letters and fonts read back, its pages in the order in which a folded pile is read."""

import json
import os
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from PIL import Image, ImageChops
from pypdf import PdfReader

from panoh.booklet.enums import Shape
from panoh.booklet.paper import STYLE, print_booklet
from panoh.booklet.text import shipped
from panoh.core.pdf import make_pdf
from panoh.exchange.public_snapshot import FACTS, FILE

pytestmark = pytest.mark.skipif(not shutil.which("pdftoppm") and not os.environ.get("CI"), reason="poppler-utils is not installed")
LETTERS = "ғӣқӯҳҷҒӢҚӮҲҶ"
PLAIN = "гикухчГИКУХЧ"
NO_LETTER = "\ue000"  # of private use: no face draws it


def dots(pdf: bytes, folder: Path, *, page: int = 1, resolution: int = 50) -> Image.Image:
    """A page as poppler draws it, in grey."""
    (folder / "x.pdf").write_bytes(pdf)
    words = ["pdftoppm", "-gray", "-singlefile", "-f", str(page), "-r", str(resolution), "x.pdf", "x"]
    subprocess.run(words, cwd=folder, check=True, timeout=60)
    return Image.open(folder / "x.pgm").copy()


def fonts(pdf: bytes, folder: Path) -> list[list[str]]:
    (folder / "x.pdf").write_bytes(pdf)
    told = subprocess.run(["pdffonts", "x.pdf"], cwd=folder, check=True, capture_output=True, text=True, timeout=60).stdout
    return [line.split() for line in told.splitlines()[2:]]


@pytest.fixture(scope="module")
def tajik(agent: Path) -> bytes:
    return print_booklet(shipped(), 0, "tg", Shape.A5)


def test_every_section_number_and_letter_stands_in_the_print(tajik: bytes) -> None:
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(tajik)).pages).split())
    for section in shipped():
        assert section.title["tg"] in text
    for number in ("+992 00 000 03 01", "+992 00 000 03 02", "+992 00 000 03 03"):
        assert text.count(number) == 2
    assert set("ғӣқӯҳҷ") <= set(text)


def test_fonts_are_embedded_and_nothing_tells_who_made_it(tajik: bytes, tmp_path: Path) -> None:
    found = fonts(tajik, tmp_path)
    assert {line[0].partition("+")[2] for line in found} == {"DejaVu-Sans", "DejaVu-Sans-Bold"}
    assert all(line[-5:-2] == ["yes", "yes", "yes"] for line in found)
    assert set(PdfReader(BytesIO(tajik)).metadata or {}) <= {"/Title"}


@pytest.mark.parametrize("weight", [400, 700])
def test_tajik_letters_are_drawn_in_every_weight(tmp_path: Path, weight: int) -> None:
    """Each is drawn, and otherwise than the letter it is mistaken for: a face without it draws a box, or another letter."""

    def drawn(letter: str) -> Image.Image:
        html = f'<p style="font-weight: {weight}; font-size: 60pt; margin: 0">{letter}</p>'
        return dots(make_pdf(html, STYLE + "@page { size: 40mm 40mm; margin: 5mm; @bottom-center { content: none } }"), tmp_path)

    box = drawn(NO_LETTER)
    for letter, plain in zip(LETTERS, PLAIN, strict=True):
        shape = drawn(letter)
        assert shape.getextrema()[0] < 100, letter
        assert ImageChops.difference(shape, drawn(plain)).getbbox(), letter
        assert ImageChops.difference(shape, box).getbbox(), letter


def test_pages_are_neither_empty_nor_full_to_the_edge(tajik: bytes, tmp_path: Path) -> None:
    pages = PdfReader(BytesIO(tajik)).pages
    assert 6 <= len(pages) <= 16
    for number, page in enumerate(pages, start=1):
        width, height = (round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height))
        assert (width, height) == (148, 210)
        image = dots(tajik, tmp_path, page=number)
        ink = ImageChops.invert(image).point(lambda dot: 255 if dot > 60 else 0).getbbox()
        assert ink is not None, number
        edge = round(6 / 25.4 * 50)
        assert min(ink[0], ink[1], image.width - ink[2], image.height - ink[3]) >= edge, (number, ink)


def test_folded_pile_reads_as_a_book() -> None:
    flat = [page.extract_text() for page in PdfReader(BytesIO(print_booklet(shipped(), 0, "ru", Shape.A5))).pages]
    sheets = PdfReader(BytesIO(print_booklet(shipped(), 0, "ru", Shape.FOLD))).pages
    count = -(-len(flat) // 4) * 4
    assert len(sheets) == count // 2
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in sheets} == {(842, 595)}
    front, back = flat[0].split()[:6], flat[-1].split()[:6]
    outside, inside = sheets[0].extract_text().split(), sheets[1].extract_text().split()
    assert all(word in outside for word in [*front, *back])
    assert all(word in inside for word in flat[1].split()[:20])
    assert PdfReader(BytesIO(print_booklet(shipped(), 0, "ru", Shape.FOLD))).metadata == {"/Title": "Помощь"}


def test_cover_of_the_pocket_edition_says_nothing(tmp_path: Path) -> None:
    for language, title in (("tg", "Қайдҳо"), ("ru", "Заметки"), ("en", "Notes")):
        reader = PdfReader(BytesIO(print_booklet(shipped(), 0, language, Shape.POCKET)))
        assert reader.pages[0].extract_text().strip() == title
        assert reader.pages[-1].extract_text().strip() == ""  # the other side of the cover
        assert (reader.metadata or {}).get("/Title") == title
        assert (round(float(reader.pages[0].mediabox.width) / 72 * 25.4), len(reader.pages) > 4) == (105, True)


@pytest.mark.parametrize("shape", list(Shape))
def test_where_else_help_can_be_found_comes_from_the_directory_with_its_day(agent: Path, shape: Shape) -> None:
    bare = {**dict.fromkeys(FACTS, ""), **{each: [] for each in ("services", "languages", "opening_days")}, "hours": {}}
    entry = {
        **bare,
        "name": "Клиника Х",
        "region": "TJ-KT",
        "services": ["neurology"],
        "phone": "+992900000001",
        "address": "ул. Примерная, 1",
    }
    fresh, stale = ({**entry, "checked_on": "2026-03-01", "due_on": day} for day in ("2026-03-21", "2026-03-20"))
    file = Path(settings.DATA) / FILE
    file.write_text(json.dumps({"stamp": "", "entries": [fresh, {**stale, "name": "Клиника Ю"}]}))
    try:
        with time_machine.travel("2026-03-20 12:00:00+05:00"):
            printed = print_booklet(shipped(), 0, "ru", shape)
    finally:
        file.unlink()
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(printed)).pages).split())

    for words in ("Хатлонская область", "Клиника Х", "+992 90 000 00 01", "невролог", "ул. Примерная, 1", "01.03.2026", "20.03.2026"):
        assert words in text
    assert "Клиника Ю" not in text
