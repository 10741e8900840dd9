"""The frame around every page of the desk: who I am, where I may go, what I may take back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.audit import undo
from panoh.cases.queries import my_day
from panoh.cases.queries.cases import count_open_requests
from panoh.core.clock import now, today
from panoh.hotline.queries.callbacks import sent_within_an_hour
from panoh.referrals.queries.referrals import count_late_referrals
from panoh.vault import client

FIRST_WEEK_DAYS = 7
THUMB = 5  # places that fit under a thumb


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the rail. It is current on `view` and on
    those whose names begin with one of `views`."""

    view: str
    icon: str
    label: Promise
    permission: Permission | tuple[Permission, ...]  # one of them is enough
    views: tuple[str, ...] = ()
    count: Callable[[User], int] | None = None  # asked only when a whole page is drawn


# What More leads to.
ELSEWHERE = (
    "account",
    "addressee",
    "audit",
    "block",
    "calendar",
    "complaint",
    "data_quality",
    "directory",
    "due",
    "duplicates",
    "erasure",
    "export",
    "pair",
    "period",
    "facility",
    "guidance",
    "group",
    "hand_over",
    "import",
    "instrument",
    "item",
    "keys",
    "opening",
    "revoke",
    "legal",
    "letter",
    "money",
    "medico_report",
    "organisation",
    "own_question",
    "promise",
    "recommendation",
    "register",
    "released",
    "retention",
    "scan",
    "staff",
    "standard",
    "talk",
    "telling",
    "user",
    "verify",
)


def count_due(user: User) -> int:
    """How many tasks are for today or late, every danger, and to how many people this account is sent within an hour."""
    return my_day.count_due(user) + sent_within_an_hour(user).count()


RAIL = [
    Place("desk:my_day", "day", _("My day"), Permission.DESK, ("task",), count_due),
    Place(
        "desk:cases",
        "case",
        _("Cases"),
        Permission.CASE_VIEW,
        ("case", "programme", "consent", "tie", "vital"),
    ),
    Place("desk:requests", "phone", _("Requests"), Permission.REQUEST_CREATE, ("request",), count_open_requests),
    Place(
        "desk:hotline",
        "device",
        _("Hotline"),
        Permission.HOTLINE,
        ("hotline", "call", "rota", "shift", "swap", "dispatch", "on_duty", "my_shifts"),
    ),
    Place("desk:search", "search", _("Search"), (Permission.SEARCH, Permission.CALLER_ANSWER), ("search",)),
    Place("desk:referrals", "arrow", _("Referrals"), Permission.REFERRAL_VIEW, ("referral",), count_late_referrals),
    Place("desk:statistics", "chart", _("Statistics"), Permission.REPORT_VIEW, ("statistics", "report", "gap")),
    Place("desk:more", "more", _("More"), Permission.DESK, ELSEWHERE),
]


@dataclass(frozen=True, slots=True)
class RailEntry:
    """A place of the rail as this reader sees it. `desk_only` ones find no room under the thumb."""

    url: str
    icon: str
    label: str
    desk_only: bool
    current: bool
    count: int


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be taken back now; without an address it cannot, and the sentence says why."""

    sentence: str
    minutes: int
    url: str


class Frame:
    """Everything is worked out when the template asks for it, so a fragment costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def user(self) -> User | None:
        """Who is signed in. A visitor without a session cookie touches no database here."""
        user = getattr(self.request, "user", AnonymousUser())
        return user if isinstance(user, User) and user.is_authenticated else None

    @property
    def theme(self) -> str:
        """Light or dark where the account asks for it; otherwise the phone decides."""
        return self.user.theme if self.user and self.user.theme in {"light", "dark"} else ""

    @property
    def practice(self) -> bool:
        """Whether this account practises on invented persons just now, and is to be told so."""
        return bool(self.user and self.user.is_practising and not self.user.under_duress)

    @property
    def first_week(self) -> bool:
        """Whether 'how this is done here' stands open."""
        first = self.user.first_day if self.user else None
        return first is not None and 0 <= (today() - first).days < FIRST_WEEK_DAYS

    @cached_property
    def unlocks_itself(self) -> bool:
        """Whether the key of this instance lies in clear, which every page says."""
        return client.status().unlocks_itself

    @property
    def who(self) -> str:
        """The account and its organisation."""
        return f"{self.user.username}, {self.user.organisation.short}" if self.user else ""

    @property
    def idle_seconds(self) -> int:
        """After how many seconds without a touch the browser empties the page: when the session ends that nobody uses."""
        return settings.SESSION_IDLE_SECONDS

    @property
    def home(self) -> str:
        """Where the mark leads."""
        return _url("desk:my_day") or "/desk/"

    @property
    def lock_url(self) -> str:
        """Where the lock button posts: it ends this session."""
        return _url("desk:sign_out")

    @cached_property
    def rail(self) -> list[RailEntry]:
        """The places this account may go to."""
        user = self.user
        if user is None:
            return []
        here = self.request.resolver_match.view_name if self.request.resolver_match else ""
        return [
            RailEntry(
                url=url,
                icon=place.icon,
                label=str(place.label),
                desk_only=desk_only,
                current=_is_current(place, here),
                count=place.count(user) if place.count else 0,
            )
            for place, url, desk_only in _open_places(user)
        ]

    @property
    def due(self) -> int:
        """The number of the day, as it stands beside My day, the first place of the rail."""
        return self.rail[0].count

    @cached_property
    def undo(self) -> Offer | None:
        """The last act of this account, while it can still be taken back."""
        last = undo.last_act(self.user.actor) if self.user and not self.user.under_duress else None
        if last is None:
            return None
        url = _url("desk:take_back", last.pk) if last.verb else ""
        left = undo.WINDOW - (now() - last.at)
        return Offer(gettext(last.sentence), max(1, int(left.total_seconds()) // 60), url)


def _url(view: str, *args: Any) -> str:
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""


def _open_places(user: User) -> list[tuple[Place, str, bool]]:
    """The places this account may go to, each with its address and whether a phone has no room for it."""
    found = [(place, url) for place in RAIL if (url := _url(place.view)) and _may_go(user, place)]
    last = len(found) - 1
    return [(place, url, last >= THUMB and THUMB - 1 <= number < last) for number, (place, url) in enumerate(found)]


def under_thumb(user: User) -> set[str]:
    """Addresses that the thumb row of a phone has."""
    return {url for _place, url, desk_only in _open_places(user) if not desk_only}


def _may_go(user: User, place: Place) -> bool:
    asked = place.permission if isinstance(place.permission, tuple) else (place.permission,)
    return any(has(user, permission) for permission in asked)


def _is_current(place: Place, here: str) -> bool:
    return here == place.view or here.partition(":")[2].startswith(place.views)


def frame(request: HttpRequest) -> dict[str, Frame | None]:
    """Context processor: the frame for pages of the desk, nothing anywhere else."""
    return {"frame": Frame(request) if request.path.startswith("/desk/") else None}
