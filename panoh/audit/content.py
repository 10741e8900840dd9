"""What the leaf of an event covers, as bytes. No Django here: the key agent reads by it which event it is told of."""

from functools import lru_cache

from panoh.core.wire import HEADER

_LENGTHS = tuple(HEADER.pack(length) for length in range(256))  # of millions of events, most of the time went into these


def canonical(*parts: bytes) -> bytes:
    """Fields as one byte string, each behind its length."""
    try:
        return b"".join([_LENGTHS[len(part)] + part for part in parts])
    except IndexError:  # a long one
        return b"".join([HEADER.pack(len(part)) + part for part in parts])


def content_of(
    moment: str,
    actor_kind: str,
    actor_ref: bytes,
    organisation: bytes | None,
    verb: str,
    purpose: str,
    refs: bytes,
    detail: bytes,
    salt: bytes,
) -> bytes:
    """The bytes that the leaf of an event is the hash of. The moment in UTC, by ISO 8601 with microseconds."""
    when, why = moment.encode(), purpose.encode()
    who_and_what = _of_few(actor_kind, actor_ref, organisation or b"", verb)
    try:  # as `canonical` has it, in one piece: of millions of events, this is a third of its time
        of = _LENGTHS
        own = (of[len(why)], why, of[len(refs)], refs, of[len(detail)], detail, of[len(salt)], salt)
        return b"".join((of[len(when)], when, who_and_what, *own))
    except IndexError:
        return canonical(when) + who_and_what + canonical(why, refs, detail, salt)


@lru_cache(maxsize=4096)
def _of_few(*parts: str | bytes) -> bytes:
    """Who did what: of a million events there are a few thousand. What is remembered holds no purpose, which may name an account."""
    return canonical(*(part.encode() if isinstance(part, str) else part for part in parts))
