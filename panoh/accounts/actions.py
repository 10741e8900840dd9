"""Who belongs to the coalition, who works there, and what each may do."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from panoh.accounts import giving, policy, queries
from panoh.accounts.drafts import forget_drafts_of
from panoh.accounts.enums import Language, OrganisationKind, Theme
from panoh.accounts.events import Event
from panoh.accounts.former import former, is_former, mark_of
from panoh.accounts.giving import CLOSED, ENDS_FIRST
from panoh.accounts.models import (
    NAMES,
    CodeDevice,
    CommandToken,
    Draft,
    Duress,
    FormerName,
    Membership,
    NoticeWish,
    Organisation,
    Passkey,
    PushDevice,
    RecoveryCode,
    RegionScope,
    RoleGrant,
    SignInLink,
    User,
)
from panoh.accounts.push_devices import drop_devices, end_telephones
from panoh.accounts.roles import Role
from panoh.accounts.sessions import end_session, end_sessions
from panoh.accounts.signals import account_closed, account_closing
from panoh.audit.trail import action, record, remove, save
from panoh.core.actor import SYSTEM, Actor
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.vault import client
from panoh.vault.actions import new_keys, seal
from panoh.vault.subject import Subject

type Names = tuple[str, str, str]  # in English, Russian, Tajik
type Doer = User | Actor  # an administrator, or the house itself while it is set up

NO_NAME = _("Enter the official name in all three languages.")
OTHERS_NAME = _("“%(name)s” is already a name of %(other)s. Registers could not tell the two apart.")
SAME_NAMES = _("The organisation already has these names. Nothing was changed.")
AHEAD = _("This date is in the future.")
NAMED_LATER = _("The current name began after this date. Check the date.")
NO_MEMBER = _("Only a member organisation can join or leave the coalition.")
TAKEN = _("An account with this name already exists. Choose another name.")
OVER = _("This role has already ended.")
STILL_NAMED = _("You can only remove the name from a closed account that still has one.")
TWO_PEOPLE = _(
    "This gives access to names, or allows agreeing to what cannot be undone. One person asks for it, and a coordinator or the "
    "data guardian agrees."
)
GONE = _("This organisation has left and its keys were deleted. If it returns, add it as a new one.")


def _allowed(by: Doer, account: User | None = None) -> Actor:
    """Checks an administrator's right; the house itself sets up what it needs."""
    if isinstance(by, User):
        policy.check_can_administer(by, account)
        if account is not None and is_former(account.username):
            raise WrongState(CLOSED)
        return by.actor
    return by


def _check_alone(by: Doer, *, opens: bool) -> None:
    """What opens names is not given by one person; the house itself gives the first accounts what they need."""
    if opens and isinstance(by, User):
        raise Denied(TWO_PEOPLE)


# -- organisations --------------------------------------------------------------------------------------------------------


def _may_keep(by: Doer) -> Actor:
    """Checks the right to keep organisations; the house itself enters those it begins with."""
    if isinstance(by, User):
        policy.check_can_keep_organisations(by)
        return by.actor
    return by


@action
def add_organisation(
    *,
    kind: OrganisationKind,
    slug: str = "",
    names: Names,
    shorts: Names = ("", "", ""),
    spellings: Sequence[str] = (),
    joined_on: dt.date | None = None,
    by: Doer,
) -> Organisation:
    """A new organisation with its keys; names in English, Russian, Tajik. A member belongs to the coalition from `joined_on`, if known."""
    actor = _may_keep(by)
    row = Organisation(kind=kind)
    if kind == OrganisationKind.SECRETARIAT and (known := client.secretariat()) and not Organisation.objects.filter(pk=known).exists():
        row.id = known  # the founding broke off when the ring had it and the database not yet
    _put_names(row, names, shorts, spellings)
    row.slug = slug or _free_slug(shorts[0] or names[0])
    client.add_organisation(row.id, secretariat=kind == OrganisationKind.SECRETARIAT)
    save(row)
    new_keys([Subject("organisation", row.id)], owners=[row.id])
    if kind == OrganisationKind.MEMBER:
        save(Membership(organisation=row, joined_on=joined_on))
    record(Event.ORGANISATION_ADDED, by=actor, purpose=row.slug)
    return row


