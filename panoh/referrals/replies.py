"""What an outsider holds to answer a referral: the code of the paper slip, the link, and the code of the link. No rows here.

None of the three says anything about a person, and none can be guessed:

- The slip's code has nine random figures and a check figure. Only somebody signed in can key it in, and it finds nothing but what that
  person sees anyway: a made-up slip of the right form is that of one of a thousand open referrals once in a million.
"""

import secrets
from typing import Protocol

SLIP_FIGURES = 9

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
