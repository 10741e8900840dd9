"""What the guidance is told of a case, by the statement that is put together once and by Django's own."""

import pytest

from panoh.accounts.roles import Role
from panoh.cases import fact_rows as module
from panoh.cases.actions import admit
from panoh.cases.enums import RequestState
from panoh.cases.fact_rows import NONE, fact_rows
from panoh.cases.models import Case
from panoh.legal.queries import proceedings
from panoh.people.data import PersonData
from tests.factories.accounts import make_user
from tests.factories.cases import make_case, make_coordinator, make_request
from tests.factories.legal import make_lawyer, make_milestone
from tests.factories.long_case import Size, make_long_case
from tests.factories.network import make_facility

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_both_tell_the_same_of_every_case():
    by = make_coordinator()
    make_case(by=by)
    request = make_request(by=by, state=RequestState.TRIAGED)
    admit(
        request, PersonData(sex="female", family_name="Раҳимова", birth_date="1990"), by=by, organisation=by.organisation, kind="survivor"
    )
    worker = make_user(Role.PSYCHOLOGIST)
    long = make_long_case(by=worker, coordinator=by, facility=make_facility(), size=Size(4, 3, 2, 2, 1))
    make_milestone(long, by=make_lawyer(long))

    for case in Case.objects.all():
        told = fact_rows(case)
        of_django = list(module._whole(case.pk, case.person_id, case.request_id or NONE))
        assert sorted(map(repr, of_django)) == sorted(
            repr((row.tag, row.first, row.second, row.third, row.at, row.on, row.key)) for rows in told.values() for row in rows
        )
        assert proceedings.hearings(case) == list(proceedings._hearings(case.pk))
    assert len(told) > 3