@action(undo=_("Organisation renamed."))
def rename_organisation(
    organisation: Organisation, *, names: Names, shorts: Names = ("", "", ""), since: dt.date, expected: int | None = None, by: Doer
) -> None:
    """The organisation bears other names from a day: those until now end the day before and stay known. Raises Conflict."""
    actor = _may_keep(by)
    if since > today():
        raise Invalid(AHEAD, {"since": AHEAD})
    if organisation.named_on is not None and since <= organisation.named_on:
        raise Invalid(NAMED_LATER, {"since": NAMED_LATER})
    before = organisation.names
    former = FormerName(organisation=organisation, starts_on=organisation.named_on, ends_on=since - dt.timedelta(days=1), **before)
    _put_names(organisation, names, shorts, organisation.spellings)
    if organisation.names == before:
        raise Invalid(SAME_NAMES)
    organisation.named_on = since
    save(organisation, expected)
    save(former)
    record(Event.ORGANISATION_RENAMED, by=actor, purpose=organisation.slug)


@action(undo=_("Organisation corrected."))
def correct_organisation(
    organisation: Organisation,
    *,
    names: Names,
    shorts: Names = ("", "", ""),
    spellings: Sequence[str] = (),
    expected: int | None = None,
    by: Doer,
) -> None:
    """Mends what was written wrong, and adds spellings by which registers know the organisation. No name ends with it. Raises Conflict."""
    actor = _may_keep(by)
    _put_names(organisation, names, shorts, spellings)
    save(organisation, expected)
    record(Event.ORGANISATION_CORRECTED, by=actor, purpose=organisation.slug)


@action(undo=_("Membership changed."))
def change_membership(
    organisation: Organisation, *, joined_on: dt.date | None, left_on: dt.date | None, expected: int | None = None, by: Doer
) -> None:
    """The days of the latest membership, None where no paper names them; who joins after having left begins anew. Raises Conflict."""
    actor = _may_keep(by)
    if organisation.kind != OrganisationKind.MEMBER:
        raise WrongState(NO_MEMBER)
    if organisation.gone_on is not None:
        raise WrongState(GONE)
    if joined_on is not None and left_on is not None and left_on < joined_on:
        raise Invalid(ENDS_FIRST, {"left_on": ENDS_FIRST})
    latest = queries.latest_membership(organisation)
    if joined_on is not None and latest.left_on is not None and joined_on > latest.left_on:
        latest = Membership(organisation=organisation)
    latest.joined_on, latest.left_on = joined_on, left_on
    save(latest, expected)
    record(Event.MEMBERSHIP_CHANGED, by=actor, purpose=organisation.slug)


@action
def close_accounts(organisation: Organisation, *, by: User) -> int:
    """Closes every account of an organisation that leaves: sessions and links end now, roles today. Answers how many."""
    policy.check_can_keep_organisations(by)
    users = list(User.objects.filter(organisation=organisation, is_active=True))
    for user in users:
        _close(user, by.actor)
    return len(users)


@action
def part_with(organisation: Organisation, *, left_on: dt.date, by: User) -> None:
    """The organisation has left for good: its membership is dated, it is offered nowhere any more; what it was stays known."""
    policy.check_can_keep_organisations(by)
    if organisation.kind != OrganisationKind.MEMBER:
        raise WrongState(NO_MEMBER)
    for row in Membership.objects.filter(organisation=organisation, left_on=None):
        row.left_on = left_on
        save(row)
    organisation.gone_on = left_on
    save(organisation)
    forget_drafts_of(organisation)
    record(Event.ORGANISATION_GONE, by=by.actor, purpose=organisation.slug)


