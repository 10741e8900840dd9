"""The frame around every page of the desk: who I am, where I may go, what I may take back."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import SUCCESS, get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import Feature
from panoh.accounts.features import features_off
from panoh.accounts.models import User
from panoh.accounts.policy import has, practises
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import is_discreet
from panoh.audit import undo
from panoh.audit.undo import Act
from panoh.cases.cues import Picture
from panoh.cases.queries.cases import count_open_requests
from panoh.cases.queries.cues import own_cues
from panoh.core.clock import now, today
from panoh.core.ids import tidy_code
from panoh.core.languages import LANGUAGES
from panoh.desk.frame.behind_press import PLAIN
from panoh.desk.frame.counting import count_due, count_pressing_in_real_work
from panoh.desk.frame.page_account import account_mark
from panoh.desk.frame.places import BY_VIEW, Place, feature_of
from panoh.referrals.queries.referrals import count_late_referrals
from panoh.vault import client
from panoh.vault.members import has_own_key_open

FIRST_WEEK_DAYS = 7
FROM_DAY, TO_DAY = "from_day", "to_day"  # in the session: the page that my day led to, and the one on which an act ended that began there
BESIDE_PRESSING = "beside_pressing"  # in the session: how many rows my day had last beside what every page counts
UNDONE = "undone"  # beside the message that says so
ENDED_ON = "acts_ended"  # in the session: of the latest acts the id of their undo and the page on which each ended, [[id, page]]
MOST_OFFERS = 3  # of acts that ended on one page
THUMB = 5  # places that fit under a thumb


@dataclass(frozen=True, slots=True)
class RailPlace:
    """A place that may stand in the rail. It is current on its page and on
    those whose names begin with one of `views`."""

    place: Place
    icon: str
    views: tuple[str, ...] = ()
    count: Callable[[User], int] | None = None  # asked only when a whole page is drawn


MY_DAY = RailPlace(Place("desk:my_day", _("My day"), _("Danger, decisions, due and upcoming tasks")), "day", ("task",), count_due)
MORE = RailPlace(Place("desk:more", _("More"), _("What do you want to do?")), "more")
# In the order in which they find room between the two.
RAIL = (
    RailPlace(BY_VIEW["desk:cases"], "case", ("case", "programme", "consent", "tie", "vital")),
    RailPlace(BY_VIEW["desk:requests"], "phone", ("request",), count_open_requests),
    RailPlace(
        replace(BY_VIEW["desk:hotline"], permissions=(Permission.HOTLINE,)),
        "device",
        ("hotline", "call", "rota", "shift", "swap", "dispatch", "on_duty", "my_shifts"),
    ),
    RailPlace(BY_VIEW["desk:search"], "search", ("search",)),
    RailPlace(BY_VIEW["desk:referrals"], "arrow", ("referral",), count_late_referrals),
    RailPlace(BY_VIEW["desk:statistics"], "chart", ("statistics", "report", "gap")),
    RailPlace(BY_VIEW["desk:legal_received"], "scales", ("legal",)),
    RailPlace(BY_VIEW["desk:acts"], "coins", ("act",)),
    RailPlace(BY_VIEW["desk:invoices"], "paper", ("invoice",)),
    RailPlace(BY_VIEW["desk:spending"], "chart", ("spending", "money")),
    RailPlace(BY_VIEW["desk:users"], "people", ("user", "add_user")),
    RailPlace(BY_VIEW["desk:organisations"], "house", ("organisation",)),
    RailPlace(BY_VIEW["desk:audit"], "eye", ("audit",)),
    RailPlace(BY_VIEW["desk:keys"], "key", ("keys",)),
    RailPlace(BY_VIEW["desk:plans"], "arrow", ("plan",)),
    RailPlace(BY_VIEW["desk:exports"], "leave", ("export",)),
)
MOST = 5  # places of the rail between my day and More


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
    """What can be taken back now, of which record; without an address it cannot, and the sentence says why."""

    code: str
    sentence: str
    minutes: int
    url: str
    is_plain: bool = False  # its sentence may be read by whoever looks on


class Frame:
    """Everything is worked out when the template asks for it, so a fragment costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.said: Message | None = None  # what the act said that is offered to be undone: it stands in that box
        self.not_undone: list[Offer] = []  # that the last act cannot be: where `undo` was asked for

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
    def is_discreet(self) -> bool:
        """Whether somebody may read along."""
        return self.user is not None and is_discreet(self.request)

    @property
    def here(self) -> str:
        """The address of this page; of what a press brought, that of the page where it was pressed."""
        if self.request.method == "GET":
            return self.request.get_full_path()
        before = urlsplit(self.request.headers.get("Referer", ""))
        return before._replace(scheme="", netloc="").geturl() if before.netloc == self.request.get_host() else ""

    @cached_property
    def cues(self) -> dict[str, Picture]:
        """The pictures by which this reader knows cases, by code. One query, for a page that shows a case."""
        return own_cues(self.user) if self.user else {}

    @cached_property
    def cues_are_shut(self) -> bool:
        """Whether they wait for the password: this session began without it, or the server was locked since. Under duress nothing is asked
        that would be refused."""
        return self.user is not None and not self.user.under_duress and not has_own_key_open(self.user.id)

    @property
    def practice(self) -> bool:
        """Whether this account practises on invented persons just now, and is to be told so."""
        return self.user is not None and practises(self.user)

    @cached_property
    def waits_in_real_work(self) -> int:
        """How many pressing things wait for this account while it practises."""
        return count_pressing_in_real_work(self.user) if self.user and self.practice else 0

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
    def account_mark(self) -> str:
        """How the page says to the server which account it was made for."""
        return account_mark(self.user) if self.user else ""

    @property
    def idle_seconds(self) -> int:
        """After how many seconds without a touch the browser empties the page: when the session ends that nobody uses."""
        return settings.SESSION_IDLE_SECONDS

    @property
    def home(self) -> str:
        """Where the mark leads."""
        return _url("desk:my_day") or "/desk/"

    @cached_property
    def leads_to_day(self) -> bool:
        """Whether an act ended on this page that began in my day: it leads back there, once."""
        is_here = self.user is not None and self.request.session.get(TO_DAY) == self.request.path
        if is_here:
            del self.request.session[TO_DAY]
        return is_here

    @property
    def lock_url(self) -> str:
        """Where the lock button posts: it ends this session."""
        return _url("desk:sign_out")

    @property
    def door_language(self) -> str:
        """The language that was chosen at the door in this browser, where it is another than the account's."""
        chosen = self.request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        return chosen if self.user and chosen in LANGUAGES and chosen != self.user.language else ""

    @cached_property
    def off(self) -> frozenset[Feature]:
        """Parts of Panoh that the Unit does not use."""
        return features_off(self.user) if self.user else frozenset()

    @property
    def is_off_here(self) -> bool:
        """Whether this page is of a part that the Unit does not use. A query for pages of such a part alone."""
        view = self.request.resolver_match.view_name if self.request.resolver_match else ""
        feature = feature_of(view, self.request.path)
        return feature is not None and feature in self.off

    @property
    def may_switch_on(self) -> bool:
        """Whether this account switches parts on and off."""
        return self.user is not None and has(self.user, Permission.FEATURES)

    @cached_property
    def rail(self) -> list[RailEntry]:
        """The places this account may go to."""
        user = self.user
        if user is None:
            return []
        here = self.request.resolver_match.view_name if self.request.resolver_match else ""
        places = rail_places(user)
        thumb = under_thumb(places)
        current = next((place for place in places if _is_current(place, here)), MORE)
        return [
            RailEntry(
                url=place.place.url,
                icon=place.icon,
                label=str(place.place.label),
                desk_only=place not in thumb,
                current=place is current,
                count=self._count(place, user),
            )
            for place in places
        ]

    def _count(self, place: RailPlace, user: User) -> int:
        found = place.count(user) if place.count else 0
        return self._count_of_day(found) if place is MY_DAY else found

    def _count_of_day(self, pressing: int) -> int:
        """On My day its rows that wait; on every other page what presses, counted each time, and what else waited there last."""
        rows, session = getattr(self.request, "rows_of_day", None), self.request.session
        if rows is None:
            return max(0, pressing + int(session.get(BESIDE_PRESSING, 0)))
        if session.get(BESIDE_PRESSING, 0) != rows - pressing:
            session[BESIDE_PRESSING] = rows - pressing
        return int(rows)

    @property
    def due(self) -> int:
        """The number of the day, as it stands beside My day, the first place of the rail."""
        return self.rail[0].count

    @property
    def was_undone(self) -> bool:
        """Whether the page says that an act was undone: the undo of an older one is not at the place that was just pressed."""
        return any(each.extra_tags == UNDONE for each in get_messages(self.request))

    @cached_property
    def undo(self) -> list[Offer]:
        """What this account can still take back: on the pages of a record the newest act on it, on the page where acts ended these; on
        a page of one row of it (a session) the newest that touched this row. On the page where it ended also the newest that is of no
        record, and the very last of another record, as it is first shown. None that something was written over since."""
        acts = undo.acts_of_ten_minutes(self.user.actor) if self.user and not self.user.under_duress else []
        young = [act for act in acts if not act.used_at]
        of_record = [act for act in young if self._is_of(act.code)]
        if (key := self._one_row) is not None:
            of_record = undo.touching(of_record, key)
        beside = [act for act in young if act not in of_record and self._ended_here(act.pk) and (not act.code or act == young[0])]
        for act in beside:
            if act.code:  # from now on it stands on the pages of its record alone
                self.request.session[ENDED_ON] = [each for each in self._ended if each[0] != str(act.pk)]
        ended = [act for act in of_record if self._ended_here(act.pk)]
        offers = [*self._offers(beside, acts), *self._offers(ended, acts, MOST_OFFERS)]
        if not offers:
            offers = list(self._offers(of_record, acts))
        self.not_undone = [offer for offer in offers if not offer.url]
        return [offer for offer in offers if offer.url]

    def _offers(self, wanted: Sequence[Act], acts: Sequence[Act], most: int = 1) -> Iterator[Offer]:
        """The newest of them that can be taken back, no two that read alike; and the very newest where its sentence says why it cannot."""
        said: set[str] = set()
        for act in wanted:
            if len(said) == most:
                return
            if act.sentence not in said and (act.verb or act == wanted[0]) and undo.intact(undo.untouched([act], acts)):
                yield self._offer(act.pk, act.code, act.sentence, act.verb, act.at)
                said |= {act.sentence} if act.verb else set()

    def _offer(self, key: UUID, code: str, sentence: str, verb: str, at: dt.datetime) -> Offer:
        left, said = undo.WINDOW - (now() - at), gettext(sentence)
        is_plain = self.is_discreet and sentence in PLAIN
        is_news = not is_plain and not self.was_undone and self._ended[-1:] == [[str(key), self.request.path]]
        news = list(get_messages(self.request)) if is_news else []
        told = next((each for each in reversed(news) if each.level == SUCCESS), None)
        if verb and told:
            self.said, said = told, str(told)
        named = next((each for each in code.split() if self._is_of(each)), "") if " " in code else code
        return Offer(
            "" if named in said or named in str(told or "") else named,
            said,
            max(1, int(left.total_seconds()) // 60),
            _url("desk:take_back", key) if verb else "",
            is_plain,
        )

    @cached_property
    def _ended(self) -> list[list[str]]:
        """Of the latest acts the id of their undo, and the page on which each ended."""
        return list(self.request.session.get(ENDED_ON, []))

    def _ended_here(self, key: UUID) -> bool:
        return [str(key), self.request.path] in self._ended

    @property
    def _one_row(self) -> UUID | None:
        match = self.request.resolver_match
        return next((each for each in match.kwargs.values() if isinstance(each, UUID)), None) if match is not None else None

    def _is_of(self, code: str) -> bool:
        """Whether this is a page of the record of this code, or of one of these."""
        match = self.request.resolver_match
        return bool(code) and match is not None and tidy_code(str(match.kwargs.get("code", ""))) in code.split()


def _url(view: str, *args: Any) -> str:
    try:
        return reverse(view, args=args)
    except NoReverseMatch:
        return ""


def rail_places(user: User) -> list[RailPlace]:
    """The places of the rail of this account: its day, at most five, More."""
    found = [place for place in RAIL if place.place.is_open_to(user)]
    if any(place.place.feature for place in found[:MOST]):
        found = [place for place in found if place.place.feature not in features_off(user)]
    return [MY_DAY, *found[:MOST], MORE]


def under_thumb(places: list[RailPlace]) -> list[RailPlace]:
    """Those for which a telephone has room: the first and the last."""
    return places if len(places) <= THUMB else [*places[: THUMB - 1], places[-1]]


def _is_current(place: RailPlace, here: str) -> bool:
    return here == place.place.view or here.partition(":")[2].startswith(place.views)


def frame(request: HttpRequest) -> dict[str, Frame | None]:
    """Context processor: the frame for pages of the desk, nothing anywhere else."""
    if not request.path.startswith("/desk/"):
        return {"frame": None}
    found = Frame(request)
    request.cues = SimpleLazyObject(lambda: found.cues)  # type: ignore[attr-defined]  # where the tag `cue` finds them, in every part of a page
    return {"frame": found}
