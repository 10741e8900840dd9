"""Deny by default: a view says who may call it, or nobody may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import has, scope_of
from panoh.accounts.roles import Permission
from panoh.accounts.sessions import is_discreet, is_on_telephone, proved_for_this, proved_lately
from panoh.core.errors import WrongState

type View = Callable[..., HttpResponseBase]

SPOKEN = ("GET", "HEAD", "POST")  # what pages and forms ask by


NAMES_STAY_SHUT = _("Names stay hidden while details are hidden. Press “Show details” at the top when nobody else can see your screen.")


class ProveAgain(Exception):
    """The second factor is asked for once more before anything is opened."""


class StaffRequest(HttpRequest):
    """A request that passed `requires`: somebody is signed in."""

    user: User  # the middleware has refused everybody else


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares: any of these permissions lets in. None for pages that need no sign-in.

    `by_token`: for machines, which show a token of an account in place of a session. `methods`: by which it is asked; a view may take
    fewer, none takes others. `step_up`: only while the second factor was shown within the last minutes in this session.
    """

    permissions: tuple[Permission, ...] | None
    by_token: bool = False
    methods: tuple[str, ...] = SPOKEN
    step_up: bool = False

    def lets_in(self, user: User) -> bool:
        """Whether this account's roles let it in, be it for a danger alone. A page that needs no sign-in is nobody's work."""
        return any(scope_of(user, permission) for permission in self.permissions or ())

    def is_offered_to(self, user: User) -> bool:
        """Whether it belongs to the work of this account's roles, so that a menu names it."""
        return any(has(user, permission) for permission in self.permissions or ())

    def __str__(self) -> str:
        asked = "public" if self.permissions is None else " or ".join(self.permissions)
        return f"{asked}{' (by token)' if self.by_token else ''}{' (second factor again)' if self.step_up else ''}"


def requires(*permissions: Permission, also: tuple[str, ...] = (), step_up: bool = False) -> Callable[[Callable[..., Any]], View]:
    """The view is for signed-in staff whose roles give one of these permissions; which rows, the queries decide.

    `also`: methods that it is asked by beside those of pages and forms. `step_up`: what an unlocked desk must not give to a stranger:
    a second factor shown more than five minutes ago is asked for again.
    """

    def mark(view: Callable[..., Any]) -> View:
        view.access = Access(permissions, methods=(*SPOKEN, *also), step_up=step_up)  # type: ignore[attr-defined]
        return view

    return mark


def by_token(*permissions: Permission) -> Callable[[Callable[..., Any]], View]:
    """The view is for machines that show a living token (`Authorization: Bearer …`) of an account with one of these permissions."""

    def mark(view: Callable[..., Any]) -> View:
        view.access = Access(permissions, by_token=True)  # type: ignore[attr-defined]
        return view

    return mark


def public(view: Callable[..., Any]) -> View:
    """The view needs no sign-in."""
    view.access = Access(None)  # type: ignore[attr-defined]
    return view


def access_of(view: Any) -> Access | None:
    """What a resolved view declares, None when it declares nothing."""
    found: Access | None = getattr(view, "access", None)
    return found


def check_may_open_list(request: StaffRequest) -> None:
    """Before the names of a list open: raises WrongState in discreet mode, and ProveAgain on what may be a telephone where the second
    factor was not shown for this press; what stays open after it, within the last minutes."""
    if is_discreet(request):
        raise WrongState(NAMES_STAY_SHUT)
    if is_on_telephone(request) and not (proved_for_this(request) if request.method == "POST" else proved_lately(request)):
        raise ProveAgain
