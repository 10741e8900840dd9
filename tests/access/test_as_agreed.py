"""Each pair of who gives and who receives a case: every page and figure says what the person agreed to show there, and no more.

Another set of kinds a case, the same for all who receive it: of any two kinds each is agreed to somewhere without the other.
"""

from dataclasses import dataclass
from itertools import combinations

import pytest

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.cases.actions import assign_worker, change_urgency, rate_capacities, share_case
from panoh.cases.enums import Discipline, Help, Moment, ProgrammeState, Urgency
from panoh.cases.models import Assessment, Case, Session
from panoh.coalition.actions import accept_proposal
from panoh.coalition.enums import Kind
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.desk.frame import counting
from panoh.findings.models import Diagnosis
from panoh.legal.models import Milestone
from panoh.people.actions import set_safe_contact
from tests.access.asking import ON_THE_RING, nothing_stays
from tests.access.doors import doors
from tests.access.objects import kind_of
from tests.cases.test_urgency import GRAVE
from tests.factories.accounts import make_legal_unit, make_member, make_secretariat, make_user, sign_in
from tests.factories.acts import make_specialist
from tests.factories.care import make_assessment, make_programme, make_session
from tests.factories.cases import make_case, make_coordinator
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.factories.findings import make_diagnosis, tell
from tests.factories.instruments import make_response
from tests.factories.legal import make_milestone, show_to_lawyers
from tests.pages import soup_of
from tests.worlds import shared

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FAMILIES = ("Шамсиддинзода", "Абдурашидзода", "Мирзоқобилов", "Ғафурҷонзода", "Суннатиллоев")
WORDS = {
    DataKind.CONTACT: "После шести, одной сестре",
    DataKind.COMPLAINTS: "Звенит в ушах",
    DataKind.MEDICAL: "Рубец на плече",
    DataKind.PSYCHOLOGICAL: "Спит по три часа",
    DataKind.SOCIAL: "Живёт у сестры в Вахдате",
    DataKind.LEGAL: "Зал на этаже",
    DataKind.STORY: "Держали в подвале",
}
OF_WORK = ("danger to life", "seven capacities")
TELL_OF_WORK = frozenset({DataKind.MEDICAL, DataKind.PSYCHOLOGICAL, DataKind.SOCIAL, DataKind.LEGAL, DataKind.STORY})
FORM, OPENS = "application/x-www-form-urlencoded", "purpose=care&open=1"
# Pressed, these end the session, or act on the key agent of the whole run.
NOT_PRESSED = ON_THE_RING | {"desk:sign_out"}
DOORS = [door for door in doors() if door.name.startswith("desk:") and door.name not in NOT_PRESSED and {"GET", "POST"} & door.methods]
# By a part of the address: which rows of a case a key in it is of.
ROWS = {"/assessments/": Assessment, "/medical/3/": Diagnosis, "/records/": Diagnosis, "/sessions/": Session, "/legal/": Milestone}
# What can be reported is asked of whoever reports; a questionnaire is called by what it asks.
ASKED = {("desk:report_danger", "danger to life"), ("desk:case_questionnaires", "danger to life")}
# Each kind is in two of five sets, no two kinds in the same two: each of any two kinds is agreed to somewhere without the other.
COLUMNS = dict(zip(DataKind, combinations(range(5), 2), strict=False))
SETS = [frozenset(kind for kind in DataKind if number in COLUMNS[kind]) for number in range(5)]
GIVERS = ("secretariat", "member")
RECEIVERS = ("member worker", "member psychologist", "lawyer", "specialist")
# A psychologist of a member is shown what its worker is.
WALKS = [(who, number) for who in RECEIVERS for number in range(len(SETS)) if who != "member psychologist" or number == 1]
# What its pages say without a word being opened first.
IN_SIGHT = frozenset({DataKind.NAME, DataKind.MEDICAL, DataKind.PSYCHOLOGICAL, DataKind.SOCIAL})


