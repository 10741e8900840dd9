"""Accounts, organisations, drafts: what may be seen of them."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, F, Prefetch, Q, QuerySet

from panoh.accounts.drafts import SEARCH_KEPT, SEARCHED, is_no_draft, of_form
from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import (
    CommandToken,
    Draft,
    FormerName,
    Membership,
    Organisation,
    Passkey,
    RecoveryCode,
    RoleGrant,
    SignInLink,
    User,
)
from panoh.accounts.policy import in_force, visible_users
from panoh.accounts.roles import Role
from panoh.accounts.spelling import fold
from panoh.core.clock import now
from panoh.places.alphabet import alphabetical
from panoh.vault.actions import Opened, open_sealed
from panoh.vault.purpose import Purpose

# What pages call a row, who know no model.
type UserRow = User
type OrganisationRow = Organisation
type SignInLinkRow = SignInLink
type DraftRow = Draft

_ORDER = {"secretariat": 0, "legal_unit": 1, "member": 2, "outside": 3}


def organisations() -> list[Organisation]:
    """All of them, the secretariat first."""
    return in_order(Organisation.objects.all())


def in_order(rows: Iterable[Organisation]) -> list[Organisation]:
    """The secretariat first, then the legal unit, members, others; within a kind by the alphabet of the language they are read in."""
    return sorted(rows, key=lambda row: (_ORDER.get(row.kind, 9), alphabetical(row.short)))


def present_organisations() -> list[Organisation]:
    """Those that have not left, the secretariat first."""
    return [row for row in organisations() if row.gone_on is None]


def secretariat() -> Organisation:
    """The one secretariat. Raises Organisation.DoesNotExist before the coalition is founded."""
    return Organisation.objects.get(kind="secretariat")


def could_anybody_sign_in() -> bool:
    """Whether any account ever had what it needs to sign in: a link that was used, a password, a passkey."""
    has_password = User.objects.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX).exists()
    return has_password or Passkey.objects.exists() or SignInLink.objects.exclude(used_at=None).exists()


def organisations_with_days() -> list[Organisation]:
    """The same, with their memberships and how many accounts are open (`open_accounts`). Two queries."""
    rows = Organisation.objects.annotate(open_accounts=Count("staff", filter=Q(staff__is_active=True))).prefetch_related("memberships")
    return in_order(rows)


def get_organisation(key: UUID) -> Organisation:
    """One of them. Raises Organisation.DoesNotExist."""
    return Organisation.objects.get(pk=key)


def former_names(organisation: Organisation) -> list[FormerName]:
    """What it was called before, the latest first."""
    return list(FormerName.objects.filter(organisation=organisation))


def memberships(organisation: Organisation) -> list[Membership]:
    """When it belonged to the coalition, the latest last; a day that no paper names comes first."""
    return list(Membership.objects.filter(organisation=organisation).order_by(F("joined_on").asc(nulls_first=True)))


def latest_membership(organisation: Organisation) -> Membership:
    """The one that goes on, or went on last. Raises Membership.DoesNotExist for who is no member."""
    rows = memberships(organisation)
    if not rows:
        raise Membership.DoesNotExist
    return rows[-1]


def spelling_index() -> dict[str, Organisation]:
    """Every known name of every organisation, folded, those of today before former ones: for an import, read once and asked often."""
    found: dict[str, Organisation] = {}
    rows = list(Organisation.objects.prefetch_related("former_names"))
    for row in rows:
        for name in (*row.names.values(), *row.spellings):
            found.setdefault(fold(name), row)
    for row in rows:
        for former in row.former_names.all():
            for name in former.names.values():
                found.setdefault(fold(name), row)
    found.pop("", None)
    return found


def spellings_of(organisation: Organisation) -> tuple[str, ...]:
    """What an organisation is called, in all spellings. No query."""
    return tuple(name for name in (*organisation.names.values(), *organisation.spellings) if name)


def coalition_names() -> tuple[str, ...]:
    """What the coalition's own organisations are called and were called, in all spellings. Two queries."""
    rows = Organisation.objects.exclude(kind=OrganisationKind.OUTSIDE).prefetch_related("former_names")
    former = (name for row in rows for before in row.former_names.all() for name in before.names.values() if name)
    return tuple(dict.fromkeys((*(name for row in rows for name in spellings_of(row)), *former)))


def organisation_by_spelling(text: str, index: dict[str, Organisation] | None = None) -> Organisation | None:
    """The organisation that a register means by `text`, None when nobody is known by it."""
    return (spelling_index() if index is None else index).get(fold(text))


def living_accounts(user: User) -> QuerySet[User]:
    """Every account that is open but one's own, by alias, for whoever may end what opens by it."""
    return User.objects.filter(is_active=True).exclude(pk=user.pk).select_related("organisation").order_by("username")


def users(reader: User) -> "QuerySet[User]":
    """The accounts this reader may see, with organisation and the roles that are not over."""
    grants = RoleGrant.objects.filter(in_force()).select_related("deputy_for").order_by("role", "starts_on")
    rows = visible_users(reader).select_related("organisation")
    return rows.prefetch_related(Prefetch("grants", grants, to_attr="roles_now"), "region_scopes")


def get_user(reader: User, key: UUID) -> User:
    """One account. Raises User.DoesNotExist where the reader may not see it."""
    return users(reader).get(pk=key)


def grants_of(user: User) -> list[RoleGrant]:
    """Every role the account ever had, the latest first."""
    return list(RoleGrant.objects.filter(user=user).select_related("deputy_for").order_by("-starts_on", "role"))


