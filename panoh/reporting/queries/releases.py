"""Reads of tables that are or were to be released."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.core.errors import Denied, NotFound
from panoh.reporting.enums import EVER_RELEASED, OUT, Audience, ReleaseState, What
from panoh.reporting.models import FigureRelease, FigureReview
from panoh.reporting.policy import check_can_review, visible_releases

# How views, which know no models, name what they are given.
type FigureReleaseRow = FigureRelease

NOT_HERE = _("Table not found, or you do not have access to it.")
FEW_STAFF = 5  # with fewer, one reader other than the author is all there is


def releases(user: User) -> QuerySet[FigureRelease]:
    """Those this account may see, the latest first, with who drew them up."""
    return visible_releases(user).select_related("drawn_up_by")


def get_release(user: User, key: UUID) -> FigureRelease:
    """One of them. Raises NotFound."""
    row = releases(user).select_related("house", "withdrawn_by").filter(pk=key).first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row


def out() -> QuerySet[FigureRelease]:
    """What somebody has read, or is to: whatever is new is held against these."""
    return FigureRelease.objects.filter(state__in=OUT).order_by("drawn_up_at")


def in_public() -> QuerySet[FigureRelease]:
    """What was released to everybody, withdrawn ones too, the latest first."""
    return FigureRelease.objects.filter(audience=Audience.PUBLIC, state__in=EVER_RELEASED).order_by("-number")


def told_in_public(start: dt.date, end: dt.date) -> QuerySet[FigureRelease]:
    """What everybody is told about exactly these days, in the order it came out."""
    rows = FigureRelease.objects.filter(audience=Audience.PUBLIC, state=ReleaseState.RELEASED, told__threshold__gt=0)
    return rows.filter(start=start, end=end).order_by("number")


def pack_releases(user: User, codes: Sequence[str], start: dt.date, end: dt.date) -> QuerySet[FigureRelease]:
    """Of these tables of packs those that are out for exactly these days and that this account may see, the earlier first."""
    is_out = {"what": What.PACK, "state": ReleaseState.RELEASED, "start": start, "end": end, "rows__in": codes, "told__threshold__gt": 0}
    return visible_releases(user).filter(**is_out).exclude(audience=Audience.INSIDE).order_by("number")


def readers_needed() -> int:
    """How many read before a table goes out: two, one where the secretariat has fewer than five people."""
    staff = User.objects.filter(is_active=True, organisation__kind=OrganisationKind.SECRETARIAT).count()
    return 1 if staff < FEW_STAFF else 2


def to_read(user: User) -> list[FigureRelease]:
    """What waits for this account to be read: drawn up by others, not read yet. One query; none for who reads no tables."""
    if not has(user, Permission.FIGURES_REVIEW) or user.is_practising:
        return []
    waits = FigureRelease.objects.filter(state=ReleaseState.ASKED).exclude(drawn_up_by=user).exclude(reviews__reader=user)
    return list(waits.only("pk", "asked_at", "told").order_by("asked_at"))


def next_number() -> int:
    """The number of the next release."""
    return (FigureRelease.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def reviews_shown(user: User, row: FigureRelease) -> list[FigureReview]:
    """What readers said, as far as this account may know it: all of it once it is settled, until then only what one said oneself."""
    found = row.reviews.select_related("reader", "release")
    return list(found.filter(reader=user) if row.state == ReleaseState.ASKED else found)


def sides(user: User, row: FigureRelease) -> dict[str, Any]:
    """What this account may do with it now."""
    mine = has(user, Permission.FIGURES_RELEASE) and not user.is_practising
    return {
        "may_ask": mine and row.drawn_up_by_id == user.pk and row.state == ReleaseState.DRAWN_UP,
        "may_take_back": mine and row.drawn_up_by_id == user.pk and row.state in (ReleaseState.DRAWN_UP, ReleaseState.ASKED),
        "may_withdraw": mine and row.state == ReleaseState.RELEASED,
        "may_review": _may_review(user, row),
        "read": row.reviews.count(),
    }


def _may_review(user: User, row: FigureRelease) -> bool:
    try:
        check_can_review(user, row)
    except Denied:
        return False
    return True