def _put_names(row: Organisation, names: Names, shorts: Names, spellings: Sequence[str]) -> None:
    """Sets all names. Raises Invalid where an official name is missing or one of them is another organisation's."""
    for field, text in zip(NAMES, (*names, *shorts), strict=True):
        setattr(row, field, " ".join(text.split()))
        if field.startswith("name") and not getattr(row, field):
            raise Invalid(NO_NAME, {field: NO_NAME})
    row.spellings = [text for text in (" ".join(each.split()) for each in spellings) if text]
    index = queries.spelling_index()
    for field, text in (*row.names.items(), *(("spellings", each) for each in row.spellings)):
        other = queries.organisation_by_spelling(text, index) if text else None
        if other is not None and other.pk != row.pk:
            sentence = OTHERS_NAME % {"name": text, "other": other.short}
            raise Invalid(sentence, {field: sentence})


def _free_slug(text: str) -> str:
    base = slugify(text)[:36].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken)


@action
def found_coalition(*, by: Actor = SYSTEM) -> list[Organisation]:
    """Enters the organisations of content/organisations.toml that are not there yet; answers those entered."""
    content = tomllib.loads(files("panoh.content").joinpath("organisations.toml").read_text(encoding="utf-8"))
    known = set(Organisation.objects.values_list("slug", flat=True))
    entered = [
        add_organisation(
            kind=OrganisationKind(item["kind"]),
            slug=item["slug"],
            names=(item["en"][0], item["ru"][0], item["tg"][0]),
            shorts=(item["en"][1], item["ru"][1], item["tg"][1]),
            spellings=item["spellings"],
            joined_on=item.get("joined_on"),
            by=by,
        )
        for item in content["organisation"]
        if item["slug"] not in known
    ]
    record(Event.COALITION_FOUNDED, by=by)
    return entered


# -- accounts -------------------------------------------------------------------------------------------------------------


@action
def add_user(
    *,
    username: str,
    organisation: Organisation,
    display_name: str,
    phone: str = "",
    language: str = Language.TAJIK,
    roles: Iterable[Role] = (),
    by: Doer,
) -> User:
    """A new account, with no password until its one-time link is used. Raises Invalid where name or roles cannot be."""
    actor = _allowed(by)
    if organisation.gone_on is not None:
        raise Invalid(GONE, {"organisation": GONE})
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid(TAKEN, {"username": TAKEN})
    user = User(username=username, organisation=organisation, language=language, first_day=today())
    user.password = make_password(None)  # no password at all; no hash is computed
    _seal_staff(user, actor, display_name=display_name, phone=phone)
    save(user)
    record(Event.ACCOUNT_ADDED, by=actor, purpose=username)
    for role in roles:
        grant_role(user, role, by=by)
    return user


def _seal_staff(user: User, actor: Actor, *, display_name: str, phone: str) -> None:
    """Under the organisation's key. The house itself, while it sets up, has none of its own and takes that organisation's."""
    hand = actor if actor.organisation else Actor(actor.kind, actor.ref, user.organisation_id)
    seal(user, by=hand, display_name=display_name, phone=phone)


@action
def change_user(user: User, *, display_name: str | None, phone: str | None, language: str, expected: int | None = None, by: User) -> None:
    """Corrects an account; a name or telephone left as None stays as it is. Raises Conflict."""
    actor = _allowed(by)
    if is_former(user.username):
        raise WrongState(CLOSED)
    texts = {name: text for name, text in (("display_name", display_name), ("phone", phone)) if text is not None}
    if texts:
        seal(user, by=actor, **texts)
    user.language = language
    save(user, expected)
    record(Event.ACCOUNT_CHANGED, by=actor, purpose=user.username)


@action
def deactivate_user(user: User, *, by: User) -> None:
    """Closes an account: its sessions and links end now, its roles today. Raises WrongState for the last one that can agree to roles, and
    for what a room above says has to go to somebody else first."""
    actor = _allowed(by, user)
    if not user.is_active:
        raise WrongState(CLOSED)
    account_closing.send(sender=User, user=user)
    _close(user, actor)


