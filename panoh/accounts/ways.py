"""The way back through the door: sealed, so that the address of the sign-in page, and the page, name no case to who stands before it."""

import base64

from panoh.accounts.server_keys import Unreadable, lock_in, take_out

PURPOSE = "way back"
PADDED_TO = 128  # so that its length tells no page either
LONGEST = 3 * PADDED_TO


def sealed_way(path: str) -> str:
    """The address of a page as it stands in that of the sign-in page; nothing where it is too long to be one of ours."""
    plain = path.encode()
    if len(plain) > LONGEST:
        return ""
    padded = plain + b" " * (-len(plain) % PADDED_TO)
    return base64.urlsafe_b64encode(lock_in(PURPOSE, padded, b"")).decode()


def opened_way(sealed: str) -> str:
    """The address again; nothing where we did not seal it."""
    try:
        return take_out(PURPOSE, base64.urlsafe_b64decode(sealed), b"").decode().rstrip(" ")
    except (Unreadable, ValueError):
        return ""
