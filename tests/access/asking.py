"""Asks at doors and holds the answer to what must come of it: nobody signed in, no permission, out of scope, let in."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.test import Client

from panoh.accounts.models import User
from tests.access.doors import Door
from tests.factories.accounts import sign_in

SIGN_IN = "/desk/sign-in/"
FORM = "application/x-www-form-urlencoded"
# These act on the key agent of the whole test run: they are asked at by nobody who would be let in.
ON_THE_RING = {"desk:lock_everything", "desk:unlock"}
REFUSED, NOT_FOUND, NOT_SPOKEN = 403, 404, 405


@contextmanager
def nothing_stays() -> Iterator[None]:
    """Whatever is written within is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Asking:
    """Who asks, and what was found wrong. Counts the cells that were held to something."""

    cells: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    clients: dict[str, Client] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def let_in(self, who: str, user: User, *, half: bool = False) -> None:
        """Signs an account in for good; `half`: with the password alone."""
        client = Client(raise_request_exception=False)
        if half:
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        else:
            sign_in(client, user)
        self.clients[who] = client
        self.cookies[who] = client.cookies[settings.SESSION_COOKIE_NAME].value

    def ask(self, who: str, method: str, address: str, *, part: bool = False) -> Any:
        """The answer of the house, with nothing of it kept; `part`: as htmx asks."""
        client = self.clients.setdefault(who, Client(raise_request_exception=False))
        client.cookies.clear()
        if who in self.cookies:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[who]
        with nothing_stays():
            answer = client.generic(method, address, content_type=FORM, headers={"HX-Request": "true"} if part else None)
            broken = connection.needs_rollback and answer.status_code < 500
        if broken:
            answer.status_code = 500
        if answer.streaming:
            answer.getvalue()  # read to its end it is over; closed by hand it would take the connection to PostgreSQL with it
        return answer

    def hold(self, what: str, who: str, method: str, door: Door, address: str, *allowed: int, to: str = "") -> int:
        """Asks, and notes where the answer is none of `allowed`. `to`: where a redirect must lead. Answers the status."""
        # What is refused is asked for as htmx does: the same doors, and no frame to draw around a refusal.
        answer = self.ask(who, method, address, part=bool({REFUSED, NOT_FOUND} >= set(allowed)))
        status = int(answer.status_code)
        self.cells[what] += 1
        leads = answer.headers.get("Location", "") if 300 <= status < 400 else ""
        if (
            status not in allowed
            or (to and leads and not leads.startswith(to))
            or (not to and leads.startswith(SIGN_IN) and what == "let in")
        ):
            raised = f", raised {answer.exc_info[1]!r}" if getattr(answer, "exc_info", None) else ""
            self.wrong.append(f"{what}: {who} {method} {door.name}: {status} {leads}{raised}, not one of {allowed}")
        return status
