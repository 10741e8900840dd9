"""What was found of one person is never ended, shown or taken out through somebody else's case, whoever calls the action."""

import pytest

from panoh.accounts.roles import Role
from panoh.cases.actions import assign_worker, reopen_case
from panoh.cases.enums import Discipline
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import today
from panoh.core.errors import Denied
from panoh.findings.actions.body import keep_photograph, take_out_mark, take_out_photograph, view_photograph
from panoh.findings.actions.clinical import end_allergy, end_diagnosis, stop_medicine
from panoh.findings.actions.story import take_out_event
from panoh.findings.models import BodyMark
from tests.factories.accounts import make_user
from tests.factories.cases import close, make_case, make_coordinator
from tests.factories.consent import make_consent
from tests.factories.findings import make_allergy, make_diagnosis, make_event, make_mark, make_medicine
from tests.factories.pictures import a_picture

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def make_photograph(case, *, by):
    make_consent(case.person, by=by, purpose=ConsentPurpose.PHOTOGRAPHS)
    return keep_photograph(make_mark(case, by=by), case, by=by, content=a_picture(), taken_on=today())


ACTS = {
    "mark": (make_mark, take_out_mark),
    "photograph taken out": (make_photograph, take_out_photograph),
    "photograph shown": (make_photograph, view_photograph),
    "event": (make_event, take_out_event),
    "diagnosis": (make_diagnosis, end_diagnosis),
    "medicine": (make_medicine, stop_medicine),
    "allergy": (make_allergy, end_allergy),
}


@pytest.mark.parametrize("name", ACTS)
def test_a_row_of_one_person_is_refused_through_the_case_of_another(name):
    make, act = ACTS[name]
    physician = make_user(Role.PHYSICIAN)
    mine, other = (make_case(workers=((physician, Discipline.MEDICAL),)) for _case in range(2))
    row = make(mine, by=physician)

    with pytest.raises(Denied, match="You can see this case, but you cannot do this"):
        act(row, other, by=physician)
    stored = type(row).objects.get(pk=row.pk)
    assert getattr(stored, "ended_on", None) is None
    act(stored, mine, by=physician)


def test_a_mark_of_an_earlier_episode_is_taken_out_in_the_next():
    physician, coordinator = make_user(Role.PHYSICIAN), make_coordinator()
    before = make_case(by=coordinator, workers=((physician, Discipline.MEDICAL),))
    mark = make_mark(before, by=physician)
    close(before, by=coordinator)
    again = reopen_case(before, by=coordinator, reason="Снова болит", disciplines=[Discipline.MEDICAL])
    assign_worker(again, by=coordinator, user=physician, discipline=Discipline.MEDICAL)

    take_out_mark(mark, again, by=physician)

    assert BodyMark.objects.count() == 0
