"""Journeys of every day on a telephone of 360 px, each in less than a minute, a family of three in less than three: counted in keys,
presses, answers and pages, since a clock here measures a machine.

The seconds are those of the keystroke-level model (Card, Moran and Newell): what a hand needs for a key, for pointing and pressing, what a
head needs before each answer; and a second for every page. Words of one's own are counted key by key, like everything else; of scrolling
it knows nothing. A request and an admission begin on My day; a visit, a session and a letter in the case; what came of a referral on its page.
"""

import json
import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, sample_case
from tests.journeys.page_actions import click, code_in, fill, option, send, unfold

KEY, PRESS, THOUGHT, PAGE = 0.33, 1.2, 1.35, 1.0  # seconds
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
        self.keys += len(text)
        self._answer(name, text)

    def choose(self, name: str, value: str) -> None:
        """One answer of those that stand open."""
        self._answer(name, value)

    def tick(self, name: str, *values: str) -> None:
        """Some answers of those that stand open, thought of at once."""
        self._answer(name, list(values), presses=len(values))

    def pick(self, name: str, value: str) -> None:
        """One of a list: it is opened, then pressed."""
        self._answer(name, value, presses=2)

    def pick_region(self, name: str) -> None:
        """Of a place its region alone, the first of the two lists that script makes of it."""
        self.answers, self.presses = self.answers + 1, self.presses + 2
        self.page.locator("[name=place]").locator("xpath=preceding-sibling::select").select_option(label=name)

    def agree(self, name: str) -> None:
        """A statement on a page: it is read, then ticked."""
        self.answers += 1
        self.press(f"[name={name}]")

    def send(self) -> None:
        """The main button."""
        self.press(f"{FORM} button.btn--main")

    def _answer(self, name: str, value: object, *, presses: int = 1) -> None:
        """What stands behind a title costs a press more."""
        self.answers, self.presses = self.answers + 1, self.presses + presses + unfold(self.page, name)
        fill(self.page, **{name: value})

    @property
    def seconds(self) -> float:
        """What a practised hand needs."""
        return round(self.keys * KEY + self.presses * PRESS + self.answers * THOUGHT + self.pages * PAGE, 1)


def of_the_overview(case: str, name: str) -> str:
    """A button of the overview below the next step."""
    return f"main a.btn[href='/desk/cases/{case}/{name}/']"


def request_is_written_down(page: Page) -> tuple[Counted, str]:
    """A relative calls: what they ask for, how soon, where, and how to call them back. No name yet. Ends with the code of the request."""
    page.goto("/desk/")
    hands = Counted(page)
    hands.press("main a[href='/desk/requests/new/']")
    hands.choose("asker", "relative")
    hands.tick("needs", "medical", "psychological")
    hands.choose("urgency", "amber")
    hands.type("need_words", "Сестра не спит, болит голова, боится улицы")
    hands.pick_region("Khatlon region")
    hands.type("number", "980000302")
    hands.tick("usual_terms", "evening", "unnamed")
    hands.send()
    expect(page.get_by_text(re.compile(r"^Request \S+ recorded\."))).to_be_visible()
    return hands, code_in(page)


def test_a_request_is_written_down_in_45_seconds_on_a_telephone(signed_in):
    page = signed_in("social-worker", viewport=PHONE)

    hands, _code = request_is_written_down(page)

    expect(page.get_by_text("medical help, psychological help · Khatlon region")).to_be_visible()
    assert (hands.answers, hands.presses, hands.pages) == (7, 12, 2), hands
    assert hands.seconds <= 45, hands


def test_an_adult_is_admitted_in_45_seconds_on_a_telephone(signed_in):
    _hands, request = request_is_written_down(signed_in("social-worker", viewport=PHONE))
    page = signed_in("coordinator", viewport=PHONE)
    page.goto(f"/desk/requests/{request}/triage/")
    fill(page, urgency="amber", kind="survivor")
    send(page)
    page.goto("/desk/")
    hands = Counted(page)

    hands.press("nav a[href='/desk/requests/']")
    hands.press(f"main a[href='/desk/requests/{request}/']")
    hands.press("a[href$='/admit/']")
    hands.type("family_name", "Дастгирова")
    hands.type("given_name", "Гулчехра")
    hands.type("birth", "1991")
    hands.choose("sex", "female")
    hands.pick("consent", "spoken")
    hands.type("witness", "Каримова З.")
    hands.pick("social", option(page, "social", re.compile(r"(?<!-)social-worker")))
    hands.pick("psychological", option(page, "psychological", re.compile(r"(?<!-)psychologist")))
    hands.send()

    expect(page.get_by_text("Person admitted. Case code")).to_be_visible()
    assert (hands.answers, hands.presses, hands.pages) == (8, 16, 4), hands
    assert hands.seconds <= 45, hands


