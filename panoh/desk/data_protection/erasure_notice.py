"""The letter to whoever had received something of a file that was erased: by their own reference, without a name, a reason or a word of
what the house does."""

import datetime as dt
from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils import translation

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.clock import today
from panoh.core.pdf import make_pdf
from panoh.data_protection.queries.retention import ErasureNoticeRow
from panoh.network.queries import names_of
from panoh.referrals.actions.letterhead import open_letterhead
from panoh.vault.purpose import Purpose

ANSWER_DAYS = 30
# The face is on every Debian; it has ғ ӣ қ ӯ ҳ ҷ.
STYLE = """
@page { size: A4; margin: 16mm 22mm }
body { font: 11pt/1.45 'DejaVu Sans', 'Noto Sans', sans-serif }
h1 { font-size: 14pt; margin: 6mm 0 3mm }
p { margin: 0 0 3mm }
.code { font-weight: bold; letter-spacing: .04em }
.tick { border-bottom: .3pt solid #999; margin: 0 0 2mm; padding-bottom: 1mm }
.blank { border-bottom: .4pt solid; padding-bottom: 6mm; color: #444 }
.slip { border-top: .6pt dashed; margin-top: 6mm; padding-top: 3mm; break-inside: avoid }
"""


def letter_html(row: ErasureNoticeRow, *, by: User, language: str) -> str:
    """The letter of one `ErasureNotice` as a page of HTML, in one of the languages of the house.

    To a facility under the letterhead that says nothing, as its referrals came; to an organisation of the coalition, and where a signed
    paper went, from the organisation by its name, as that paper did. Where neither is known, a line is left to write on.
    """
    days = {"day": today(), "until": today() + dt.timedelta(days=ANSWER_DAYS)}
    with translation.override(language):
        to, sender = _to_and_from(row, by)
        said = {"row": row, "to": to, "sender": sender, "references": row.references or [row.code], "language": language}
        return render_to_string("desk/data_protection/prints/gone.html", said | days)


def gone_pdf(row: ErasureNoticeRow, *, by: User, language: str) -> bytes:
    """The same as a PDF. Its title is one word, the same for all of them."""
    return make_pdf(letter_html(row, by=by, language=language), STYLE)


def _to_and_from(row: ErasureNoticeRow, by: User) -> tuple[str, Sequence[str]]:
    if row.facility is None:
        return (row.organisation.name if row.organisation else ""), [by.organisation.name]
    may_read = has(by, Permission.DIRECTORY_VIEW)
    names = names_of([row.facility], by=by, purpose=Purpose.LETTER) if may_read else {}
    _row, name, address = open_letterhead(by=by)
    return names.get(row.facility.pk, ""), [line for line in (name, *address.splitlines()) if line]