@dataclass(frozen=True)
class House:
    """Who receives, and the case of each set."""

    people: dict[str, User]
    team: dict[DataKind, User]
    cases: list[Case]


def marks(kind: DataKind, number: int) -> list[str]:
    """What tells of this kind of data in the case of this number, and in no other."""
    if kind == DataKind.NAME:
        return [FAMILIES[number], f"198{number}"]
    words = [f"{WORDS[kind]} {number}"]
    return [*words, f"787 66 7{number}", f"787-66-7{number}", f"787667{number}"] if kind == DataKind.CONTACT else words


def make_told(number: int, coordinator: User, team: list[User]) -> Case:
    """A case of which something was written down of every kind."""
    words = {kind: f"{said} {number}" for kind, said in WORDS.items()}
    social, physician, psychologist = team
    disciplines = (Discipline.SOCIAL, Discipline.MEDICAL, Discipline.PSYCHOLOGICAL)
    facts = {"family_name": FAMILIES[number], "birth": f"198{number}-03-12", "complaint_words": words[DataKind.COMPLAINTS]}
    giver = make_member(1) if GIVERS[number % 2] == "member" else make_secretariat()
    case = make_case(by=coordinator, organisation=giver, workers=tuple(zip(team, disciplines, strict=True)), **facts)
    change_urgency(case, by=social, urgency=Urgency.RED, signs=GRAVE)
    rate_capacities(case, by=social, moment=Moment.ADMISSION, values={"mental": 1})
    set_safe_contact(case.person, by=coordinator, number=f"+99298787667{number}", not_to_say=words[DataKind.CONTACT])
    tell(case, by=psychologist, words=words[DataKind.STORY])
    for by, discipline in zip(team, disciplines, strict=True):
        found = words[DataKind(discipline)]
        make_assessment(case, by=by, discipline=discipline, summary=found, findings=found)
        make_session(case, by=by, discipline=discipline, summary=found)
    make_diagnosis(case, by=psychologist, discipline=Discipline.PSYCHOLOGICAL)
    make_diagnosis(case, by=physician, code="I10", note=words[DataKind.MEDICAL])
    make_response(case, by=psychologist)
    make_programme(case, by=psychologist, state=ProgrammeState.APPROVED, help=Help.MEDICAL)
    return Case.objects.get(pk=case.pk)


def make_house() -> House:
    coordinator, member, outside = make_coordinator(), make_member(2), make_specialist()
    team = [make_user(role) for role in (Role.SOCIAL_WORKER, Role.PHYSICIAN, Role.PSYCHOLOGIST)]
    people = {
        "member worker": make_user(Role.MEMBER_WORKER, organisation=member),
        "member psychologist": make_user(Role.MEMBER_PSYCHOLOGIST, organisation=member),
        "lawyer": make_user(Role.LAWYER, organisation=make_legal_unit()),
        "specialist": outside.user,
    }
    cases = []
    for number, kinds in enumerate(SETS):
        case = make_told(number, coordinator, team)
        cases.append(case)
        accept_proposal(
            make_proposal(by=coordinator, case=case, taker=member, kind=Kind.SHARE, kinds=list(kinds)), by=people["member worker"]
        )
        show_to_lawyers(case, list(kinds), by=coordinator)
        make_milestone(case, by=people["lawyer"], words=f"{WORDS[DataKind.LEGAL]} {number}")
        given = {"purpose": ConsentPurpose.TEAM, "organisation": outside.user.organisation, "data_kinds": list(kinds)}
        make_consent(case.person, by=coordinator, **given)
        share_case(case, by=coordinator, organisation=outside.user.organisation)
        if DataKind.PSYCHOLOGICAL in kinds:
            assign_worker(case, by=coordinator, user=outside.user, discipline=Discipline.PSYCHOLOGICAL)
    kinds = (DataKind.SOCIAL, DataKind.MEDICAL, DataKind.PSYCHOLOGICAL)
    return House(people, dict(zip(kinds, team, strict=True)), cases)


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    with shared(django_db_blocker, make_house) as made:
        yield made


