"""A letter to an authority on paper, in its own language, made in memory."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from panoh.core.pdf import make_pdf

HIDDEN_NAME = "••••••"
# The face is on every Debian; it has ғ ӣ қ ӯ ҳ ҷ.
_STYLE = """
@page { size: A4; margin: 20mm 20mm 20mm 30mm }
body { font: 11pt/1.45 'DejaVu Sans', 'Noto Sans', sans-serif }
h1 { font-size: 12pt; margin: 8mm 0 4mm }
p { margin: 0 0 3mm }
.to { margin: 6mm 0 8mm 55% }
.to p { margin: 0 }
.words { white-space: pre-line }
.sign { margin-top: 16mm }
.line { border-top: .4pt solid; width: 70mm; padding-top: 1mm; margin-top: 12mm }
"""


@dataclass(frozen=True, slots=True)
class Written:
    """Everything that stands in the letter. Without a number it has not left yet."""

    language: str
    number: int
    year: int
    day: dt.date
    sender: str
    to: Sequence[str]
    subject: str
    words: str
    name: str = ""
    birth_year: int | None = None


def as_html(written: Written) -> str:
    """The letter as one page of HTML."""
    with translation.override(written.language):
        return render_to_string("correspondence/letter.html", {"letter": written})


def as_pdf(written: Written) -> bytes:
    """The letter as a PDF. Its title is its number alone."""
    return make_pdf(as_html(written), _STYLE)
