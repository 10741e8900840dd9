"""Passwords: hashed outside any transaction, two at a time, and always hashed, whoever asks."""

import re
import threading
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.core.errors import Invalid

# Argon2 takes 100 MB and half a core a time: a crowd at the door must not take the house down.
two_at_a_time = threading.BoundedSemaphore(2)
# What somebody who knows the house would try first: its name, its places, its roles. Whatever else is typed must carry the password.
EXPECTED = (
    *("panoh", "паноҳ", "панох", "password", "пароль", "гузарвожа", "welcome", "qwerty", "йцукен"),
    *("coalition", "коалиция", "эътилоф", "unit", "rehabilitation", "реабилитация", "офиятбахшӣ"),
    *("tajikistan", "таджикистан", "тоҷикистон", "точикистон", "dushanbe", "душанбе", "khatlon", "хатлон", "sughd", "суғд", "согд"),
    *("khujand", "худжанд", "хуҷанд", "bokhtar", "бохтар", "kulob", "куляб", "кӯлоб", "khorog", "хорог", "хоруғ"),
    *("administrator", "admin", "coordinator", "координатор", "ҳамоҳангсоз", "director", "директор", "lawyer", "юрист", "ҳуқуқшинос"),
    *("psychologist", "психолог", "равоншинос", "physician", "врач", "духтур", "accountant", "бухгалтер", "муҳосиб"),
)
LEAST_OWN = 8
_EXPECTED = re.compile("|".join(sorted(EXPECTED, key=len, reverse=True)))
TOO_EXPECTED = _("It is made of words that are expected here: the program, a place, a role. Take words that nobody would look for here.")
WEAK = _("Choose another password: %(reasons)s")


@cache
def _nobodys() -> str:
    """The hash that is compared when there is no account, so that the answer takes the same time."""
    return make_password("nobody's password")


def hashed(password: str) -> str:
    """The password as it is kept."""
    with two_at_a_time:
        return make_password(password)


def fits(user: User | None, password: str) -> bool:
    """Whether it is the password of this open account. The hash is computed for nobody's account too."""
    return fits_hash(user.password if user is not None and user.is_active and user.has_usable_password() else None, password)


def fits_hash(encoded: str | None, secret: str) -> bool:
    """Whether a secret is the one of this hash; the same work where there is no hash, and then never."""
    with two_at_a_time:
        right = check_password(secret, encoded or _nobodys())
    return right and encoded is not None


class NotExpected:
    """Django's way to ask about a password: too little is left once expected words, figures and signs are taken out of it."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        folded = password.casefold()
        own = re.sub(r"[\W\d_]", "", _EXPECTED.sub("", folded))
        if _EXPECTED.search(folded) and len(own) < LEAST_OWN:
            raise ValidationError(TOO_EXPECTED)

    def get_help_text(self) -> str:
        """The same, as a hint."""
        return str(TOO_EXPECTED)


def check_strength(password: str, user: User) -> None:
    """Raises Invalid with the reasons when the password is easy to guess."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(WEAK % {"reasons": " ".join(error.messages)}, {"password": " ".join(error.messages)}) from None
