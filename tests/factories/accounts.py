"""Organisations and staff."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from panoh.accounts import codes, passwords
from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import CodeDevice, Organisation, RegionScope, RoleGrant, User
from panoh.accounts.roles import Role
from panoh.accounts.sessions import AT_DESK, FACTOR, PROVED
from panoh.audit.guard import writes_allowed
from panoh.core.clock import now, today
from panoh.vault import client as agent
from panoh.vault.models import SubjectKey

# The key agent lives as long as the test run and knows one secretariat.
SECRETARIAT = UUID("5ec00000-0000-4000-8000-000000000001")
MEMBERS = tuple(UUID(f"3e3b0000-0000-4000-8000-00000000000{n}") for n in range(1, 4))
LEGAL_UNIT = UUID("1e6a0000-0000-4000-8000-000000000001")
AT_DESK_COMPUTER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def make_organisation(
    key: UUID | None = None,
    *,
    kind: OrganisationKind = OrganisationKind.MEMBER,
    slug: str = "",
    name: str = "",
    spellings: tuple[str, ...] = (),
) -> Organisation:
    """An organisation with its epoch key."""
    key = key or uuid4()
    agent.add_organisation(key, secretariat=kind == OrganisationKind.SECRETARIAT)
    name = name or f"Organisation {key.hex[-4:]}"
    row = Organisation(
        id=key, kind=kind, slug=slug or f"org-{key.hex}", name_en=name, name_ru=name, name_tg=name, spellings=list(spellings)
    )
    with writes_allowed():
        row.save(force_insert=True)
        (made,) = agent.make([{"kind": "organisation", "id": str(key)}], [key])
        for wrap in made["wraps"]:
            SubjectKey(kind="organisation", subject=key, **wrap).save(force_insert=True)
    return row


def make_secretariat() -> Organisation:
    """The one secretariat."""
    return Organisation.objects.filter(pk=SECRETARIAT).first() or make_organisation(
        SECRETARIAT, kind=OrganisationKind.SECRETARIAT, slug="secretariat", name="Secretariat"
    )


def make_member(number: int = 1) -> Organisation:
    """Member organisation 1, 2 or 3."""
    key = MEMBERS[number - 1]
    return Organisation.objects.filter(pk=key).first() or make_organisation(key, slug=f"member-{number}", name=f"Member {number}")


def make_legal_unit() -> Organisation:
    """The legal assistance unit."""
    return Organisation.objects.filter(pk=LEGAL_UNIT).first() or make_organisation(
        LEGAL_UNIT, kind=OrganisationKind.LEGAL_UNIT, slug="legal-unit", name="Legal unit"
    )


def make_user(
    *roles: Role,
    organisation: Organisation | None = None,
    username: str = "",
    regions: tuple[str, ...] = (),
    language: str = "en",
    password: str = "",
) -> User:
    """A member of staff of the secretariat, or of the organisation given, with these roles since a year ago."""
    user = User(username=username or f"user-{uuid4().hex[:8]}", organisation=organisation or make_secretariat(), language=language)
    if password:
        user.set_password(password)
    else:
        user.set_unusable_password()
    with writes_allowed():
        user.save(force_insert=True)
        for role in roles:
            RoleGrant(user=user, role=role, starts_on=today() - dt.timedelta(days=365)).save(force_insert=True)
        for region in regions:
            RegionScope(user=user, region=region).save(force_insert=True)
    return user


def give_code_device(user: User) -> bytes:
    """An app for codes; answers its seed, from which `codes.code_at` makes codes."""
    seed = codes.new_seed()
    device = CodeDevice(user=user, confirmed_at=now())
    device.seed = codes.seal_seed(seed, device.id)
    with writes_allowed():
        device.save(force_insert=True)
    return seed


def sign_in(client: Client, user: User) -> User:
    """Signs the account in on this test client, second factor and all, at a desk computer; its pages are in the account's language."""
    client.defaults.setdefault("HTTP_USER_AGENT", AT_DESK_COMPUTER)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session[FACTOR], session[PROVED], session[AT_DESK] = "code", now().timestamp(), True
    session.save()
    return user


@contextmanager
def lighter_hash(memory: int, passes: int) -> Iterator[None]:
    """Passwords hashed with less work, in KiB of memory and passes: the same hash, so that whatever reads one still can."""
    with mock.patch.multiple(Argon2PasswordHasher, memory_cost=memory, time_cost=passes, parallelism=1):
        passwords._nobodys.cache_clear()
        yield
    passwords._nobodys.cache_clear()