def test_a_survivor_wife_and_son_are_admitted_in_150_seconds_on_a_telephone(signed_in):
    _hands, request = request_is_written_down(signed_in("social-worker", viewport=PHONE))
    page = signed_in("coordinator", viewport=PHONE)
    page.goto(f"/desk/requests/{request}/triage/")
    fill(page, urgency="amber", kind="survivor")
    send(page)
    page.goto(f"/desk/requests/{request}/")
    hands = Counted(page)

    hands.press("a[href$='/admit/']")
    hands.type("family_name", "Нуриддинов")
    hands.type("given_name", "Бахтиёр")
    hands.type("birth", "1984")
    hands.choose("sex", "male")
    hands.pick("consent", "spoken")
    hands.type("witness", "Каримова З.")
    hands.pick("social", option(page, "social", re.compile(r"(?<!-)social-worker")))
    hands.press("button[name=relatives]")
    expect(page).to_have_url(re.compile("/family/admit/$"))
    hands.pick("relation_1", "wife")
    hands.type("family_name_1", "Нуриддинова")
    hands.type("given_name_1", "Мавзуна")
    hands.type("birth_1", "1987")
    hands.choose("agrees_1", "yes")
    hands.pick("relation_2", "son")
    hands.type("family_name_2", "Нуриддинов")
    hands.type("given_name_2", "Далер")
    hands.type("birth_2", "2015")
    hands.choose("agrees_2", "yes")
    hands.agree("is_ward_2")
    hands.agree("child_assented_2")
    hands.choose("consent", "spoken")
    hands.type("witness", "Каримова З.")
    hands.choose("urgency", "green")
    hands.send()

    expect(page.get_by_text("Relatives admitted. Case codes:")).to_be_visible()
    assert (hands.answers, hands.presses, hands.pages) == (22, 30, 3), hands
    assert hands.seconds <= 150, hands


def test_a_visit_is_noted_in_45_seconds_on_a_telephone(server, signed_in):
    case = sample_case(server)
    page = signed_in("social-worker", viewport=PHONE)
    page.goto(f"/desk/cases/{case}/")
    hands = Counted(page)

    hands.press(of_the_overview(case, "note"))
    hands.choose("kind", "visit")
    hands.type("minutes", "60")
    hands.type("summary", "Дома тихо, спит лучше, просит справку для школы")
    hands.send()

    expect(page.get_by_text("Дома тихо, спит лучше").first).to_be_visible()
    assert (hands.answers, hands.presses, hands.pages) == (3, 5, 2), hands
    assert hands.seconds <= 45, hands


def test_a_session_is_noted_in_45_seconds_on_a_telephone(server, signed_in):
    case = sample_case(server)
    page = signed_in("psychologist", viewport=PHONE)
    page.goto(f"/desk/cases/{case}/")
    hands = Counted(page)

    hands.press(of_the_overview(case, "sessions/new"))
    hands.type("summary", "Учились дышать перед сном, стало спокойнее")
    hands.type("notes", "Вернуться к теме дороги, когда будет готова")
    hands.pick("approach", "breathing and relaxation")
    hands.send()

    expect(page.get_by_text("Учились дышать перед сном, стало спокойнее").first).to_be_visible()
    assert (hands.answers, hands.presses, hands.pages) == (3, 6, 2), hands
    assert hands.seconds <= 45, hands


def test_a_letter_of_referral_is_sent_in_45_seconds_on_a_telephone_with_the_consent_to_it(server, signed_in):
    case = sample_case(server)
    page = signed_in("social-worker", viewport=PHONE)
    page.goto(f"/desk/cases/{case}/")
    hands = Counted(page)

    hands.press(f"nav.tabs a[href='/desk/cases/{case}/referrals/']")
    hands.press("a[href$='/referrals/add/']")
    hands.press("main form button[name=open]")  # the complaints at admission
    hands.pick("facility", option(page, "facility", "Psychologist of the society"))
    hands.pick("service", "psychology")
    expect(page.locator("[name=complaints]")).not_to_be_empty()
    hands.send()
    hands.press("main a[href$='/consent/']")
    hands.choose("decision", "given")
    hands.choose("form", "spoken")
    hands.type("witness", "Каримова З.")
    hands.send()
    hands.press("form[action$='/preview/'] button")
    hands.agree("looked_again")
    hands.press("form[action$='/send/'] button")
    with page.expect_download() as letter:
        hands.press("form[action$='/letter/'] button")

    assert letter.value.suggested_filename.endswith(".pdf")
    assert hands.seconds <= 45, hands


