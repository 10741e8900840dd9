"""To whom a document may be shown, and whether it is open to them today. The only place that knows."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.accounts.roles import Permission
from panoh.cases.models import Case
from panoh.cases.policy import can, check_can, in_force, shown, visible_cases
from panoh.consent.enums import ConsentPurpose
from panoh.consent.models import Consent
from panoh.consent.queries import ground_for, in_place_of
from panoh.core.clock import today
from panoh.core.errors import Denied, WrongState
from panoh.legal.enums import Standing
from panoh.legal.models import Release

NOT_YOURS = _("This document was shown to someone else.")
NOT_OPEN = _("You can no longer open this document: it has expired, it was withdrawn, or the person's consent does not cover it.")
NOT_YOURS_TO_CLOSE = _("Only the person who showed the document or who coordinates the case can withdraw it.")


def check_can_release(user: User, case: Case) -> None:
    """Whoever works on the case; which documents, each room says of its own: what one may open oneself."""
    check_can(user, Permission.PROCEEDINGS, case)


def recipients(user: User, case: Case) -> list[User]:
    """Who works on the case beside oneself, as far as its reader may know of them: nobody else is shown anything of it."""
    rows = shown(case, case.assignments.filter(in_force(), user__is_active=True)).exclude(user=user).select_related("user__organisation")
    return list({row.user_id: row.user for row in rows.order_by("user__username")}.values())


def ground_to(case: Case, to: User, kinds: Iterable[str]) -> Consent | None:
    """The consent for exactly this recipient: to the legal unit, to another organisation of the house, or inside the team."""
    home = to.organisation
    if home.kind == OrganisationKind.LEGAL_UNIT:
        return ground_for(case.person, ConsentPurpose.LEGAL, organisation=home, data_kinds=kinds)
    is_team = home.kind == OrganisationKind.SECRETARIAT or home.pk == case.organisation_id
    return ground_for(case.person, ConsentPurpose.TEAM, organisation=None if is_team else home, data_kinds=kinds)


def visible_releases(user: User) -> QuerySet[Release]:
    """What was shown from the cases this account works on: that it was, to whom and until when."""
    return Release.objects.filter(case__in=visible_cases(user, Permission.PROCEEDINGS).values("pk"))


def standings(rows: Sequence[Release]) -> list[Standing]:
    """How each stands today: on the latest answer of the person, not on the one it was shown on. One query."""
    held = in_place_of([row.consent for row in rows])
    return [_standing(row, held.get(row.consent_id)) for row in rows]


def _standing(row: Release, consent: Consent | None) -> Standing:
    if row.taken_back_at is not None:
        return Standing.TAKEN_BACK
    if row.until < today():
        return Standing.OVER
    carries = consent is not None and set(row.data_kinds) <= set(consent.data_kinds)
    return Standing.OPEN if carries else Standing.NO_CONSENT


def check_opens(user: User, row: Release) -> None:
    """Raises Denied for everybody but the account it was shown to, and WrongState once it is not open any more, whatever the reason."""
    if row.to_id != user.pk:
        raise Denied(NOT_YOURS)
    if standings([row]) != [Standing.OPEN] or not can(user, Permission.CASE_VIEW, row.case):
        raise WrongState(NOT_OPEN)


def may_take_back(user: User, row: Release) -> bool:
    """Who showed it, and who coordinates the case."""
    return row.by_id in powers(user).stands_for or can(user, Permission.CASE_ASSIGN, row.case)


def check_can_take_back(user: User, row: Release) -> None:
    """Raises Denied for everybody else."""
    if not may_take_back(user, row):
        raise Denied(NOT_YOURS_TO_CLOSE)
