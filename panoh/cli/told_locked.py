"""Whoever opens the server is told that it started locked: after a power cut nothing rings until somebody unlocks."""

import datetime as dt
import logging
from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from panoh.core.clock import now
from panoh.core.languages import LANGUAGES
from panoh.core.notices import NotSent, driver

AGAIN = dt.timedelta(minutes=1)

log = logging.getLogger("panoh.worker")


class ToldLocked:
    """The addresses that nobody was told at yet. They stand in the settings, since those of accounts are sealed."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._waiting = list(addresses)
        self._next = now()

    def tell(self) -> None:
        """Tells each of them once, in all languages; what did not leave is tried again each minute."""
        if not self._waiting or now() < self._next:
            return
        self._next = now() + AGAIN
        self._waiting = [address for address in self._waiting if not _is_told(address)]

    def forget(self) -> None:
        """It is open."""
        self._waiting = []


def _is_told(address: str) -> bool:
    way = driver(settings.NOTICE_MAIL if "@" in address else settings.NOTICE_SMS)
    if way is None:
        log.error("worker: PANOH_TELL_LOCKED names an address for which there is no PANOH_MAIL or PANOH_SMS")
        return True
    try:
        way.send(address, _sentence())
    except NotSent:
        return False
    return True


def _sentence() -> str:
    said = []
    for language in LANGUAGES:
        with translation.override(language):
            said.append(gettext("Locked, please unlock it"))
    return " · ".join(said)
