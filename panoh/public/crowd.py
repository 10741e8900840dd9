"""How many forms come from one place, so that a machine that sends hundreds is asked something simple; nobody is refused.

Addresses are not kept: a count stands in this process's memory under a hash whose key is thrown away every day. Whole villages and
offices share one address, so the count is high, and a person pays for being over it with one easy answer.
"""

import hmac
import secrets
import threading
import time

from django.core import signing
from django.utils.translation import gettext as _

HOUR, DAY = 3600, 86_400
PER_HOUR = 400  # weights: a form is one, a megabyte of files four
SALT = "panoh.public.question"


class Counts:
    """What came from where within the hour. One lock; a question of microseconds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key, self._since = secrets.token_bytes(32), time.monotonic()
        self._hour, self._counts = 0, dict[bytes, float]()

    def add(self, address: str, weight: float) -> float:
        """Adds to an address and answers what it comes to."""
        now = time.monotonic()
        with self._lock:
            if now - self._since > DAY:
                self._key, self._since = secrets.token_bytes(32), now
            if int(now // HOUR) != self._hour:
                self._hour, self._counts = int(now // HOUR), {}
            name = hmac.digest(self._key, address.encode(), "sha256")[:16]
            self._counts[name] = self._counts.get(name, 0.0) + weight
            return self._counts[name]


_counts = Counts()


def is_crowd(address: str, size: int = 0) -> bool:
    """Counts a form of so many bytes from an address: whether it is one of very many."""
    return _counts.add(address, 1 + size / 262_144) > PER_HOUR


def new_question() -> tuple[str, str]:
    """A question that a machine made for filling in forms does not answer, and what goes with the form to compare the answer."""
    one, other = 2 + secrets.randbelow(7), 2 + secrets.randbelow(7)
    words = _("How much is %(one)s and %(other)s together? Write it in digits.") % {"one": one, "other": other}
    return words, signing.dumps(one + other, salt=SALT)


def is_answered(token: str, answer: str) -> bool:
    """Whether the question that goes with the token was answered rightly. Good for two days, so that nobody has to hurry."""
    try:
        wanted = signing.loads(token, salt=SALT, max_age=2 * DAY)
    except signing.BadSignature:
        return False
    return answer.strip().isdecimal() and len(answer) < 9 and int(answer) == wanted
