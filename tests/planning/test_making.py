"""How a plan was made: meetings, who sat there, decisions; names and places are sealed."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid
from panoh.planning import actions
from panoh.planning.enums import Came
from panoh.planning.models import Decision, Meeting, Participant
from tests.desk.frame import IS_OFF, QUERIES
from tests.factories.accounts import make_secretariat, make_user, sign_in
from tests.factories.planning import make_plan
from tests.pages import text

pytestmark = pytest.mark.django_db
DAY = dt.date(2017, 11, 2)


@pytest.fixture
def coordinator(client, agent):
    make_secretariat()
    return sign_in(client, make_user(Role.COORDINATOR))


@pytest.mark.database
def test_a_meeting_is_written_down_and_its_names_open_by_a_press(client, coordinator):
    plan = make_plan(by=coordinator, adopted=True)
    there = reverse("desk:plan_making", args=[plan.pk])
    client.post(reverse("desk:plan_meeting_add", args=[plan.pk]), {"held_on": "02.11.2017", "place": "Варзоб", "words": "Ҳадафҳо"})
    meeting = Meeting.objects.get()
    seat = {"came_as": "expert", "role": "Director of a centre", "organisation": "Georgia", "name": "Нино"}
    client.post(reverse("desk:plan_seat", args=[meeting.pk]), seat)
    client.post(reverse("desk:plan_decide", args=[meeting.pk]), {"words": "Нақша барои чор сол"})

    shut, opened = text(client.get(there)), text(client.post(there))

    assert ("Director of a centre" in shut, "Georgia" in shut, "invited expert" in shut) == (True, True, True)
    for word in ("Варзоб", "Ҳадафҳо", "Нино", "чор сол"):
        assert (word in shut, word in opened) == (False, True), word
    assert "Нино".encode() not in bytes(Participant.objects.get().name)
    form = client.post(reverse("desk:plan_meeting", args=[meeting.pk]), {"open": "1"})
    assert "Варзоб" in form.content.decode()
    changed = {"held_on": "03.11.2017", "place": "Ҳисор", "words": "", "version": meeting.version}
    client.post(reverse("desk:plan_meeting", args=[meeting.pk]), changed)
    assert (Meeting.objects.get().held_on, "Ҳисор" in text(client.post(there))) == (dt.date(2017, 11, 3), True)
    client.post(reverse("desk:plan_meeting_out", args=[meeting.pk]))
    assert (Meeting.objects.count(), Participant.objects.count(), Decision.objects.count()) == (0, 0, 0)


def test_what_cannot_be_is_refused(coordinator):
    plan = make_plan(by=coordinator)
    with pytest.raises(Invalid):
        actions.hold_meeting(plan, by=coordinator, held_on=today() + dt.timedelta(days=1))
    meeting = actions.hold_meeting(plan, by=coordinator, held_on=DAY)
    for facts, field in (({"came_as": "guest", "role": "x"}, "came_as"), ({"came_as": Came.MEMBER, "role": " "}, "role")):
        with pytest.raises(Invalid) as error:
            actions.seat(meeting, by=coordinator, **facts)
        assert list(error.value.fields) == [field]
    with pytest.raises(Invalid):
        actions.decide(meeting, by=coordinator, words=" ")
    for user in (make_user(Role.DIRECTOR), make_user(Role.SOCIAL_WORKER)):
        with pytest.raises(Denied):
            actions.decide(meeting, by=user, words="Нақша")


def test_the_director_reads_and_takes_nothing_out(client, coordinator):
    plan = make_plan(by=coordinator)
    meeting = actions.hold_meeting(plan, by=coordinator, held_on=DAY, place="Варзоб")
    row = actions.seat(meeting, by=coordinator, came_as=Came.SECRETARIAT, role="Coordinator")
    decision = actions.decide(meeting, by=coordinator, words="Нақша")
    sign_in(client, make_user(Role.DIRECTOR))

    assert "Варзоб" in text(client.post(reverse("desk:plan_making", args=[plan.pk])))
    for name, args in (("plan_meeting_out", []), ("plan_unseat", [row.pk]), ("plan_decision_out", [decision.pk])):
        assert client.post(reverse(f"desk:{name}", args=[meeting.pk, *args])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_one_meeting_as_for_three(client, coordinator, count, django_assert_num_queries):
    plan = make_plan(by=coordinator)
    for _each in range(count):
        meeting = actions.hold_meeting(plan, by=coordinator, held_on=DAY)
        actions.seat(meeting, by=coordinator, came_as=Came.SECRETARIAT, role="Coordinator")
        actions.decide(meeting, by=coordinator, words="Нақша")
    there = reverse("desk:plan_making", args=[plan.pk])
    client.get(there)

    with django_assert_num_queries(QUERIES + IS_OFF + 5):
        client.get(there)
