"""A page as a tree of its elements, which is written out again as it was."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})


@dataclass(slots=True)
class Element:
    """An element with what stands in it; the outermost one has no tag."""

    tag: str
    start: str = ""
    attributes: dict[str, str | None] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)
    is_whole: bool = False  # nothing is taken out of it

    def __str__(self) -> str:
        end = f"</{self.tag}>" if self.tag and self.tag not in VOID and not self.start.endswith("/>") else ""
        return f"{self.start}{''.join(map(str, self.children))}{end}"

    @property
    def classes(self) -> frozenset[str]:
        """Its classes."""
        return frozenset((self.attributes.get("class") or "").split())

    def all(self) -> Iterator["Element"]:
        """It and all elements in it, outer ones first."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.all()

    @property
    def code(self) -> "Element | None":
        """The first code in it."""
        return next((one for one in self.all() if "code" in one.classes), None)

    @property
    def words(self) -> str:
        """What is read in it, without what is said unseen."""
        if "unseen" in self.classes or self.tag == "svg":
            return ""
        return " ".join(" ".join(part if isinstance(part, str) else part.words for part in self.children).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)
        if tag not in VOID:
            self.open.append(self.open[-1].children[-1])  # type: ignore[arg-type]  # just added

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Element(tag, self.get_starttag_text() or "", dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.handle_data(f"<!{decl}>")


def tree_of(page: str) -> Element:
    """A page, or a part of one, as a tree."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.open[0]
