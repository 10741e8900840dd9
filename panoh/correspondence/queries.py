"""Reads of the register. Every one starts from what this reader may see."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import RoleGrant, User
from panoh.accounts.policy import has, in_force
from panoh.accounts.roles import ROLES, Permission
from panoh.cases.models import Case
from panoh.consent.enums import ConsentPurpose
from panoh.consent.models import Consent
from panoh.consent.queries import ground_for
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.correspondence import policy
from panoh.correspondence.enums import LETTERS, SPOKEN, UNSENT, ItemKind, ItemState, PromiseState, RecommendationState
from panoh.correspondence.models import PersonLink, Promise, Recommendation, RegisterItem, Scan

# How views, which know no models, name what they are given.
type PersonLinkRow = PersonLink
type PromiseRow = Promise
type RecommendationRecord = Recommendation
type RegisterItemRow = RegisterItem

NOT_HERE = _("Page not found, or you do not have access to it.")
SHOWS: dict[str, dict[str, object]] = {
    "in": {"kind": ItemKind.LETTER_IN},
    "out": {"kind": ItemKind.LETTER_OUT},
    "talks": {"kind__in": SPOKEN},
}
_LIGHT = ("pdf", "words", "present", "why_struck")


def items(user: User, show: str = "") -> QuerySet[RegisterItem]:
    """The register, the newest first, without letters on their way; `show` one of SHOWS, or "drafts" for these alone."""
    rows = policy.visible_items(user).select_related("addressee", "by").defer(*_LIGHT)
    if show == "drafts":
        return rows.filter(state__in=UNSENT).order_by("dated_on", "pk")
    return rows.filter(**SHOWS.get(show, {})).exclude(state__in=(*UNSENT, ItemState.DROPPED)).order_by("-dated_on", "-registered_at", "pk")


def get_item(user: User, key: UUID) -> RegisterItem:
    """One entry. Raises NotFound where this reader may not see it, as if there were none."""
    found = policy.visible_items(user).filter(pk=key).select_related("addressee", "by", "answers", "organisation").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def links(user: User, rows: Iterable[RegisterItem]) -> dict[UUID, PersonLink]:
    """What concerns a person in these entries, by entry, for who sees the case. One query."""
    found = (
        policy.visible_links(user).filter(item__in=[row.pk for row in rows]).defer("pdf").select_related("case", "person", "item", "reader")
    )
    return {link.item_id: link for link in found}


def link_of(user: User, item: RegisterItem) -> PersonLink | None:
    """What in it concerns a person, None also for who does not see the case."""
    return links(user, [item]).get(item.pk)


def left_on(user: User, consents: Collection[Consent]) -> list[RegisterItem]:
    """Letters that left on one of these answers and whose ground still holds, for who sees them. Oldest first."""
    rested = policy.visible_links(user).filter(consent__in=consents, ground_lost_on=None).values("item")
    return list(policy.visible_items(user).filter(pk__in=rested).defer(*_LIGHT).order_by("dated_on", "pk"))


def case_items(user: User, case: Case) -> list[RegisterItem]:
    """The entries that concern the person of a case, for who sees it. Newest first."""
    wanted = policy.visible_links(user).filter(case=case).values("item")
    rows = policy.visible_items(user).filter(pk__in=wanted).exclude(state=ItemState.DROPPED)
    return list(rows.select_related("addressee", "by").defer(*_LIGHT))


def scans(user: User, item: RegisterItem) -> list[Scan]:
    """The scans of an entry that open for this reader, without their bytes."""
    return list(policy.visible_scans(user).filter(item=item).defer("content").select_related("by"))


def get_scan(user: User, item: RegisterItem, key: UUID) -> Scan:
    """One of them."""
    found = policy.visible_scans(user).filter(item=item, pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def answerable(user: User, *, but: RegisterItem | None = None) -> list[RegisterItem]:
    """Letters that a new one may answer: those of the last year, the newest first."""
    since = today() - dt.timedelta(days=366)
    rows = policy.visible_items(user).filter(kind__in=LETTERS, state=ItemState.REGISTERED, dated_on__gte=since)
    rows = rows.exclude(pk=but.pk) if but is not None else rows
    return list(rows.select_related("addressee").defer(*_LIGHT).order_by("-dated_on", "-number")[:200])


def answers_to(user: User, item: RegisterItem) -> list[RegisterItem]:
    """The letters that answer this one, as far as this reader sees them."""
    return list(policy.visible_items(user).filter(answers=item).exclude(state__in=UNSENT).defer(*_LIGHT))


def readers_for(item: RegisterItem, case: Case) -> list[User]:
    """Who may be the second reader of a letter: open accounts with the right who see the case, never its author."""
    roles = [role for role, held in ROLES.items() if Permission.LETTER_AGREE in held]
    holders = RoleGrant.objects.filter(in_force(), role__in=roles, user__is_active=True).exclude(user=item.by_id).values("user")
    return [user for user in User.objects.filter(pk__in=holders).order_by("username") if policy.may_read_second(user, item, case)]


def ground_of(link: PersonLink) -> Consent | None:
    """What a letter about a person may rest on today: a consent to exactly this addressee, for these data, not used before.

    An addressee that was given another name since is not the one the person agreed to.
    """
    addressee = link.item.addressee
    found = ground_for(link.person, ConsentPurpose.AUTHORITIES, addressee=addressee, data_kinds=link.data_kinds)
    return found if found is not None and found.recorded_at >= addressee.named_at else None


def promises(user: User, *, over: bool = False, item: RegisterItem | None = None) -> QuerySet[Promise]:
    """Promises still to come, the soonest first; with `over` those that were kept or not, the newest first."""
    rows = policy.visible_promises(user).select_related("addressee", "item", "by")
    if item is not None:
        return rows.filter(item=item)
    if over:
        return rows.exclude(state=PromiseState.OPEN).order_by("-due_on", "pk")
    return rows.filter(state=PromiseState.OPEN).order_by("due_on", "pk")


def get_promise(user: User, key: UUID) -> Promise:
    """One promise."""
    found = policy.visible_promises(user).filter(pk=key).select_related("addressee", "item").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def due_promises(user: User, *, until: dt.date) -> QuerySet[Promise]:
    """What was promised by a day and is still to come. No question to the database for who keeps none."""
    if not has(user, Permission.CORRESPONDENCE_WRITE):
        return Promise.objects.none()
    return promises(user).filter(due_on__lte=until)


def due_readings(user: User) -> QuerySet[PersonLink]:
    """Letters that wait for this account's second reading. No question to the database for who reads none."""
    if not has(user, Permission.LETTER_AGREE):
        return PersonLink.objects.none()
    waits = policy.visible_links(user).filter(reader=user, item__state=ItemState.READING)
    return waits.select_related("item", "case").defer("pdf", "item__pdf")