def _close(user: User, actor: Actor) -> None:
    policy.check_somebody_agrees(user)
    user.is_active, user.closed_at = False, now()
    save(user)
    for grant in RoleGrant.objects.filter(user=user):
        _end(grant, today())
    for link in SignInLink.objects.filter(user=user, used_at=None):
        remove(link)
    end_sessions(user)
    drop_devices(user)
    record(Event.ACCOUNT_DEACTIVATED, by=actor, purpose=user.username)
    account_closed.send(sender=User, user=user, by=actor)


@action
def revoke_user(user: User, *, by: User) -> None:
    """Closes an account and takes away all it could come back with: password, app, passkeys, recovery codes. A room above decides."""
    user.password = make_password(None)
    for model in (CodeDevice, Passkey, RecoveryCode):
        for row in model.objects.filter(user=user):
            remove(row)
    _close(user, by.actor)


# What belongs to an account as a person's, and goes with the name; its roles with their days stay.
THEIRS: tuple[type[Any], ...] = (
    *(CodeDevice, Passkey, RecoveryCode, SignInLink, CommandToken),
    *(Draft, Duress, NoticeWish, PushDevice, RegionScope),
)


@action
def take_name_off(user: User, *, by: User) -> None:
    """Of somebody who left long ago the role stays: the account name, the name, the telephone and everything else of theirs go. A room
    above decides. Events of before keep the alias that stood in them: the record is not rewritten."""
    if user.is_active or is_former(user.username):
        raise WrongState(STILL_NAMED)
    for model in THEIRS:
        for row in model._base_manager.filter(user=user):
            remove(row)
    end_sessions(user)
    last = RoleGrant.objects.filter(user=user, deputy_for=None).order_by("-ends_on", "-starts_on", "role").first()
    user.username = former(last.role if last else "", user.pk)
    user.display_name = user.phone = b""
    user.password, user.second_password, user.last_login = make_password(None), "", None
    user.language, user.theme, user.is_practising, user.first_day = Language.TAJIK, Theme.AUTO, False, None
    save(user)
    record(Event.NAME_TAKEN_OFF, by=by.actor, purpose=mark_of(user.pk))


@action
def make_link(user: User, *, by: Doer) -> str:
    """A one-time link for 24 hours; answers the token of its address. Earlier unused links are good no more."""
    actor = _allowed(by)
    if not user.is_active:
        raise WrongState(CLOSED)
    _check_alone(by, opens=policy.opens_names(user))
    return giving.hand_link(user, by=actor)


@action
def reset_second_factor(user: User, *, by: Doer) -> str:
    """Phone lost or taken: app, passkeys and recovery codes are good no more; answers the token of a new link."""
    actor = _allowed(by, user)
    if not user.is_active:
        raise WrongState(CLOSED)
    _check_alone(by, opens=policy.opens_names(user))
    giving.drop_factors(user, by=actor)
    return giving.hand_link(user, by=actor)


@action
def first_accounts(*, by: Actor = SYSTEM) -> dict[str, str]:
    """The first administrator and data guardian of a new instance: account to the token of its one-time link. Where they are there already,
    since their links were lost before anybody could sign in, new links."""
    home = queries.secretariat()
    first = {"administrator": Role.ADMINISTRATOR, "security-officer": Role.DATA_GUARDIAN}
    there = {user.username: user for user in User.objects.filter(username__in=first)}
    made = {
        name: there.get(name) or add_user(username=name, organisation=home, display_name="", roles=[role], by=by)
        for name, role in first.items()
    }
    return {name: make_link(user, by=by) for name, user in made.items()}


# -- roles ----------------------------------------------------------------------------------------------------------------


