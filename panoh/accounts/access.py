"""Deny by default: a view says who may call it, or nobody may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from panoh.accounts.models import User
from panoh.accounts.roles import Permission

type View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request that passed `requires`: somebody is signed in."""

    user: User  # the middleware has refused everybody else


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declares: any of these permissions lets in. None for pages that need no sign-in."""

    permissions: tuple[Permission, ...] | None

    def __str__(self) -> str:
        return "public" if self.permissions is None else " or ".join(self.permissions)


def requires(*permissions: Permission) -> Callable[[Callable[..., Any]], View]:
    """The view is for signed-in staff whose roles give one of these permissions; which rows, the queries decide."""

    def mark(view: Callable[..., Any]) -> View:
        view.access = Access(permissions)  # type: ignore[attr-defined]
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
