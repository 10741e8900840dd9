"""Reads of agreements: which holds on a day, which runs out, who works under which."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation, User
from panoh.accounts.queries import in_order
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.network.enums import AgreementState, Standing
from panoh.network.kinds_of_help import service_choices
from panoh.network.models import Agreement, AgreementCorrection, Facility, SpecialistAccount, TariffLine
from panoh.network.policy import visible_agreements

# How views, which know no models, name what they are given.
type AgreementRow = Agreement

NOT_HERE = _("Agreement not found, or you do not have access to it.")
ALARM_DAYS = 90  # before its last day an agreement comes to mind
_LIGHT = ("ours", "theirs", "note", "end_words", "scan")


def holds_on(day: dt.date) -> Q:
    """Agreements that are signed and in force on a day; one that was ended held until its last day."""
    lasts = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    return ~Q(state=AgreementState.DRAFT) & Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day)) & lasts


def standing(agreement: Agreement, day: dt.date | None = None) -> Standing:
    """How it stands on a day, today unless another is given."""
    day = day or today()
    if agreement.state == AgreementState.DRAFT:
        return Standing.DRAFT
    if agreement.ended_on is not None and agreement.ended_on < day:
        return Standing.ENDED if agreement.state == AgreementState.ENDED else Standing.TERMINATED
    if agreement.starts_on > day:
        return Standing.AHEAD
    if agreement.ends_on is not None and agreement.ends_on < day:
        return Standing.RUN_OUT
    if agreement.ended_on is not None or (agreement.refers_until is not None and agreement.refers_until < day):
        return Standing.WINDOW_OVER
    return Standing.HOLDS


def agreements(user: User, *, show: str = "") -> QuerySet[Agreement]:
    """Those signed, the first to run out on top; with `show` "drafts" those drawn up, with "over" those that are over."""
    rows = visible_agreements(user).select_related("facility", "organisation").defer(*_LIGHT)
    if show == "over":
        return rows.filter(state__in=(AgreementState.ENDED, AgreementState.TERMINATED)).order_by("-ended_on", "reference")
    state = AgreementState.DRAFT if show == "drafts" else AgreementState.IN_FORCE
    return rows.filter(state=state).order_by("ends_on", "reference")


def get_agreement(user: User, key: UUID) -> Agreement:
    """One of them. Raises NotFound."""
    rows = visible_agreements(user).select_related("facility", "organisation", "previous", "made_by").defer("scan")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def follow_up(agreement: Agreement) -> Agreement | None:
    """The agreement that follows this one, drawn up or signed."""
    return Agreement.objects.filter(previous=agreement).defer(*_LIGHT).first()


def tariff(agreement: Agreement) -> list[TariffLine]:
    """Its prices, by service as who reads finds them, then by unit."""
    places = {service: at for at, (service, _label) in enumerate(service_choices())}
    rows = agreement.tariff.select_related("agreement__organisation").order_by("unit")
    return sorted(rows, key=lambda line: places.get(line.service, len(places)))


def corrections(agreement: Agreement) -> list[AgreementCorrection]:
    """What was corrected in it, the newest first; the reasons shut."""
    return list(agreement.corrections.select_related("by").defer("reason"))


def get_price(agreement: Agreement, key: UUID) -> TariffLine:
    """One of its prices."""
    found = agreement.tariff.select_related("agreement__organisation").filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def running_out(user: User) -> list[Agreement]:
    """Signed, with a last day within ninety days or behind, and none signed that follows. The first to end on top. One query."""
    followed = Agreement.objects.filter(previous=OuterRef("pk")).exclude(state=AgreementState.DRAFT)
    until = today() + dt.timedelta(days=ALARM_DAYS)
    rows = visible_agreements(user).filter(~Exists(followed), state=AgreementState.IN_FORCE, ends_on__lte=until)
    return list(rows.defer(*_LIGHT).order_by("ends_on", "reference"))


def is_near(agreement: Agreement) -> bool:
    """Whether its last day is so near that it is to be renewed or ended."""
    ends = agreement.ends_on
    return agreement.state == AgreementState.IN_FORCE and ends is not None and ends <= today() + dt.timedelta(days=ALARM_DAYS)


def our_sides() -> list[Organisation]:
    """Who may be our side of an agreement, the secretariat first."""
    ours = (OrganisationKind.SECRETARIAT, OrganisationKind.MEMBER)
    rows = Organisation.objects.filter(kind__in=ours, gone_on=None)
    return in_order(rows)


# Whose agreements count for an entry of the directory: its own first, then those of its society


def parties(facility: Facility) -> list[UUID]:
    """The entry itself, then its society: a society's memorandum opens its pool of specialists."""
    return [facility.pk, *([facility.society_id] if facility.society_id else [])]


