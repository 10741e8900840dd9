"""The letter that leaves: its words at three levels in three languages, and the PDF made of them in memory."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid
from panoh.core.pdf import make_pdf
from panoh.core.revealing_words import names_in, telling_words
from panoh.referrals.enums import Level, Priority

SAYS_TOO_MUCH = _(
    "The letter says too much for this level: a word in it shows what happened or who refers. Rewrite it, or choose another "
    "level if there is one."
)
MARKED = _("The letter says too much for this level. Replace these words, or choose another level if there is one: %(words)s.")

# The face is on every Debian; it has ғ ӣ қ ӯ ҳ ҷ. Nothing is fetched and nothing is written to the disk.
_STYLE = """
@page { size: A4; margin: 20mm 22mm }
body { font: 11pt/1.45 'DejaVu Sans', 'Noto Sans', sans-serif }
h1 { font-size: 15pt; margin: 0 }
h2 { font-size: 11pt }
p { margin: 0 0 3mm }
.number { margin: 1mm 0 8mm }
.head { font-size: 10pt; border-bottom: .4pt solid; padding-bottom: 2mm; margin-bottom: 6mm }
.slip { border-top: .6pt dashed; margin-top: 8mm; padding-top: 1mm; break-inside: avoid }
.cut { font-size: 8pt; color: #444; text-align: right; margin: 0 }
.qr { float: right; margin: 0 0 3mm 6mm; text-align: center; font-size: 9pt }
.qr svg { width: 27mm; height: 27mm }
.code { font-weight: bold; letter-spacing: .06em }
.tick { border-bottom: .3pt solid #999; margin: 0 0 1.5mm; padding-bottom: 1mm }
.blank { border-bottom: .4pt solid; padding-bottom: 8mm; color: #444 }
"""


@dataclass(frozen=True, slots=True)
class LetterContent:
    """What goes into a letter. `name` is empty where nobody agreed to it; `cannot_speak` where nobody could be asked."""

    code: str
    level: str
    language: str
    service: str
    facility: str
    day: dt.date
    complaints: str
    ask: str
    name: str = ""
    birth_year: int | None = None
    priority: str = Priority.NORMAL
    cannot_speak: bool = False
    organisation: str = ""
    head: tuple[str, ...] = ()  # name and address that stand above a letter below 'full'
    slip: str = ""  # the code of the slip, as it is printed
    link: str = ""  # through which the facility may answer
    own_names: tuple[str, ...] = ()  # of whoever refers: they stand in no letter below 'full'
    coalition_names: tuple[str, ...] = ()  # of whoever works with them: likewise, but the facility may bear one
    keeps_words: bool = False  # words that tell stand in it all the same: it is shown to, or was agreed to by, a second reader
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter as lines of text."""

    language: str
    head: list[str]
    title: str
    number: str
    lines: list[str]
    cut: str
    reply: str
    reply_where: str
    reply_code: str
    reply_ticks: list[str]
    reply_lines: list[str]
    in_the_square: str  # what the QR code holds: the link, else the code alone
    marked: tuple[str, ...] = ()  # words below 'full' that tell
    seen: str = ""  # which words these are: whoever agrees to them hands it back, and nobody has it who was not shown them

    @property
    def text(self) -> str:
        """Everything it says."""
        above = [*self.head, self.title, self.number, *self.lines]
        slip = [self.cut, self.reply, self.reply_where, self.reply_code, *self.reply_ticks, *self.reply_lines]
        return "\n".join([*above, *slip, self.in_the_square])


@cache
def wording() -> dict[str, dict[str, Any]]:
    """The words of letters by language (content/letters.toml)."""
    return tomllib.loads(files("panoh.content").joinpath("letters.toml").read_text(encoding="utf-8"))


def compose(said: LetterContent) -> Letter:
    """The letter in its language. Raises Invalid where a letter below 'full' would tell what happened or who refers."""
    words = wording()[said.language]
    date = words["date"].format(day=said.day.day, month=words["months"][said.day.month - 1], year=said.day.year)
    letter = Letter(
        language=said.language,
        title=words["title"],
        number=words["number"].format(code=said.code, date=date),
        lines=[line for line in _lines(said, words) if line],
        head=[line for line in said.head if line] if said.level != Level.FULL else [],
        cut=words["reply_cut"],
        reply=words["reply"],
        reply_where=" ".join([words["reply_where"], *([words["reply_link"]] if said.link else [])]),
        reply_code=words["reply_code"].format(code=said.slip),
        reply_ticks=list(words["reply_ticks"]),
        reply_lines=list(words["reply_lines"]),
        in_the_square=said.link or said.slip.replace(" ", ""),
        marked=tuple(marked_in(said.complaints, said.ask)) if said.level != Level.FULL else (),
        seen=said.seen,
    )
    if said.level != Level.FULL:
        names = (*said.own_names, *said.coalition_names)
        check_discreet([said.complaints, said.ask], names=names, keeps_words=said.keeps_words)
        check_discreet([*said.head, said.link], names=names)
        check_discreet([said.facility], names=said.own_names)
    return letter


def _lines(said: LetterContent, words: dict[str, Any]) -> Iterable[str]:
    yield words["to"].format(facility=said.facility) if said.facility else ""
    yield words["ask"].format(service=words["services"][said.service])
    yield words.get(said.priority, "")
    if said.name:
        yield words["patient_year" if said.birth_year else "patient"].format(name=said.name, year=said.birth_year)
    else:
        yield words["cannot_speak" if said.cannot_speak else "no_name"]
    yield words["complaints"].format(words=said.complaints) if said.complaints else ""
    yield words["done"].format(words=said.ask) if said.ask and said.level != Level.NEUTRAL else ""
    if said.level == Level.FULL:
        yield words["sender"].format(organisation=said.organisation) if said.organisation else ""
        yield words["sender_why"]


def marked_in(*texts: str) -> list[str]:
    """The words of these texts that tell, each once."""
    return list(dict.fromkeys(word for text in texts for word in telling_words(text)))


def check_discreet(texts: Iterable[str] | Mapping[str, str], *, names: Iterable[str] = (), keeps_words: bool = False) -> None:
    """Raises Invalid when a text tells what happened or who refers, beside the field it was typed in where `texts` are told by field.

    `keeps_words` lets words that tell be, since a second reader decides on them; never the names of who refers.

    The sentence repeats no word of it; the one beside the field marks the words that tell, for whoever writes.
    """
    who = list(names)
    beside: dict[str, str] = {}
    for field, text in texts.items() if isinstance(texts, Mapping) else [("complaints", text) for text in texts]:
        words = dict.fromkeys([*names_in(text, who), *([] if keeps_words else telling_words(text))])
        if words:
            beside.setdefault(field, MARKED % {"words": ", ".join(f"«{word}»" for word in words)})
    if beside:
        raise Invalid(SAYS_TOO_MUCH, beside)


def as_html(letter: Letter) -> str:
    """The letter as one page of HTML. The square code is drawn into it: nothing is fetched, and nothing can be pressed."""
    square = segno.make(letter.in_the_square, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return render_to_string("referrals/letter.html", {"letter": letter, "square": mark_safe(square)})


def as_pdf(letter: Letter) -> bytes:
    """The letter as a PDF, made in memory."""
    return make_pdf(as_html(letter), _STYLE)
