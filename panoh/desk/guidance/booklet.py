"""The guidance as a booklet to print, in one language."""

import datetime as dt

from django.template.loader import render_to_string
from django.utils import translation

from panoh.core.clock import today
from panoh.core.pdf import make_pdf
from panoh.desk.guidance.lines import stages
from panoh.guidance.protocol import Protocol

# The face is on every Debian; it has ғ ӣ қ ӯ ҳ ҷ.
STYLE = """
@page { size: A5; margin: 15mm 14mm 17mm; @bottom-center { content: counter(page); font: 8pt 'DejaVu Sans' } }
body { font: 9pt/1.4 'DejaVu Sans', 'Noto Sans', sans-serif }
h1 { font-size: 15pt; margin: 0 0 2mm }
h2 { font-size: 11.5pt; margin: 7mm 0 2mm; border-bottom: .5pt solid; padding-bottom: 1mm; break-after: avoid }
h3 { font-size: 9.5pt; margin: 4mm 0 .5mm; break-after: avoid }
p { margin: 0 0 1mm }
section { break-inside: avoid }
.quiet { color: #444; font-size: 8pt }
.warn { border: .8pt solid; padding: 2mm 3mm; margin: 3mm 0 }
"""


def booklet(version: Protocol, language: str, *, is_shipped: bool, adopted_on: dt.date | None) -> bytes:
    """The PDF of a version in this language."""
    with translation.override(language):
        context = {
            "language": language,
            "protocol": version,
            "stages": stages(version),
            "is_shipped": is_shipped,
            "adopted_on": adopted_on,
            "today": today(),
        }
        html = render_to_string("desk/guidance/guidance_booklet.html", context)
    return make_pdf(html, STYLE)
