"""A visit noted in 90 seconds, a person admitted in six minutes: counted in keys, presses and pages, since a clock here measures a machine.

The seconds are those of the keystroke-level model (Card, Moran and Newell): what a hand needs for a key, for pointing and pressing, what a
head needs before each answer; and a second for every page. Words of one's own are counted key by key, like everything else.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, sample_case
from tests.journeys.page_actions import click, fill, option
from tests.journeys.test_main_job import request_is_triaged, request_is_written_down

KEY, PRESS, THOUGHT, PAGE = 0.5, 1.2, 1.35, 1.0  # seconds; a key as on a telephone, slower than on a desk
FORM = "form.form"


@dataclass
class Counted:
    """Hands that count what they do."""

    page: Page
    keys: int = 0
    presses: int = 0
    answers: int = 0
    pages: int = 0

    def __post_init__(self) -> None:
        self.page.on("framenavigated", self._arrived)

    def _arrived(self, frame: object) -> None:
        self.pages += frame == self.page.main_frame

    def press(self, what: str) -> None:
        """Presses what the selector finds first."""
        self.presses += 1
        click(self.page.locator(what).first)

    def type(self, name: str, text: str) -> None:
        """Goes into a field and types."""
        self.answers, self.presses, self.keys = self.answers + 1, self.presses + 1, self.keys + len(text)
        fill(self.page, **{name: text})

    def choose(self, name: str, value: str) -> None:
        """One answer of those that stand open."""
        self.answers, self.presses = self.answers + 1, self.presses + 1
        fill(self.page, **{name: value})

    def pick(self, name: str, value: str) -> None:
        """One of a list: it is opened, then pressed."""
        self.answers, self.presses = self.answers + 1, self.presses + 2
        fill(self.page, **{name: value})

    def send(self) -> None:
        """The main button."""
        self.press(f"{FORM} button.btn--main")

    @property
    def seconds(self) -> float:
        """What a practised hand needs."""
        return self.keys * KEY + self.presses * PRESS + self.answers * THOUGHT + self.pages * PAGE


def test_a_visit_is_noted_in_90_seconds_on_a_telephone(server, signed_in):
    case = sample_case(server)
    page = signed_in("social-worker", viewport=PHONE)
    page.goto(f"/desk/cases/{case}/")
    hands = Counted(page)

    hands.press(f"main a[href='/desk/cases/{case}/sessions/']")
    hands.press("a[href$='/note/']")
    hands.choose("kind", "visit")
    hands.type("minutes", "60")
    hands.type("summary", "Дома тихо, спит лучше, просит справку для школы")
    hands.send()

    expect(page.get_by_text("Дома тихо, спит лучше").first).to_be_visible()
    assert (hands.pages, hands.presses <= 7, hands.keys <= 60) == (3, True, True), hands
    assert hands.seconds <= 90, hands


def test_a_person_is_admitted_in_six_minutes(signed_in):
    social, coordinator = signed_in("social-worker"), signed_in("coordinator")
    request = request_is_written_down(social)
    request_is_triaged(coordinator, request)
    coordinator.goto(f"/desk/requests/{request}/")
    hands = Counted(coordinator)

    hands.press("a[href$='/admit/']")
    hands.type("family_name", "Дастгирова")
    hands.type("birth", "14.06.1991")
    hands.choose("sex", "female")
    hands.choose("kind", "survivor")
    hands.pick("consent", "spoken")
    hands.type("witness", "Намунаева С.")
    hands.press("details.how:has([name=social]) > summary")
    hands.pick("social", option(coordinator, "social", re.compile(r"(?<!-)social-worker")))
    hands.pick("psychological", option(coordinator, "psychological", re.compile(r"(?<!-)psychologist")))
    hands.press("details.how:has([name=decision_words]) > summary")
    hands.type("decision_words", "Показан невролог, затем психолог")
    hands.send()

    expect(coordinator.get_by_text("Admitted. The case has the code")).to_be_visible()
    assert (hands.pages, hands.presses <= 16, hands.keys <= 120) == (2, True, True), hands
    assert hands.seconds <= 360, hands
