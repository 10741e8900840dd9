"""What an outsider holds to answer a referral: the code of the paper slip, the link, and the code of the link. No rows here.

None of them says anything about a person, and none can be guessed:

- The slip's code has nine random figures and a check figure. Only somebody signed in can key it in, and it finds nothing but what that
  person sees anyway. A made-up one of the right form is that of one of a thousand open referrals once in a million.
- The link has 128 random bits, so it is found by nobody. Who intercepts it (a messenger, a printer) still needs the code, which goes
  another way: eight figures, and five tries a day whoever makes them (accounts/limits.py). Over the eight days of a link that is 40 tries
  of a hundred million, one in 2.5 million; over the longest, thirty days, one in 670 000. Both must fit at once, and nothing tells
  which of them did not.
- Once both have fitted, the page carries a ticket, so that neither is asked for again at each step: keyed, for this link alone, good for
  two hours.

Link and code are kept as hashes under the server's own key: who copies the database alone can test no guess.
"""

import datetime as dt
import hmac
import secrets
from typing import Protocol
from uuid import UUID

from panoh.accounts.server_keys import digest
from panoh.core.clock import now

SLIP_FIGURES = 9
TOKEN_BYTES = 16
CODE_FIGURES = 8
TICKET_TIME = dt.timedelta(hours=2)
LONGEST_TOKEN = 64  # what is longer was typed by nobody

# Figures alone: the same on a Latin and a Cyrillic keyboard, without look-alikes among letters, said over a telephone in any language. The
# table is the totally anti-symmetric quasigroup of order ten in H. M. Damm, "Total anti-symmetrische Quasigruppen"
# (dissertation, Marburg 2004): with it the check figure catches every single wrong figure and every two neighbours that were swapped.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)


class HasSlip(Protocol):
    """A referral."""

    slip: str


def _damm(figures: str) -> int:
    row = 0
    for figure in figures:
        row = _DAMM[row][int(figure)]
    return row


def new_slip() -> str:
    """A fresh code of a slip, as it is kept."""
    body = "".join(secrets.choice("0123456789") for _place in range(SLIP_FIGURES))
    return f"{body}{_damm(body)}"


def slip_code(referral: HasSlip) -> str:
    """The code of the reply slip as the letter prints it: three, three and four figures."""
    return f"{referral.slip[:3]} {referral.slip[3:6]} {referral.slip[6:]}"


def tidy_slip(typed: str) -> str | None:
    """What was keyed in as a slip's code is kept, or None when it cannot be one. Blanks and dashes are forgiven."""
    figures = "".join(character for character in typed if not character.isspace() and character not in "-–—.·")
    if len(figures) != SLIP_FIGURES + 1 or not (figures.isascii() and figures.isdigit()):
        return None
    return figures if _damm(figures) == 0 else None


def new_token() -> str:
    """A fresh link, as it stands in the address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_code() -> str:
    """A fresh code of a link, as it is said over the telephone."""
    figures = "".join(secrets.choice("0123456789") for _place in range(CODE_FIGURES))
    return f"{figures[:4]} {figures[4:]}"


def token_digest(token: str) -> bytes:
    """The link as it is kept."""
    return digest("reply link", token)


def code_figures(typed: str) -> str:
    """The figures of what was typed as a link's code. Typing is forgiven: blanks and dashes."""
    return "".join(character for character in typed if character.isascii() and character.isdigit())


def code_digest(token: str, typed: str) -> bytes:
    """The code as it is kept, bound to its link."""
    return digest("reply code", token, code_figures(typed))


def new_ticket(link: UUID) -> str:
    """What a page carries once link and code have fitted: a random number, the second it was made, and the server's word for both."""
    body = f"{secrets.token_hex(8)}.{int(now().timestamp())}"
    return f"{body}.{_word_for(link, body)}"


def read_ticket(link: UUID, ticket: str) -> tuple[bytes, bool] | None:
    """The number of a ticket of this link, by which an answer sent twice is known, and whether it still holds; None for any other text."""
    body, _dot, word = ticket.rpartition(".")
    number, _dot, second = body.partition(".")
    if not hmac.compare_digest(_word_for(link, body).encode(), word.encode()):
        return None
    made = dt.datetime.fromtimestamp(int(second), dt.UTC)
    return bytes.fromhex(number), now() - made <= TICKET_TIME


def _word_for(link: UUID, body: str) -> str:
    return digest("reply ticket", link.bytes, body).hex()