def agreements_with(facility: Facility) -> list[Agreement]:
    """Every signed agreement that an entry stands under: its own before its society's, the newest first."""
    order = parties(facility)
    rows = Agreement.objects.filter(facility__in=order).exclude(state=AgreementState.DRAFT).defer(*_LIGHT)
    return sorted(rows, key=lambda row: (order.index(row.facility_id), -row.starts_on.toordinal(), row.reference))


def held_on(rows: Sequence[Agreement], day: dt.date) -> Agreement | None:
    """Of these agreements, the first that was in force on a day."""
    return next((row for row in rows if standing(row, day) in (Standing.HOLDS, Standing.WINDOW_OVER)), None)


def dearest_price(facility: Facility, day: dt.date) -> TariffLine | None:
    """The highest price of the agreement that an entry had on a day; None without an agreement or where it names no price."""
    agreement = held_on(agreements_with(facility), day)
    return agreement.tariff.select_related("agreement").order_by("-price").first() if agreement else None


def has_agreement(day: dt.date) -> Exists:
    """Whether an entry of the directory, or its society, has an agreement that holds on a day; for a condition on Facility."""
    mine = Q(facility=OuterRef("pk")) | Q(facility=OuterRef("society"))
    return Exists(Agreement.objects.filter(mine & holds_on(day)))


# Accounts of specialists


def engagement_of(user: User) -> SpecialistAccount | None:
    """Which specialist of the directory an account is."""
    return SpecialistAccount.objects.select_related("facility").filter(user=user).first()


def may_work(user: User, day: dt.date | None = None, *, without: Agreement | None = None) -> bool:
    """Whether a specialist's account stands under an agreement that holds, or under another than the one given. One query; asked before
    anything of a case is seen."""
    day = day or today()
    entry = Q(facility__accounts__user=user) | Q(facility__specialists__accounts__user=user)
    rows = Agreement.objects.filter(entry & holds_on(day))
    return (rows.exclude(pk=without.pk) if without is not None else rows).exists()


def pool(agreement: Agreement) -> list[Facility]:
    """The entries that may work under it: the specialist it is with, or the society's."""
    mine = Q(pk=agreement.facility_id) | Q(society=agreement.facility_id)
    return list(Facility.objects.filter(mine, is_active=True).order_by("kind", "region", "pk"))


def linked_accounts(entries: Sequence[Facility]) -> list[SpecialistAccount]:
    """The accounts of these entries."""
    rows = SpecialistAccount.objects.filter(facility__in=[row.pk for row in entries])
    return list(rows.select_related("user__organisation", "facility").order_by("user__username"))


def get_link(key: UUID) -> SpecialistAccount:
    """One tie of an account to the directory."""
    found = SpecialistAccount.objects.select_related("user", "facility").filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def free_accounts() -> list[User]:
    """Active accounts of specialists outside that are tied to no entry yet."""
    rows = User.objects.filter(organisation__kind=OrganisationKind.OUTSIDE, is_active=True, specialist=None)
    return list(rows.select_related("organisation").order_by("username"))
