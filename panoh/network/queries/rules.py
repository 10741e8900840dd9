"""Reads of the terms of cooperation, and who has accepted them."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has, has
from panoh.accounts.roles import Permission
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.network.enums import RulesState
from panoh.network.models import Acceptance, Facility, Rules
from panoh.network.policy import check_can_open_agreements
from panoh.network.queries.agreements import has_agreement

# How views, which know no models, name what they are given.
type RulesRow = Rules

NOT_HERE = _("Version of the terms not found.")
_TEXTS = ("text_tg", "text_ru")


def versions(user: User) -> list[Rules]:
    """Every version, newest first, without their texts; how many accepted each. Drafts only for who writes them."""
    check_has(user, Permission.DESK)
    return list(_visible(user).annotate(accepted=Count("acceptances")).defer(*_TEXTS).order_by("-number"))


def _visible(user: User) -> QuerySet[Rules]:
    """The terms are no secret to anybody who works here; a draft is its writers' matter."""
    return Rules.objects.all() if has(user, Permission.AGREEMENT_WRITE) else Rules.objects.exclude(state=RulesState.DRAFT)


def get_rules(user: User, number: int) -> Rules:
    """One version."""
    found = _visible(user).filter(number=number).select_related("made_by", "adopted_by").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def rules_in_force() -> Rules | None:
    """The version adopted last, without its texts."""
    return Rules.objects.filter(state=RulesState.ADOPTED).defer(*_TEXTS).first()


def acceptances(user: User, rules: Rules) -> QuerySet[Acceptance]:
    """Who accepted a version, newest first."""
    check_can_open_agreements(user)
    return rules.acceptances.select_related("facility", "by").order_by("-accepted_on", "pk")


def get_acceptance(user: User, rules: Rules, key: UUID) -> Acceptance:
    """One of them."""
    found = acceptances(user, rules).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def still_to_ask(user: User, rules: Rules, *, everybody: bool = False) -> QuerySet[Facility]:
    """Who has not accepted a version: those who work under an agreement today; with `everybody` the rest of the directory too."""
    check_can_open_agreements(user)
    said = Exists(Acceptance.objects.filter(rules=rules, facility=OuterRef("pk")))
    rows = Facility.objects.filter(~said, is_active=True).order_by("region", "kind", "pk")
    return rows if everybody else rows.filter(has_agreement(today()))


def accepted_on(facility: Facility) -> Acceptance | None:
    """What an entry accepted of the version in force."""
    return Acceptance.objects.filter(facility=facility, rules__state=RulesState.ADOPTED).select_related("rules").first()