def test_what_came_of_a_referral_is_written_down_in_30_seconds_on_a_telephone(signed_in):
    page = signed_in("social-worker", viewport=PHONE)
    page.goto("/desk/referrals/")
    page.goto(page.locator("main tr", has_text="appointment given").locator("a[href*='/referrals/']").first.get_attribute("href") or "")
    hands = Counted(page)

    hands.press("a[href$='/step/completed/']")
    hands.type("words", "Кардиограмма в норме, повторить через год")
    hands.send()

    expect(page.get_by_text("Recorded.").first).to_be_visible()
    assert (hands.answers, hands.pages) == (1, 2), hands
    assert hands.seconds <= 30, hands


def case_without_programme(server, page):
    """The code of a case of the sample that waits for its programme, its page open."""
    told = server.panoh("list", "cases", "--as", "social-worker", "--json").stdout
    for row in json.loads(told):
        page.goto(f"/desk/cases/{row['code']}/programme/")
        if page.locator("form[action$='/programme/draft/'] button.btn--main").count():
            return row["code"]
    raise AssertionError("no case of the sample waits for its programme")


SERVICES = ((("psychological", "session", "10"), ("medical", "consultation", "3")), (("social", "accompaniment", "4"),))  # by goal


def test_a_programme_with_two_goals_and_three_services_is_drafted_in_120_seconds_on_a_telephone(server, signed_in):
    page = signed_in("social-worker", viewport=PHONE)
    case_without_programme(server, page)
    hands = Counted(page)

    hands.press("form[action$='/programme/draft/'] button.btn--main")
    for goal, (words, capacity) in enumerate((("Спать пять часов подряд", "mental"), ("Выходить в магазин одной", "self_sufficiency"))):
        hands.press("main a.btn[href$='/goals/new/']")
        hands.type("words", words)
        hands.choose("capacity", capacity)
        hands.send()
        for kind, item, times in SERVICES[goal]:
            hands.press(f"section.goal >> nth={goal} >> a[href$='/service/']")
            hands.pick("help", kind)
            hands.pick("item", item)
            hands.type("times", times)
            hands.send()

    expect(page.locator("section.goal")).to_have_count(2)
    assert hands.seconds <= 120, hands


def admitted_case(signed_in):
    """The code of the case of an adult admitted just now, with a social worker and without a danger."""
    _hands, request = request_is_written_down(signed_in("social-worker", viewport=PHONE))
    page = signed_in("coordinator", viewport=PHONE)
    page.goto(f"/desk/requests/{request}/triage/")
    fill(page, urgency="green", kind="survivor")
    send(page)
    page.goto(f"/desk/requests/{request}/admit/")
    fill(page, family_name="Назарова", given_name="Малика", birth="1988", sex="female", consent="spoken", witness="Каримова З.")
    fill(page, social=option(page, "social", re.compile(r"(?<!-)social-worker")))
    send(page)
    return code_in(page)


def test_a_closing_is_proposed_and_decided_in_45_seconds_on_two_telephones(signed_in):
    case = admitted_case(signed_in)
    page = signed_in("social-worker", viewport=PHONE)
    page.goto(f"/desk/cases/{case}/")
    hands = Counted(page)

    hands.press(f"nav.tabs a[href='/desk/cases/{case}/more/']")
    hands.press(f"main a[href='/desk/cases/{case}/closure/']")
    hands.press(f"main a[href='/desk/cases/{case}/closure/close/']")
    hands.pick("reason", "person_chose")
    hands.type("words", "Уехала к сестре, знает, куда позвонить")
    hands.send()
    expect(page.get_by_text("Proposed.").first).to_be_visible()

    other = signed_in("coordinator", viewport=PHONE)
    other.goto("/desk/")
    others = Counted(other)
    others.press("main a[href='/desk/tasks/?part=decision']")
    others.press(f"main a[href='/desk/cases/{case}/closure/decide/']")
    others.choose("agreed", "yes")
    others.send()

    expect(other.get_by_text("Decided.").first).to_be_visible()
    assert hands.seconds + others.seconds <= 45, (hands, others)
