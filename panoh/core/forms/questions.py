"""When a question is asked, and when it has to be answered: by what was answered before it, on the page as on the server."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from panoh.core.clock import age_on, today

if TYPE_CHECKING:
    from panoh.core.forms.base import PanohForm

OF_AGE, ASKED_FROM = 18, 6


class Reason(Protocol):
    """Something that was answered. `script` says the same to asked.js."""

    @property
    def script(self) -> str:
        """As an attribute of the page carries it."""

    def holds(self, form: "PanohForm") -> bool:
        """Whether it was answered so."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The field `name` was answered: in any way, or by one of `values` ("" for a blank)."""

    name: str
    values: tuple[str, ...] = ()

    @property
    def script(self) -> str:
        """name, or name=this,that."""
        return f"{self.name}={','.join(self.values)}" if self.values else self.name

    def holds(self, form: "PanohForm") -> bool:
        """Whether it was answered so."""
        given = form.given_in(self.name)
        return any(each in self.values for each in given or [""]) if self.values else bool(given)


@dataclass(frozen=True, slots=True)
class Age:
    """By a date of birth, on the day that the field `on` says: "child" (who may be one is one), "asked" (a child who is asked to agree,
    by the year alone: `panoh.people.births.ASKED_FROM`), or "unknown", where no birth is written.
    """

    name: str
    stage: str
    on: str

    @property
    def script(self) -> str:
        """name~stage@on."""
        return f"{self.name}~{self.stage}@{self.on}"

    def holds(self, form: "PanohForm") -> bool:
        """Whether that is so."""
        birth = form.latest_day(self.name)
        if birth is None:
            return self.stage == "unknown"
        day = form.latest_day(self.on) or today()
        if self.stage == "asked" and day.year - birth.year < ASKED_FROM:
            return False
        return self.stage != "unknown" and age_on(birth, day) < OF_AGE


@dataclass(frozen=True, slots=True)
class When:
    """All of these reasons hold; of those within one tuple any. `needed`: a question that comes so has to be answered."""

    reasons: tuple[tuple[Reason, ...], ...]
    needed: bool = False

    @property
    def script(self) -> str:
        """As an attribute of the page carries it: `consent & birth~child|is_adult=no`."""
        return " & ".join("|".join(reason.script for reason in any_of) for any_of in self.reasons)

    def holds(self, form: "PanohForm") -> bool:
        """Whether it is so in this form, as it stands."""
        return all(any(reason.holds(form) for reason in any_of) for any_of in self.reasons)


def when(*reasons: Reason | tuple[Reason, ...], needed: bool = False) -> When:
    """All of these hold; a tuple stands for any of those in it."""
    return When(tuple(each if isinstance(each, tuple) else (each,) for each in reasons), needed)
