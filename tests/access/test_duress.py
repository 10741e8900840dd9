"""Every page of the desk under duress, on a house full of people: no code, no name and no word of a real one."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

from panoh.accounts.drafts import keep_draft
from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.accounts.sessions import FACTOR, PROVED
from panoh.audit import duress_guard
from panoh.cases.actions import add_own_task
from panoh.cases.models import Case, Request
from panoh.core.clock import now
from panoh.vault.actions import open_sealed
from panoh.vault.fields import sealed_fields
from panoh.vault.purpose import Purpose
from tests.access.asking import ON_THE_RING, nothing_stays
from tests.access.doors import doors, may
from tests.access.objects import kind_of, nothing
from tests.access.world import make_world
from tests.worlds import shared

pytestmark = pytest.mark.django_db

ROOMS_OF_NOBODY = {"network", "guidance", "booklet", "planning"}  # the directory, what the house does, its plans
ANSWERED = {200, 204, 302, 303, 400, 403, 404, 405, 409, 410, 422}
SHORT, LONG = 5, 4000


def make_house() -> dict[Role, User]:
    """The small house of the matrix, with words of its own tasks; everybody in it is real but one."""
    accounts = make_world()
    for role in (Role.COORDINATOR, Role.SOCIAL_WORKER):
        add_own_task(by=accounts[role], words="Ба Зулфия Раҳимова занг задан", due=now())
    keep_draft(accounts[Role.COORDINATOR], "request", {"need_words": ["Зулфия меояд"]})
    return accounts


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[Role, User]]:
    with shared(django_db_blocker, make_house) as accounts:
        yield accounts


def words_of(rows, users):
    """Every text that opens to one of these accounts."""
    found = set()
    for user in users:
        for one in open_sealed(rows, by=user.actor, purpose=Purpose.OWN_WORK) if rows else ():
            texts = [plain.decode("utf-8", "ignore") for plain in (one.plain or {}).values() if len(plain) < LONG]
            found |= {text for text in texts if len(text) > SHORT}
    return found


def tells(users) -> set[str]:
    """What must be on no page: codes, and all words that are sealed, of whoever is real."""
    real = set()
    for model in apps.get_models():
        if not sealed_fields(model) or model._meta.app_label in ROOMS_OF_NOBODY:
            continue
        rows = list(model._default_manager.all())
        real |= words_of([row for row in rows if duress_guard._practice(row, 3) is not True], users)
    names = set(User.objects.values_list("username", flat=True))
    codes = {row.code for model in (Case, Request) for row in model.objects.filter(is_practice=False)}
    return codes | {text for text in real - names if not re.fullmatch(r"[\d\s.,{}\[\]\":]*", text)}


def made_to_sign_in(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    session = client.session
    session[FACTOR], session[PROVED] = "code", now().timestamp()
    session.save()
    return client


def addresses(door):
    """Of a door without rows its address, of one with rows that of a real one and that of an invented one, where there is any."""
    kind = kind_of(door)
    if not door.arguments or kind is None or not kind.model:
        return [door.address(**nothing())]
    rows = sorted(kind.rows(), key=lambda row: duress_guard._practice(row, 3) is True)
    return [door.address(**kind.arguments(row)) for row in (*rows[:1], *rows[-1:])]


def test_no_page_under_duress_holds_a_word_of_a_real_person(world, record_property):
    """Each page is asked for by one account that may see it on other days, the coordinator where there is a choice."""
    canaries = tells([world[Role.COORDINATOR], world[Role.MEMBER_WORKER]])
    assert {"Раҳимова", "Зулфия"} <= canaries
    table, clients, shown, wrong = may(), {role: made_to_sign_in(user) for role, user in world.items()}, Counter(), []
    for door in doors():
        allowed = [role for role in Role if table.get(door.route, {}).get(role)]  # the coordinator is the first of them
        if not door.route.startswith("/desk/") or door.name in ON_THE_RING or not allowed:
            continue
        for address in dict.fromkeys(addresses(door)):
            with nothing_stays():
                answer = clients[allowed[0]].get(address)
                text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode("utf-8", "replace")
            shown[answer.status_code] += 1
            if answer.status_code not in ANSWERED:
                wrong.append(f"{allowed[0]} {door.name}: {answer.status_code} {getattr(answer, 'exc_info', (0, 0))[1]!r}")
            if found := [word for word in canaries if word in text]:
                wrong.append(f"{allowed[0]} {door.name} {answer.status_code}: {found[:3]}")
    record_property("figure", f"pages by answer {dict(shown)}, {len(canaries)} words looked for")

    assert shown[200] > 40
    assert not wrong, "\n".join(wrong)
