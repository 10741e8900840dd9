"""What is read over a shoulder: no title, heading, list, badge, tab, choice, file name or address says what a person lived through.

The full word stands in statistics and documents alone. Each address of the house is asked for by somebody who sees it, over the sample, the
languages by turns; in each of the three with `make check-guarantees`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoDbBlocker

from panoh.accounts.models import RoleGrant, User
from panoh.accounts.roles import Role
from panoh.accounts.sample import SAMPLE_ACCOUNTS
from panoh.audit.guard import writes_allowed
from panoh.cases.enums import DecisionReason, Kind
from panoh.core.languages import LANGUAGES
from tests.access.asking import Asking
from tests.access.doors import Door, doors, may
from tests.access.objects import House, kind_of, spread
from tests.factories.sample import make_sample
from tests.worlds import shared

pytestmark = pytest.mark.django_db

# "Попытка" and "пытался" are a try.
TELLS = re.compile(r"(?<!\w)(?:tortur|ill-treat|surviv|пытк|пыток|пытал(?!\w*с[яь])|пережи(?:вш|л)|жесток|шиканҷ|бераҳм)\w*", re.IGNORECASE)
HEADS = "title, h1, h2, h3, .title, .badge, nav, button, .btn"
LISTS = "a, legend, label, option, summary, th, td, dt, dd, .quiet, .tasks li"
# Tables of counts say whom they count; a form for what happened asks for it by its name.
SAY_IT = (
    "/desk/figures/",
    "/desk/indicators/",
    "/<language:language>/figures/",
    "/desk/components/",
    "/desk/cases/<slug:code>/background/",
)


@pytest.mark.parametrize("told", ["survivor", "Torture", "пережившее", "пережил(а)", "о пытках", "пытали", "шиканҷадида", "ill-treatment"])
def test_the_words_are_known_in_each_form(told):
    assert TELLS.search(told)


@pytest.mark.parametrize("told", ["попытка связаться", "пыталась дозвониться", "переживает за детей", "сам человек", "опыт"])
def test_other_words_are_none_of_them(told):
    assert not TELLS.search(told)


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_a_person_and_of_a_decision_say_nothing_and_statistics_say_it_in_full(language):
    with translation.override(language):
        told = [str(label) for label in (*Kind.labels, *DecisionReason.labels)]
        full = Kind.SURVIVOR.full_label

    assert [label for label in told if TELLS.search(label)] == []
    assert TELLS.search(full)


@pytest.fixture(scope="module")
def asking(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Asking, dict[Role, User]]]:
    """The sample with its account of each role signed in."""
    with shared(django_db_blocker, make_sample):
        grants = RoleGrant.objects.filter(user__username__in=SAMPLE_ACCOUNTS).select_related("user__organisation")
        users = {Role(grant.role): grant.user for grant in grants}
        made = Asking()
        for role, user in users.items():
            made.let_in(role, user)
        yield made, users


def addresses(house: House, users: dict[Role, User]) -> Iterator[tuple[Door, Role, dict[str, Any]]]:
    """Each address that shows something, with somebody who sees it; of cases and requests one of whom the word would say most."""
    table, seen = may(), {}
    for door in doors():
        if "GET" not in door.methods or door.name.startswith("api:"):
            continue
        kind = kind_of(door)
        for role in (role for role in users if table[door.route][role]):
            given: dict[str, Any] = {}
            if kind is not None and kind.model:
                if (kind, role) not in seen:
                    seen[kind, role] = [row for word, row in spread(house, users[role], kind).items() if word.endswith("in")]
                if not seen[kind, role]:
                    continue
                given = kind.arguments(max(seen[kind, role], key=lambda row: getattr(row, "kind", "") == Kind.SURVIVOR))
            yield door, role, given
            break


def read(door: Door, answer: Any) -> Iterator[str]:
    """What of an answer is read at a glance."""
    yield answer.headers.get("Content-Disposition", "")
    if answer.status_code != 200 or "html" not in answer.headers["Content-Type"]:
        return
    page = BeautifulSoup(answer.content, "html.parser")
    for part in page.select(HEADS if door.route.startswith(SAY_IT) else f"{HEADS}, {LISTS}"):
        yield " ".join(part.get_text(" ").split())


def look(asking: Asking, users: dict[Role, User], languages: Sequence[str], record_property: Callable[[str, object], None]) -> None:
    """Reads each address in one of these languages by turns, and fails with every text that tells."""
    found, wrong, pages = list(addresses(House.read(users.values()), users)), [], 0
    for turn, language in enumerate(languages):
        with writes_allowed():
            User.objects.update(language=language)
        for door, role, given in found[turn :: len(languages)]:
            address = door.address(**given, **({"language": language} if "language" in door.arguments else {}))
            answer = asking.ask(role, "GET", address)
            pages += answer.status_code == 200
            wrong += [f"{door.name}: {text[:90]}" for text in dict.fromkeys((address, *read(door, answer))) if TELLS.search(text)]

    record_property("figure", f"{pages} pages")
    assert not wrong, "\n".join(wrong)
    assert pages > 200


def test_nothing_read_at_a_glance_says_what_a_person_lived_through(asking, record_property):
    look(*asking, LANGUAGES, record_property)


def test_no_address_of_the_desk_names_a_danger_an_expertise_a_death_or_a_fund():
    told = re.compile(
        r"danger|urgent|safety|suicid|medico|/story|death|/body|cssrs|un_fund|diagnos|medicine|allerg|slug:heading|vital|own-plan|steps/<slug"
    )

    assert [door.route for door in doors() if door.route.startswith("/desk/") and told.search(door.route)] == []
    of_a_step = (("finish_step", "7K2M-4QX", "danger_now", "first"), ("guidance_step_read", "start-1", "danger_now"))
    assert [name for name, *given in of_a_step if told.search(reverse(f"desk:{name}", args=given))] == []


@pytest.mark.heavy
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_read_at_a_glance_in_any_language_says_it(asking, language, record_property):
    look(*asking, (language,), record_property)
