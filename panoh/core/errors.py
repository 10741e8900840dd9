"""Errors are sentences: what is wrong, where, what to do. They never carry a word about a person."""

from collections.abc import Mapping

from django.db import DatabaseError, DataError, OperationalError
from django.utils.functional import Promise

type Sentence = str | Promise


class PanohError(Exception):
    """Base of what a person is told. `sentence` is translatable and safe to show."""

    status = 400

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class NotFound(PanohError):
    """Nothing there, or nothing this reader may know of: the two look the same. Becomes the page 404."""

    status = 404


class Denied(PanohError):
    """The reader may see the thing but not do this to it. Becomes 403 with the reason."""

    status = 403


class Sealed(Denied):
    """A case that opens to its members alone. `for_member`: the reader is one, and their password is asked for first."""

    def __init__(self, sentence: Sentence, *, for_member: bool) -> None:
        super().__init__(sentence)
        self.for_member = for_member


class Invalid(PanohError):
    """Input that cannot be right. `fields` maps a form field to its own sentence."""

    def __init__(self, sentence: Sentence, fields: Mapping[str, Sentence] | None = None) -> None:
        super().__init__(sentence)
        self.fields = dict(fields or {})


class WrongState(PanohError):
    """The thing is in a state in which this cannot be done."""

    status = 409


class Conflict(PanohError):
    """Somebody else changed the same thing meanwhile: show both, lose nothing."""

    status = 409


class Locked(PanohError):
    """No keys: the server is locked or the agent is gone. Becomes 503."""

    status = 503


class NotRecorded(PanohError):
    """The audit could not be written, so nothing is shown and nothing is changed."""

    status = 503


# With these words SQLite says that it was asked for what is not there, by the same kind of error as that it is busy or full.
_ASKED_WRONGLY = ("no such", "near ", "table ", "duplicate column", "too many")


def is_database_away(error: BaseException) -> bool:
    """Whether the database itself failed (busy for too long, full, gone, damaged), and not what was asked of it."""
    if type(error) is DatabaseError:
        return True
    return isinstance(error, OperationalError) and not str(error).startswith(_ASKED_WRONGLY)


def is_null_character(error: BaseException) -> bool:
    """Whether it is the sign that no text of PostgreSQL may hold, and that no browser sends by itself."""
    return isinstance(error, DataError) and "NUL" in str(error)
