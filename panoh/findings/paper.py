"""A medico-legal report on paper: the headings in the report's language, and the PDF made of them in memory."""

import base64
import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import formats, translation

from panoh.core.pdf import make_pdf
from panoh.findings.body import label_of
from panoh.findings.enums import AskedBy, Degree, FindingKind, Heading
from panoh.findings.queries.body import Mark, figures

# The face is on every Debian; it has ғ ӣ қ ӯ ҳ ҷ.
_FACE = "'DejaVu Sans', 'Noto Sans', sans-serif"
_STYLE = f"""
@page {{ size: A4; margin: 20mm 22mm; @bottom-right {{ content: counter(page) " / " counter(pages); font: 9pt {_FACE} }} }}
body {{ font: 10.5pt/1.45 {_FACE} }}
h1 {{ font-size: 15pt; margin: 0 0 1mm }}
h2 {{ font-size: 11.5pt; margin: 7mm 0 1.5mm; break-after: avoid }}
p {{ margin: 0 0 2mm }}
.words {{ white-space: pre-line }}
.code {{ margin-bottom: 5mm }}
ul {{ margin: 0 0 2mm; padding-left: 5mm }}
li {{ margin-bottom: 1.5mm; break-inside: avoid }}
.note {{ font-size: 9.5pt; border-top: .4pt solid; padding-top: 2mm; margin-top: 6mm }}
.figures {{ break-inside: avoid }}
.figures figure {{ display: inline-block; width: 45%; margin: 2mm 0; text-align: center }}
.figures svg {{ width: 44mm; height: 122mm }}
.picture {{ margin: 3mm 0; break-inside: avoid }}
.picture img {{ max-width: 130mm; max-height: 105mm }}
figcaption {{ font-size: 9.5pt }}
.sign {{ margin-top: 8mm; break-inside: avoid }}
.line {{ border-top: .4pt solid; width: 70mm; margin-top: 14mm }}
"""
# Below which heading the findings of a kind stand.
_PLACES = {FindingKind.PHYSICAL: Heading.PHYSICAL_EXAM, FindingKind.PSYCHOLOGICAL: Heading.PSYCHOLOGICAL_EXAM}


@dataclass(frozen=True, slots=True)
class Paper:
    """Everything that stands in the report."""

    code: str
    number: int
    language: str
    name: str
    birth_year: int | None
    examined_on: dt.date
    asked_by: str
    overall: str
    signer: str
    place: str
    day: dt.date
    sections: dict[str, str] = field(default_factory=dict)
    findings: list[tuple[str, str, str, str, list[int]]] = field(default_factory=list)  # kind, finding, alleged cause, degree, marks
    marks: list[Mark] = field(default_factory=list)
    pictures: dict[UUID, bytes] = field(default_factory=dict)  # JPEG, by photograph


def as_html(paper: Paper) -> str:
    """The report as one page of HTML, in its own language. A part in which nothing was written says so: none is left out."""
    with translation.override(paper.language):
        parts = [_part(paper, heading) for heading in Heading]
        context = {
            "paper": paper,
            "parts": parts,
            "asked_by": AskedBy(paper.asked_by).label,
            "overall": Degree(paper.overall).label,
            "examined": _date(paper.examined_on),
            "signed": _date(paper.day),
            "marks": [(mark, label_of(mark.row.region), _date(mark.row.seen_on)) for mark in paper.marks],
            "figures": [figure for figure in figures(paper.marks) if figure.marks],
            "pictures": _pictures(paper),
        }
        return render_to_string("findings/report.html", context)


def _pictures(paper: Paper) -> list[dict[str, Any]]:
    """Each photograph with the number of its mark; the pixels go into the page itself, since a print fetches nothing."""
    shown = [(mark, photograph) for mark in paper.marks for photograph in mark.photographs]
    return [
        {
            "number": number,
            "mark": mark.number,
            "taken": _date(photograph.taken_on),
            "pixels": base64.b64encode(paper.pictures[photograph.pk]).decode("ascii"),
        }
        for number, (mark, photograph) in enumerate(shown, 1)
    ]


def _part(paper: Paper, heading: Heading) -> dict[str, Any]:
    return {
        "title": heading.label,
        "words": paper.sections.get(heading, ""),
        "is_last_word": heading == Heading.INTERPRETATION,
        "holds_marks": heading == Heading.PHYSICAL_EXAM and bool(paper.marks),
        "holds_pictures": heading == Heading.PHOTOGRAPHS and bool(paper.pictures),
        "findings": [
            (words, alleged, Degree(degree).label, ", ".join(map(str, marks)))
            for kind, words, alleged, degree, marks in paper.findings
            if _PLACES[FindingKind(kind)] == heading
        ],
    }


def _date(day: dt.date) -> str:
    said = str(formats.date_format(day, "DATE_FORMAT"))
    return said if translation.get_language() == "en" else said.lower()


def as_pdf(paper: Paper) -> bytes:
    """The report as a PDF. Its title names the code alone."""
    return make_pdf(as_html(paper), _STYLE)