@action(undo=_("Role given."))
def grant_role(user: User, role: Role, *, starts_on: dt.date | None = None, ends_on: dt.date | None = None, by: Doer) -> RoleGrant:
    """Gives a role from a day, to a day or for good. Raises Invalid where the role cannot be."""
    actor = _allowed(by, user)
    _check_alone(by, opens=policy.role_needs_two_people(role, ends_on))
    return giving.put_role(RoleGrant(user=user, role=role, starts_on=starts_on or today(), ends_on=ends_on), by=actor)


@action(undo=_("Deputy named."))
def make_deputy(deputy: User, *, stands_for: User, role: Role, starts_on: dt.date, ends_on: dt.date, by: Doer) -> RoleGrant:
    """Lets one colleague stand in for another in a role, from a day to a day: both are obligatory."""
    actor = _allowed(by, deputy)
    _check_alone(by, opens=policy.role_needs_two_people(role, ends_on))
    grant = RoleGrant(user=deputy, role=role, starts_on=starts_on, ends_on=ends_on, deputy_for=stands_for)
    return giving.put_role(grant, by=actor)


@action  # taken back it would be a role that no second person agreed to
def end_role(grant: RoleGrant, *, by: User) -> None:
    """Ends a role with yesterday: from now on it counts no more. A role that had not begun is taken back. With the last role an account
    opens nothing: what speaks against closing it speaks against this."""
    actor = _allowed(by, grant.user)
    if grant.ends_on is not None and grant.ends_on < today():
        raise WrongState(OVER)
    policy.check_somebody_agrees(grant.user, grant)
    if not RoleGrant.objects.filter(policy.in_force(), user=grant.user).exclude(pk=grant.pk).exists():
        account_closing.send(sender=User, user=grant.user)
    _end(grant, today() - dt.timedelta(days=1))
    end_sessions(grant.user)
    record(Event.ROLE_ENDED, by=actor, purpose=grant.user.username)


def _end(grant: RoleGrant, day: dt.date) -> None:
    if grant.ends_on is not None and grant.ends_on <= day:
        return
    if grant.starts_on > day:
        remove(grant)
        return
    grant.ends_on = day
    save(grant)


@action  # taken back it would be a region that no second person agreed to
def set_regions(user: User, codes: Iterable[str], *, by: Doer, expected: int | None = None) -> None:
    """The regions of a regional worker: exactly these from now on. Raises Invalid for a code that is no region, Conflict."""
    actor, wanted = _allowed(by, user), set(codes)
    giving.check_regions(wanted)
    _check_alone(by, opens=bool(wanted - giving.regions_of(user)) and policy.opens_names_by_region(user))
    giving.put_regions(user, wanted, by=actor, expected=expected)


# -- one's own ------------------------------------------------------------------------------------------------------------


@action
def set_preferences(user: User, *, language: str, theme: str, is_practising: bool, by: User, expected: int | None = None) -> None:
    """Language, look, and whether one practises on invented persons. Raises Conflict."""
    fresh = User.objects.select_for_update().get(pk=user.pk)
    fresh.language, fresh.theme = language, theme
    if not by.under_duress:
        fresh.is_practising = is_practising
    save(fresh, expected)
    record(Event.PREFERENCES_SET, by=by.actor, purpose=user.username)


def leave_practice(user: User) -> None:
    """Out of practice, all else of one's own as it is."""
    set_preferences(user, language=user.language, theme=user.theme, is_practising=False, by=user)


def end_own_session(user: User, mark: str, *, by: User) -> bool:
    """Ends one of one's own sessions, on a telephone that is not at hand; False when it had ended already."""
    ended = end_session(user, mark)
    if ended:
        record(Event.SESSION_ENDED, by=by.actor, purpose=user.username)
    return ended


@action
def disconnect_telephone(user: User, *, keep: str, by: User) -> None:
    """One's own telephone is gone: every session but the one with this key ends, and the token for the command line; none rings any more,
    and what one sends is believed once it is confirmed."""
    record(Event.SESSION_ENDED, by=by.actor, purpose=user.username)
    end_sessions(user, but=keep)
    end_telephones(user)
