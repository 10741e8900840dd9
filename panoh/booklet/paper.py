"""The booklet as PDF: A5, imposed on A4 for folding, and in pocket size with a cover that says nothing."""

from collections.abc import Iterable
from io import BytesIO

import segno
from django.template.loader import render_to_string
from django.utils import translation

from panoh.booklet.elsewhere import elsewhere
from panoh.booklet.enums import Shape
from panoh.booklet.hotlines import hotlines
from panoh.booklet.text import Section, blocks
from panoh.core.clock import today
from panoh.core.pdf import make_pdf

# The face is on every Debian; it draws ғ ӣ қ ӯ ҳ ҷ in both weights.
STYLE = """
@page { margin: 14mm 13mm 15mm; @bottom-center { content: counter(page); font: 8pt 'DejaVu Sans', 'Noto Sans', sans-serif } }
@page front { margin: 20mm 14mm; @bottom-center { content: none } }
html { font: 11.5pt 'DejaVu Sans', 'Noto Sans', sans-serif }
body { margin: 0; line-height: 1.42 }
h1 { font-size: 19pt; line-height: 1.2; margin: 0 0 6mm }
h2 { font-size: 14.5pt; line-height: 1.25; margin: 8mm 0 2.5mm; break-after: avoid }
p, ul { margin: 0 0 2mm }
ul { padding-left: 4.5mm }
li { margin: 0 0 1mm; break-inside: avoid }
.front { page: front; break-after: page }
.back { page: front; break-before: page }
.line { display: flex; gap: 4mm; align-items: center; margin: 0 0 5mm; break-inside: avoid }
.line svg { width: 22mm; height: 22mm }
.line b { display: block; font-size: 13pt }
.quiet { font-size: 8.5pt }
h3 { font-size: 12pt; margin: 4mm 0 1.5mm; break-after: avoid }
.place { break-inside: avoid }
h2 + .quiet { break-after: avoid }
.neutral { text-align: center; padding-top: 30mm; font-size: 13pt }
"""
SIZES = {
    Shape.A5: "@page { size: A5 }",
    Shape.FOLD: "@page { size: A5 }",
    Shape.POCKET: "@page { size: A6; margin: 9mm 8mm 11mm } @page front { margin: 10mm } html { font-size: 8pt } "
    "h1 { font-size: 13pt } h2 { font-size: 9.5pt; margin-top: 5mm } h3 { font-size: 8.5pt; margin-top: 3mm } "
    ".line { margin-bottom: 2mm } .line svg { width: 16mm; height: 16mm } .line b { font-size: 10pt } .quiet { font-size: 6.5pt }",
}
A4 = (841.89, 595.28)  # lying, in points


def print_booklet(found: Iterable[Section], number: int, language: str, shape: Shape) -> bytes:
    """The PDF of these sections in a language and a shape, with where else help can be found. No person stands in it that has not said
    that they may be told to everybody."""
    with translation.override(language):
        context = {
            "language": language,
            "number": number,
            "sections": [(each.title[language], blocks(each.text[language])) for each in found if each.title.get(language)],
            "lines": [(line, _square(line.number)) for line in hotlines()],
            "elsewhere": elsewhere(),
            "day": today(),
            "is_pocket": shape == Shape.POCKET,
        }
        html = render_to_string("booklet/paper.html", context)
    pdf = make_pdf(html, STYLE + SIZES[shape])
    return impose(pdf) if shape == Shape.FOLD else pdf


def _square(number: str) -> str:
    """The number as a square that a telephone dials from."""
    return segno.make(f"tel:{number}", error="m", micro=False).svg_inline(border=2, omitsize=True)


def impose(pdf: bytes) -> bytes:
    """A5 pages two by two on A4 sheets, so that the pile, printed on both sides and folded once, reads as a book.

    Blank pages stand before the last one, which stays outside.
    """
    from pypdf import PageObject, PdfReader, PdfWriter  # noqa: PLC0415 -- only prints need it

    flat = PdfReader(BytesIO(pdf))
    read: list[PageObject | None] = list(flat.pages)
    pages = [*read[:-1], *[None] * (-len(read) % 4), read[-1]]
    count = len(pages)
    writer = PdfWriter()
    for sheet in range(count // 4):
        outside, inside = (count - 1 - 2 * sheet, 2 * sheet), (2 * sheet + 1, count - 2 - 2 * sheet)
        for pair in (outside, inside):
            side = writer.add_blank_page(*A4)
            for place, number in enumerate(pair):
                page = pages[number]
                if page is not None:
                    side.merge_translated_page(page, place * A4[0] / 2, 0)
    writer.metadata = flat.metadata  # the title alone
    written = BytesIO()
    writer.write(written)
    return written.getvalue()