@pytest.fixture(autouse=True)
def count_once(monkeypatch):
    """What waits is counted once and not on each page: nothing is done between these."""
    known, count = [], counting._count

    def once(*found):
        if not known:
            known.append(count(*found))
        return known[0]

    monkeypatch.setattr(counting, "_count", once)


def answers(client, doors, arguments, *, whole=True):
    """What addresses say: as a part of a page, as a page, and by a press that opens words; what is refused as a part is asked for no
    further. Nothing that is pressed stays. `whole`: the page too, with what stands around it."""
    for door in doors:
        for given in arguments(door):
            for method, part in (("GET", True), ("GET", False), ("POST", True)):
                if method not in door.methods or not (part or whole):
                    continue
                with nothing_stays():
                    headers = {"HX-Request": "true"} if part else None
                    answer = client.generic(method, door.address(**given), data=OPENS, content_type=FORM, headers=headers)
                if answer.status_code == 200 and not answer.streaming and "html" in answer.headers["Content-Type"]:
                    yield door, " ".join(soup_of(answer).get_text(" ").split()).casefold()
                elif method == "GET":
                    break


def of_case(door, case):
    """What stands in an address for it to be about this case, or about a row of it."""
    if door.arguments.keys() == {"code", "key"}:
        model = next((model for part, model in ROWS.items() if part in door.route), None)
        return [{"code": case.code, "key": row.pk} for row in model.objects.filter(person=case.person)] if model else []
    kind = kind_of(door)
    if kind is None or not kind.model:
        return []
    if kind.model == "cases.Case":
        return [{"code": case.code}] if door.arguments.keys() == {"code"} else []
    return [kind.arguments(row) for row in kind.rows() if getattr(row, "case_id", None) == case.pk]


def hidden(house, user, number):
    """Words that must not be said to this account of the case of this number."""
    kinds = SETS[number] | ({DataKind.LEGAL} if user.organisation.kind == OrganisationKind.LEGAL_UNIT else set())
    return {word.casefold() for kind in DataKind if kind not in kinds for word in marks(kind, number)}


@pytest.fixture
def asks(house, client, who):
    """Somebody who receives, and their browser."""
    sign_in(client, house.people[who])
    return house.people[who], client


@pytest.mark.parametrize(("who", "number"), WALKS)
def test_no_page_of_a_case_says_more_than_was_agreed_to(house, asks, who, number):
    (user, client), case = asks, house.cases[number]
    forbidden = hidden(house, user, number) | (set(OF_WORK) if TELL_OF_WORK - SETS[number] else set())
    others = {worker.username for kind, worker in house.team.items() if kind not in SETS[number]}
    leaks, seen = set(), set()

    for door, words in answers(client, [door for door in DOORS if door.arguments], lambda door: of_case(door, case)):
        named = set() if door.name == "desk:case_story" else others  # there it is said who wrote it down
        leaks |= {(door.name, word) for word in forbidden | named if word in words}
        seen |= {kind for kind in IN_SIGHT if any(word.casefold() in words for word in marks(kind, number))}

    assert leaks - ASKED == set()
    works_there = who != "specialist" or DataKind.PSYCHOLOGICAL in SETS[number]
    assert seen == (IN_SIGHT & SETS[number] if works_there else set())


@pytest.mark.parametrize("who", RECEIVERS)
def test_no_list_and_no_figure_says_more_than_was_agreed_to(house, asks, who):
    user, client = asks
    forbidden = set().union(*(hidden(house, user, number) for number in range(len(SETS))))
    leaks, reached = set(), set()

    for door, words in answers(client, [door for door in DOORS if not door.arguments], lambda _door: [{}], whole=False):
        reached.add(door.name)
        leaks |= {(door.name, word) for word in forbidden if word in words}

    assert leaks == set()
    assert len(reached) > 40
