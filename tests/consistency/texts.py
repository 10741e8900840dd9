"""The message catalogues as the tests read them."""

from functools import cache

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from panoh.core.catalogues import LOCALE


@cache
def catalogue(language: str) -> Catalog:
    """The catalogue of a language as it is kept."""
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    """Its messages, without the head."""
    return [message for message in catalogue(language) if message.id]


def key(message: Message) -> tuple[str | None, str]:
    """By what a message is found: its context, its source text in the singular."""
    return message.context, sources(message)[0]


def sources(message: Message) -> tuple[str, ...]:
    """The source text; of a plural both forms."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms(message: Message) -> tuple[str, ...]:
    """The translation; of a plural every form of the language."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))
