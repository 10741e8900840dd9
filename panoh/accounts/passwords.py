"""Passwords: hashed outside any transaction, one at a time (`turns`), and always hashed, whoever asks."""

import copy
import re
import secrets
from base64 import b64encode
from enum import Enum
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, identify_hasher, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.turns import Door, slowly, turn
from panoh.core.errors import Invalid

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
TOO_EXPECTED = _("It is made of words that are easy to guess here: the program, a place, a role. Use words nobody would expect here.")
WEAK = _("Choose another password: %(reasons)s")


class OneLane(Argon2PasswordHasher):
    """Argon2id on one core: several lanes are several threads, which pages would have to share the machine with."""

    parallelism = 1

    def must_update(self, encoded: str) -> bool:
        """Hashes of before were made in several lanes and are as strong."""
        as_it_was = copy.copy(self)
        as_it_was.parallelism = self.decode(encoded)["parallelism"]
        return super(OneLane, as_it_was).must_update(encoded)


@cache
def _nobodys() -> str:
    """The hash that is compared when there is no account, so that the answer takes the same time."""
    return make_password("nobody's password")


def hashed(password: str) -> str:
    """The password as it is kept."""
    return slowly(make_password, password)


class Which(Enum):
    """Which of an account's two passwords."""

    OWN = "own"
    SECOND = "second"  # given where somebody is made to sign in


def _beside(encoded: str, password: str) -> str:
    """The password hashed as this hash was made: with its salt and as much work, so that one hash is held against two."""
    kept = identify_hasher(encoded).decode(encoded)
    hasher = copy.copy(identify_hasher(encoded))
    for name in ("time_cost", "memory_cost", "parallelism"):
        setattr(hasher, name, kept[name])
    return str(slowly(hasher.encode, password, kept["salt"]))


def second_beside(user: User, password: str) -> str | None:
    """The hash of another password under the salt of the account's own; None where it is the own one, or there is none to stand beside."""
    if not user.has_usable_password():
        return None
    made = _beside(user.password, password)
    return None if constant_time_compare(made, user.password) else made


def own_beside(user: User, password: str) -> str:
    """The hash of a new own password: under the old salt where that is as strong as today's, so that the second one goes on."""
    if not user.has_usable_password() or identify_hasher(user.password).must_update(user.password):
        return hashed(password)
    return _beside(user.password, password)


def no_second(encoded: str) -> str:
    """What stands for a second password where there is none: looks like one beside this hash, and nothing typed gives it."""
    rest, _sign, figures = encoded.rpartition("$")
    drawn = secrets.token_bytes(len(figures) * 3 // 4)
    return f"{rest}${b64encode(drawn).decode().rstrip('=')}" if rest else ""


def which(user: User | None, password: str) -> Which | None:
    """Which password of this open account it is, if any. One hash is computed, for nobody's account too."""
    known = user is not None and user.is_active and user.has_usable_password()
    made = _beside(user.password if user is not None and known else _nobodys(), password)
    own = constant_time_compare(made, user.password if user is not None else "")
    second = constant_time_compare(made, user.second_password if user is not None else "")
    return None if not known else Which.OWN if own else Which.SECOND if second else None


def fits(user: User | None, password: str) -> bool:
    """Whether it is the password of this open account: under duress the second one, which opened that session."""
    return which(user, password) is (Which.SECOND if user is not None and user.under_duress else Which.OWN)


def fits_hash(encoded: str | None, secret: str) -> bool:
    """Whether a day's secret is the one of this hash; the same work where there is no hash, and then never."""
    with turn(Door.PHONE):
        right = slowly(check_password, secret, encoded or _nobodys())
    return right and encoded is not None


# Of the million most used (docs/parts.toml) those of twelve signs and more, and those of Django's list.
MOST_USED = Path(__file__).with_name("most-used-passwords.txt.gz")
# The keys that lie under Russian letters: whoever types a word of the list on the other keyboard has typed the word of the list.
OTHER_KEYBOARD = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")


class NotMostUsed(CommonPasswordValidator):
    """Django's way to ask, with a list of those that are long enough to be a password here. It is read when the first is set."""

    def __init__(self) -> None:
        super().__init__(password_list_path=MOST_USED)

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        super().validate(password, user)
        super().validate(password.lower().translate(OTHER_KEYBOARD), user)


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