def recent_grants(since: dt.date) -> QuerySet[RoleGrant]:
    """Who holds which role from a day after this one on, the latest first. Nobody's reach is asked: who may call it, the caller says."""
    return RoleGrant.objects.filter(starts_on__gte=since).select_related("user").order_by("-starts_on", "user__username", "role")


def colleagues(user: User) -> list[User]:
    """Open accounts of the same organisation, for a deputy to stand in for; not the account itself."""
    return list(User.objects.filter(organisation=user.organisation_id, is_active=True).exclude(pk=user.pk).order_by("username"))


def get_grant(reader: User, key: UUID) -> RoleGrant:
    """One role of an account this reader may see."""
    return RoleGrant.objects.select_related("user").get(pk=key, user__in=visible_users(reader))


def names_of(rows: Sequence[User], *, by: User) -> list[Opened]:
    """Names and telephones of staff, opened together; one event."""
    return open_sealed(rows, by=by.actor, purpose=Purpose.ADMINISTRATION, fields=["display_name", "phone"])


def whom_to_tell_of_loss(user: User) -> list[tuple[User, Role]]:
    """Whom to telephone when one's own telephone is gone: others who keep accounts or the keys, or coordinate; nobody under duress."""
    if user.under_duress:
        return []
    order = (Role.ADMINISTRATOR, Role.DATA_GUARDIAN, Role.COORDINATOR)
    grants = RoleGrant.objects.filter(in_force(), role__in=order, user__is_active=True).exclude(user=user).select_related("user")
    found: dict[User, Role] = {}
    for grant in sorted(grants, key=lambda row: (order.index(Role(row.role)), row.user.username)):
        found.setdefault(grant.user, Role(grant.role))
    return list(found.items())


def numbers_of(rows: Sequence[User], *, by: User) -> dict[UUID, str]:
    """Telephones of staff by their id, opened and recorded; blank where none is kept or no key is held."""
    opened: list[Opened] = open_sealed(rows, by=by.actor, purpose=Purpose.ON_DUTY, fields=["phone"])
    return {one.row.pk: one.phone or "" for one in opened}


def own_account(user: User) -> User:
    """One's own account as it stands now."""
    return User.objects.select_related("organisation").get(pk=user.pk)


@dataclass(frozen=True, slots=True)
class Factors:
    """How an account signs in."""

    has_codes: bool
    passkeys: list[Passkey]
    recovery_left: int


def factors_of(user: User) -> Factors:
    """The account's second factors."""
    return Factors(
        has_codes=hasattr(user, "code_device"),
        passkeys=list(Passkey.objects.filter(user=user).order_by("made_at")),
        recovery_left=RecoveryCode.objects.filter(user=user, used_at=None).count(),
    )


def living_token(user: User) -> CommandToken | None:
    """The account's token for the command line while it is good."""
    return CommandToken.objects.filter(user=user, expires_at__gt=now()).first()


def _drafts(user: User) -> QuerySet[Draft]:
    return Draft.objects.none() if user.under_duress else Draft.objects.filter(user=user).exclude(is_no_draft())


def drafts(user: User) -> list[Draft]:
    """The account's own drafts, the latest first; their words stay closed."""
    return list(_drafts(user).order_by("-saved_at"))


RECENT = dt.timedelta(days=3)  # so long an unsent form is offered


def recent_drafts(user: User) -> list[Draft]:
    """What the account began lately and has not sent, with a page to go on at, the latest first. One query."""
    lately = _drafts(user).filter(saved_at__gte=now() - RECENT).exclude(path="")
    return list(lately.only("form", "path", "tells_danger", "begun_at", "saved_at").order_by("-saved_at"))


def drafts_of_form(user: User, form: str) -> list[Draft]:
    """The account's own drafts of one form, the latest first; their words stay closed. One query."""
    return list(_drafts(user).filter(of_form(form)).only("form", "begun_at", "saved_at").order_by("-saved_at"))


def draft_id(user: User, form: str, held: UUID | None = None) -> UUID | None:
    """The newest draft of this form, or this one of it, if it is there: the same from the first word until it is sent or left."""
    rows = _drafts(user).filter(of_form(form), pk=held) if held else _drafts(user).filter(form=form)
    return rows.values_list("pk", flat=True).first()


def drafts_of(user: User, forms: Iterable[str]) -> dict[str, Draft]:
    """The account's own drafts of these forms; their words stay closed. One query."""
    return {row.form: row for row in _drafts(user).filter(form__in=list(forms)).only("form", "path", "begun_at", "saved_at")}


def open_draft(user: User, form: str, held: UUID | None = None) -> dict[str, Any]:
    """The words of one's own draft, the newest of the form or this one. Raises Draft.DoesNotExist."""
    return _words(user, _drafts(user).get(of_form(form), pk=held) if held else _drafts(user).get(form=form))


def searched(user: User, number: str) -> str:
    """The words of one's own search, opened; "" where they are kept no more."""
    kept = Draft.objects.filter(user=user, form=f"{SEARCHED}{number}", saved_at__gt=now() - SEARCH_KEPT)
    row = None if user.under_duress else kept.first()
    return _words(user, row).get("q", [""])[0] if row else ""


def _words(user: User, row: Draft) -> dict[str, Any]:
    (opened,) = open_sealed([row], by=user.actor, purpose=Purpose.OWN_WORK)
    values: dict[str, Any] = json.loads(opened.words or "{}")
    return values


def accounts_by_id(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The account names of these ids. One query."""
    return dict(User.objects.filter(pk__in=list(ids)).values_list("pk", "username"))
