"""Case conferences: who was there, what was decided, what comes of it; people from outside never by name."""

import datetime as dt

import pytest

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.cases.actions.conference import correct_conference, hold_conference
from panoh.cases.actions.programme import draft_programme
from panoh.cases.actions.reading import read_shared
from panoh.cases.enums import CaseState, ConferenceRole, ProgrammeState, TaskKind
from panoh.cases.forms.conference import ConferenceForm
from panoh.cases.models import Conference, Task
from panoh.cases.queries.care import amendments, conferences, who_was_there
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from tests.days import TODAY, taken
from tests.factories.accounts import make_user
from tests.factories.care import make_programme, make_team
from tests.factories.cases import make_case, make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SAID = {"decisions": "Сначала сон", "dissent": "Врач за невролога", "wishes": "Без мужчин", "talk": "Говорили час"}


def meet(case, by, **facts):
    return hold_conference(case, by=by, **{"held_on": today(), "outside": [ConferenceRole.PERSON], **SAID, **facts})


def test_a_conference_keeps_its_words_sealed_and_who_was_there():
    case, (social, physician) = make_team(Role.SOCIAL_WORKER, Role.PHYSICIAN)

    row = meet(case, social, staff=[physician, social], outside=[ConferenceRole.PERSON, ConferenceRole.TEACHER])

    stored = conferences(case).get()
    assert who_was_there(stored) == [social.username, physician.username, "the person", "a teacher"]
    words = read_shared([stored], by=physician)[row.pk]
    assert {name: words[name] for name in SAID} == SAID
    assert "Сначала сон".encode() not in bytes(stored.decisions)


def test_the_draft_that_follows_is_what_it_led_to():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    meet(case, social)

    programme = draft_programme(case, by=social)

    assert Conference.objects.get().programme == programme


def test_a_conference_over_a_draft_in_hand_belongs_to_it_and_one_over_a_programme_in_force_to_the_next():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    draft = make_programme(case, by=social)
    assert meet(case, social).programme == draft

    other, (colleague,) = make_team(Role.SOCIAL_WORKER)
    make_programme(other, by=colleague, state=ProgrammeState.APPROVED)
    assert meet(other, colleague).programme is None


def test_the_next_conference_is_something_to_do_and_is_done_by_holding_it():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    meet(case, social, next_on=today() + dt.timedelta(days=14))
    assert Task.objects.get(kind=TaskKind.CONFERENCE).done_at is None

    meet(case, social)

    assert Task.objects.get(kind=TaskKind.CONFERENCE).done_at is not None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"held_on": dt.timedelta(days=1)}, "held_on"),
        ({"decisions": " "}, "decisions"),
        ({"outside": []}, "staff"),
        ({"next_on": TODAY}, "next_on"),
    ],
)
def test_hold_conference_says_what_cannot_be(facts, field):
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Invalid) as refused:
        meet(case, social, **taken(facts))
    assert list(refused.value.fields) == [field]
    assert Conference.objects.count() == 0


def test_a_closed_case_has_no_conference():
    coordinator = make_coordinator()

    with pytest.raises(WrongState, match="Reopen it"):
        meet(make_case(by=coordinator, state=CaseState.CLOSED), coordinator)


def test_correct_conference_keeps_what_stood_there_and_is_for_its_author():
    case, (social, colleague) = make_team(Role.SOCIAL_WORKER, Role.SOCIAL_WORKER)
    row = meet(case, social)
    new = {**SAID, "decisions": "Сначала боль"}

    with pytest.raises(Denied, match="Only the person who recorded a conference can correct it"):
        correct_conference(row, by=colleague, why="Иначе", held_on=today(), **new)
    correct_conference(row, by=social, why="Описка", held_on=today(), **new)

    assert read_shared([Conference.objects.get()], by=social)[row.pk]["decisions"] == "Сначала боль"
    assert [item.field for item in amendments(case, row.pk)] == ["decisions"]


def test_colleagues_are_offered_by_the_alphabet():
    for name in ("zarina", "aziz", "malika"):
        make_user(username=name)

    offered = ConferenceForm(colleagues=User.objects.filter(username__in=["zarina", "aziz", "malika"])).fields["staff"].choices

    assert [label for _key, label in offered] == ["aziz", "malika", "zarina"]
