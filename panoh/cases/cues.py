"""The pictures of content/cues.toml, out of which a worker gives a case one."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Named:
    """A thing or a colour: `drawn` is its path or its shade."""

    code: str
    drawn: str
    names: MappingProxyType[str, str]

    @property
    def name(self) -> str:
        """In the active language."""
        return self.names.get(get_language() or "en", self.names["en"])


@dataclass(frozen=True, slots=True)
class Picture:
    """A thing in a colour."""

    thing: Named
    colour: Named

    @property
    def name(self) -> str:
        """kettle, green."""
        return _("%(thing)s, %(colour)s") % {"thing": self.thing.name, "colour": self.colour.name}

    @property
    def code(self) -> str:
        """As it is sealed."""
        return f"{self.thing.code} {self.colour.code}"

    def __html__(self) -> SafeString:
        """The drawing with its name, which is read aloud. It is never printed."""
        return format_html(
            '<svg class="icon cue no-print" viewBox="0 0 24 24" role="img" color="{}"><title>{}</title><path d="{}"/></svg>',
            self.colour.drawn,
            self.name,
            self.thing.drawn,
        )


def beside_code(said: str, code: str, pictures: Mapping[str, Picture]) -> str:
    """What is said of a case among choices, with the reader's own picture after its code."""
    if code not in pictures:
        return said
    before, _code, after = said.partition(code)
    return format_html("{}{} {}{}", before, code, pictures[code], after)


@cache
def _content() -> tuple[dict[str, Named], dict[str, Named]]:
    data = tomllib.loads((files("panoh.content") / "cues.toml").read_text(encoding="utf-8"))
    things = {code: Named(code, row.pop("path"), MappingProxyType(row)) for code, row in data["things"].items()}
    return things, {code: Named(code, row.pop("shade"), MappingProxyType(row)) for code, row in data["colours"].items()}


def things() -> dict[str, Named]:
    """Every thing by its code."""
    return _content()[0]


def colours() -> dict[str, Named]:
    """Every colour by its code."""
    return _content()[1]


def picture(code: str) -> Picture | None:
    """The picture of a code like "kettle green"; None for what is none."""
    thing, _space, colour = code.partition(" ")
    return Picture(things()[thing], colours()[colour]) if thing in things() and colour in colours() else None
