"""The pad: the fields of a call on paper, for a night without light. What is written on it is entered later as a call."""

from django.template.loader import render_to_string
from django.utils import translation

from panoh.core.pdf import make_pdf
from panoh.hotline.forms.phone import CaptureForm

# The face is on every Debian; it has ғ ӣ қ ӯ ҳ ҷ.
_FACE = "'DejaVu Sans', 'Noto Sans', sans-serif"
_STYLE = f"""
@page {{ size: A5; margin: 8mm 10mm }}
body {{ font: 7.5pt/1.3 {_FACE}; margin: 0 }}
h1 {{ font-size: 11pt; margin: 0 0 1mm }}
h2 {{ font-size: 8pt; margin: 2.2mm 0 .6mm; break-after: avoid }}
p {{ margin: 0 0 1mm }}
.top td {{ border-bottom: .4pt solid; height: 6.2mm; vertical-align: bottom; padding: 0 1mm .5mm 0 }}
table {{ width: 100%; border-collapse: collapse; margin: 1.5mm 0 }}
.ask {{ white-space: nowrap; width: 1% }}
span {{ display: inline-block; margin-right: 3.5mm }}
span::before {{ content: ""; display: inline-block; width: 2.4mm; height: 2.4mm; border: .5pt solid; margin-right: 1.2mm }}
.lines td {{ border-bottom: .3pt solid #777; height: 6.8mm }}
.note {{ border-top: .4pt solid; padding-top: 1mm; margin-top: 2mm }}
"""
_CHOSEN = ("urgency", "dangers", "caller", "needs", "given", "may_call_back")
LINES = 5


def pad(language: str) -> bytes:
    """One sheet of A5 in a language, as a PDF."""
    with translation.override(language):
        form = CaptureForm()
        asked = {name: (form.fields[name].label, [label for _code, label in form.fields[name].choices]) for name in _CHOSEN}  # type: ignore[attr-defined]
        labels = {name: field.label for name, field in form.fields.items()}
        context = {"language": language, "asked": asked, "labels": labels, "lines": range(LINES)}
        return make_pdf(render_to_string("hotline/pad.html", context), _STYLE)
