"""Reads of care outside and of what it cost."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.core.errors import NotFound
from panoh.core.ids import tidy_code
from panoh.core.money import Currency
from panoh.episodes.enums import EntryKind
from panoh.episodes.models import CostLine, Episode, EpisodeEntry
from panoh.episodes.policy import visible_episodes
from panoh.referrals.enums import UNSENT, ReferralState
from panoh.referrals.models import Referral

# How views, which know no models, name what they are given.
type CostLineRow = CostLine
type EpisodeRow = Episode

NOT_HERE = _("Page not found, or you do not have access to it.")


def _counted(rows: QuerySet[Episode]) -> QuerySet[Episode]:
    visits = Count("entries", filter=Q(entries__kind=EntryKind.VISIT))
    return rows.select_related("case__person", "case__organisation", "facility", "referral__case", "made_by").annotate(visits=visits)


def case_episodes(user: User, case: Case) -> QuerySet[Episode]:
    """Care outside in a case, newest first, each with the number of its visits; without words."""
    return _counted(visible_episodes(user).filter(case=case)).defer("summary").order_by("-begun_on", "-planned_on", "code")


def get_episode(user: User, code: str) -> Episode:
    """One of them by its code. Raises NotFound."""
    found = _counted(visible_episodes(user)).filter(code=tidy_code(code) or "").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def visits(episode: Episode) -> int:
    """How often the person came."""
    return episode.entries.filter(kind=EntryKind.VISIT).count()


def entries(episode: Episode) -> list[EpisodeEntry]:
    """What was done there, by day."""
    return list(episode.entries.select_related("by").order_by("held_on", "id"))


def cost_lines(episode: Episode) -> list[CostLine]:
    """What it cost, the struck lines too."""
    return list(episode.costs.select_related("entered_by", "struck_by").order_by("entered_on", "id"))


def get_cost(episode: Episode, key: UUID) -> CostLine:
    """One line. Raises NotFound."""
    found = episode.costs.select_related("episode__case").filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def sums(lines: Iterable[CostLine]) -> dict[Currency, Decimal]:
    """What counts, by kind of money: never mixed, never converted."""
    found: dict[Currency, Decimal] = {}
    for line in lines:
        if line.struck_on is None:
            money = Currency(line.currency)
            found[money] = found.get(money, Decimal(0)) + line.amount
    return dict(sorted(found.items()))


def has_cost_to_take(episode: Episode) -> bool:
    """Whether the referral says what it cost, and nobody has taken that over."""
    referral = episode.referral
    return referral is not None and referral.cost_amount is not None and not CostLine.objects.filter(taken_from=referral).exists()


def referrals_out(case: Case) -> list[Referral]:
    """Referrals of the case that left and were not entered by mistake: what care may come of."""
    return list(case.referrals.exclude(state__in=[*UNSENT, ReferralState.ERROR]).select_related("facility").order_by("-made_on", "code"))