def recommendations(user: User, states: Sequence[str] = ()) -> QuerySet[Recommendation]:
    """Recommendations, drafts first, then the newest."""
    rows = policy.visible_recommendations(user).select_related("addressee", "letter")
    rows = rows.filter(state__in=states) if states else rows.exclude(state=RecommendationState.DROPPED)
    return rows.order_by(F("given_on").desc(nulls_first=True), "pk")


def get_recommendation(user: User, key: UUID) -> Recommendation:
    """One of them."""
    found = policy.visible_recommendations(user).filter(pk=key).select_related("addressee", "letter", "by").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


@dataclass(frozen=True, slots=True)
class Changed:
    """How many recommendations ended how."""

    given: int
    answered: int
    adopted: int
    partly: int
    refused: int
    late: int


def what_changed(user: User) -> Changed:
    """The sums of the page of what changed. One query."""
    rows = list(policy.visible_recommendations(user).exclude(given_on=None).values_list("state", "answer_by"))
    states = [state for state, _by in rows]
    late = sum(state == RecommendationState.GIVEN and by is not None and by < today() for state, by in rows)
    counts = {state: states.count(state) for state in RecommendationState}
    return Changed(
        given=len(rows),
        answered=len(rows) - counts[RecommendationState.GIVEN],
        adopted=counts[RecommendationState.ADOPTED],
        partly=counts[RecommendationState.PARTLY],
        refused=counts[RecommendationState.REFUSED],
        late=late,
    )
