"""What a line of an import keeps of its row, sealed: the cells as they came, and who they speak of."""

import json
from dataclasses import asdict, dataclass

from panoh.cases.enums import Kind
from panoh.core.errors import Sentence
from panoh.exchange.register.heads import recognise
from panoh.exchange.register.row import ParsedRow
from panoh.exchange.register.values import read_kind
from panoh.people.data import full_name
from panoh.people.enums import Sex
from panoh.vault.actions import Opened


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """A row to be shown beside another. `birth` is ISO, as exact as it is known; `sex` is a code."""

    name: str
    sex: str
    birth: str
    cells: dict[str, str]

    @property
    def sex_label(self) -> str:
        """The sex in the language of the reader."""
        return str(Sex(self.sex).label) if self.sex in Sex.values else ""

    @property
    def facts(self) -> str:
        """Sex and birth, by which two of one name are told apart."""
        return ", ".join(filter(None, [self.sex_label, shown_birth(self.birth)]))

    @property
    def shown_cells(self) -> dict[str, str]:
        """The cells as a page shows them: as what somebody is admitted, in the words that may be read over a shoulder."""
        return {head: shown_cell(head, text) for head, text in self.cells.items()}

    @classmethod
    def of_row(cls, row: ParsedRow) -> "Words":
        """A row just read."""
        return cls(full_name(row), str(row.sex or ""), row.birth.iso if row.birth else "", dict(row.cells))

    @classmethod
    def of_line(cls, sealed: str) -> "Words":
        """A line opened."""
        return cls(**json.loads(sealed)) if sealed else cls("", "", "", {})

    @classmethod
    def of_person(cls, opened: Opened) -> "Words":
        """Somebody who is here."""
        return cls(full_name(opened), opened.row.sex, opened.birth_date or "", {})


@dataclass(frozen=True, slots=True, repr=False)
class Changed:
    """Something of which a row says something else than stood here before."""

    head: Sentence
    before: str
    now: str


def shown_cell(head: str, text: str) -> str:
    """A cell as a page shows it."""
    kind = read_kind(text) if "kind" in recognise([head]).fields else None
    return str(Kind(kind).label) if kind else text


def shown_birth(iso: str) -> str:
    """1984-03-12 as 12.03.1984, 1984-03 as 03.1984, 1984 as it is."""
    return ".".join(reversed(iso.split("-")))


def words_of(row: ParsedRow) -> str:
    """What is sealed of a row."""
    return json.dumps(asdict(Words.of_row(row)), ensure_ascii=False)
