"""What is read over a shoulder in discreet mode: of every page of the desk no word that somebody said, no danger, no questionnaire and no
discipline stands outside what a press opens; what a form asks stays, so that it can be written in, but for what names danger."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoDbBlocker

from panoh.accounts.models import RoleGrant, User
from panoh.accounts.roles import Role
from panoh.accounts.sample import SAMPLE_ACCOUNTS
from panoh.audit.guard import writes_allowed
from panoh.audit.trail import action, record
from panoh.cases.danger import DangerSign
from panoh.cases.enums import TaskKind
from panoh.core.actor import SYSTEM
from panoh.core.languages import LANGUAGES
from panoh.instruments.reading import definitions
from panoh.vault.actions import recipients_of, seal
from panoh.vault.events import Event
from panoh.vault.fields import sealed_fields
from tests.access.asking import Asking
from tests.access.objects import House
from tests.access.test_over_a_shoulder import addresses
from tests.factories.sample import make_sample
from tests.worlds import shared

pytestmark = pytest.mark.django_db

MARK = "Қаноркалима"
TOLD = {"words", "clinical", "legal", "notes"}  # classes of what was said and written about somebody
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{5}\b")
PACKED = {
    "answers",
    "told",
    "systems",
    "state",
    "cells",
    "heads",
    "columns",
    "content",
    "file_name",
    "items",
    "outcome",
    "former",
}  # no sentences
# Settings, the guide, the rota, the directory and samples of how things look name dangers, questionnaires and disciplines, and nobody who
# has to do with them.
ABOUT_NOBODY = ("/desk/components/", "/desk/questionnaires/", "/desk/directory/", "/desk/guide/", "/desk/hotline/rota/")
ASKED = "label, legend, option, th, datalist, .hint"  # of a form


@action
def mark_words() -> int:
    """Writes the mark into every sealed field of words of the sample."""
    record(Event.OPENED, by=SYSTEM, purpose="marks")
    count = 0
    for model in apps.get_models():
        names = [name for name, one in sealed_fields(model).items() if one.data_class in TOLD and name not in PACKED]
        for row in model._base_manager.all() if names else ():
            if holders := recipients_of([row.sealing_subject()])[row.sealing_subject()]:
                seal(row, by=replace(SYSTEM, organisation=next(iter(holders))), **dict.fromkeys(names, MARK))
                count += model._base_manager.filter(pk=row.pk).update(**{name: getattr(row, name) for name in names})
    return count


@pytest.fixture(scope="module")
def asking(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Asking, dict[Role, User]]]:
    """The sample, marked, with its account of each role signed in and discreet."""
    with shared(django_db_blocker, make_sample):
        assert mark_words() > 300
        grants = RoleGrant.objects.filter(user__username__in=SAMPLE_ACCOUNTS).select_related("user__organisation")
        users = {Role(grant.role): grant.user for grant in grants}
        made = Asking()
        for role, user in users.items():
            made.let_in(role, user)
            made.clients[role].post(reverse("desk:discreet"), {"on": "1"})
        yield made, users


# Also in what a form asks. The drills, which More names, and the sound of one's own account are about nobody.
DANGER = re.compile(r"(?<!\w)(?:danger|suicid|violen|опасн|суицид|самоубий|насил|хатар|худкуш|зӯровар)\w*", re.IGNORECASE)
NAMED_OF_NOBODY = frozenset({"desk:account", "desk:drills", "desk:more"})
PROFESSIONS = r"psych(?:olog|iatr)\w*|психолог\w*|психиатр\w*|равоншинос\w*|равонпизишк\w*|\bлицо, пережив\w*"


def tells(language: str) -> re.Pattern[str]:
    """Names of dangers and questionnaires in a language, and words of disciplines."""
    with translation.override(language):
        names = [*map(str, DangerSign.labels), str(TaskKind.RISK.label), str(TaskKind.DANGER.label), str(TaskKind.DEATH.label)]
    names += [form.title[language] for form in definitions().values()]
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + f"|{PROFESSIONS})(?!\\w)", re.IGNORECASE)


def read(page: BeautifulSoup) -> tuple[str, str]:
    """What is read of a page before anything is opened: all of it, fields included; and without what its forms ask."""
    for later in page.select("details[data-asked-if]"):  # shown by an answer alone
        later.decompose()
    for shut in page.select("details:not([open])"):
        for part in shut.find_all(recursive=False):
            if part.name != "summary":
                part.decompose()
    values = " ".join(str(field["value"]) for field in page.select("input[value]:not([type=hidden])"))
    whole = f"{page.get_text(' ')} {values}"
    for asked in page.select(ASKED):
        if asked.find_parent("form") is not None and not CODE.search(asked.get_text()):
            asked.decompose()
    return whole, " ".join(page.get_text(" ").split())


def look(made: Asking, users: dict[Role, User], record_property: Callable[[str, object], None]) -> tuple[int, int]:
    """Reads each address that these users see, the languages by turns, and fails with what is read; how many there are, how many tell."""
    found, wrong, pages, marked = list(addresses(House.read(users.values()), users)), [], 0, 0
    for turn, language in enumerate(LANGUAGES):
        with writes_allowed():
            User.objects.update(language=language)
        told = tells(language)
        for door, role, given in found[turn :: len(LANGUAGES)]:
            if not door.route.startswith("/desk/") or door.route.startswith(ABOUT_NOBODY):
                continue
            answer = made.ask(role, "GET", door.address(**given))
            if answer.status_code != 200 or b"<main" not in answer.content:
                wrong += [f"{door.name}: {answer.status_code}"] if answer.status_code >= 500 else []
                continue
            pages += 1
            marked += MARK in answer.text
            whole, unasked = read(BeautifulSoup(answer.content, "html.parser"))
            wrong += [f"{door.name} as {role}: {whole[max(0, at - 60) : at + 20]!r}" for at in [whole.find(MARK)] if at >= 0]
            if door.name not in NAMED_OF_NOBODY:
                wrong += [f"{door.name} as {role}: {whole[max(0, hit.start() - 60) : hit.end() + 20]!r}" for hit in DANGER.finditer(whole)][
                    :3
                ]
            wrong += [f"{door.name} as {role}: {unasked[max(0, hit.start() - 60) : hit.end() + 20]!r}" for hit in told.finditer(unasked)][
                :3
            ]

    record_property("figure", f"{pages} pages, {marked} of them tell")
    assert not wrong, f"{len(wrong)}\n" + "\n".join(wrong)
    return pages, marked


def test_nothing_of_a_person_is_read_before_a_press(asking, record_property):
    pages, marked = look(*asking, record_property)
    assert pages > 180
    assert marked >= 5  # more open by a press alone


@pytest.mark.heavy
@pytest.mark.parametrize("role", sorted(Role))
def test_nothing_of_a_person_is_read_before_a_press_in_any_role(asking, role, record_property):
    made, users = asking
    pages, _marked = look(made, {role: users[role]} if role in users else {}, record_property)
    assert pages > 10 or role not in users
