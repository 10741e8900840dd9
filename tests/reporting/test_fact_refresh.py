"""What is kept beside the records is at every moment what a recount of them gives, whatever happened to them."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from hypothesis import given as random_rows
from hypothesis import strategies as st

from panoh.accounts.roles import Role
from panoh.audit.guard import reckoned, writes_allowed
from panoh.cases.enums import Attendance, Help
from panoh.cases.models import Assistance, Case, Session
from panoh.core.db.row_level_security import as_owner
from panoh.people.models import Person
from panoh.reporting.change_triggers import follow, leave, triggers
from panoh.reporting.fact_refresh import fold
from panoh.reporting.models import Admitted, Followed, Helped, HelpedMonth
from panoh.reporting.queries import figures as queries
from tests.examples import examples
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.reporting.rows import counted, given, held

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FIRST = dt.date(2019, 1, 1)
DAYS = st.integers(0, 400).map(lambda days: FIRST + dt.timedelta(days=days))
HELPS = st.sampled_from(["medical", "legal"])
# One change of a history: what it is, whose turn it is (a number, of those there are), and what it may want.
STEPS = st.tuples(
    st.sampled_from(
        ["admit", "again", "help", "hold", "correct", "kind", "transfer", "quantity", "missed", "practice", "join", "part", "erase", "fold"]
    ),
    st.integers(0, 9),
    DAYS,
    HELPS,
    st.integers(1, 4),
)


@pytest.fixture
def houses():
    return [make_secretariat(), make_member(1)]


@pytest.fixture
def coordinator(houses):
    return make_user(Role.COORDINATOR, organisation=houses[0])


class History:
    """Rows that change as records do."""

    def __init__(self, houses, author):
        self.houses, self.author = houses, author

    def take(self, step, turn, day, help_kind, times):
        cases = list(Case.objects.select_related("person").order_by("pk"))
        if step == "admit":
            counted(self.houses[turn % 2], sex=("female", "male")[turn % 2], age=turn * 7, admitted_on=day, region=("TJ-SU", "")[times % 2])
        elif step == "fold":
            fold()
        elif cases:
            getattr(self, step)(cases[turn % len(cases)], day, help_kind, times)
        if turn % 2:
            fold()  # what is counted already is what a change must take back

    def again(self, case, day, _help, times):
        counted(self.houses[times % 2], person=case.person, admitted_on=day)

    def help(self, case, day, help_kind, times):
        given(case, help_kind, times, on=day)

    def hold(self, case, day, help_kind, _times):
        held(case, self.author, discipline=help_kind, on=day)

    def correct(self, case, day, _help, times):
        Case.objects.filter(pk=case.pk).update(admitted_on=day, age_at_admission=times * 9)
        Person.objects.filter(pk=case.person_id).update(sex=("female", "male")[times % 2])

    def kind(self, case, _day, help_kind, _times):
        Assistance.objects.filter(case=case).update(help=help_kind)

    def transfer(self, case, _day, _help, times):
        Case.objects.filter(pk=case.pk).update(admitted_to=self.houses[times % 2])

    def quantity(self, case, day, _help, times):
        Assistance.objects.filter(case=case).update(quantity=times, given_on=day)

    def missed(self, case, _day, _help, _times):
        Session.objects.filter(case=case).update(attendance=Attendance.NOT_ATTENDED)

    def practice(self, case, _day, _help, times):
        Case.objects.filter(pk=case.pk).update(is_practice=times % 2 == 0)

    def join(self, case, _day, _help, times):
        kept = Person.objects.filter(merged_into=None).exclude(pk=case.person_id).order_by("pk").first()
        if kept and case.person.merged_into_id is None:
            Person.objects.filter(merged_into=case.person).update(merged_into=kept)
            Person.objects.filter(pk=case.person_id).update(merged_into=kept)

    def part(self, case, _day, _help, _times):
        Person.objects.filter(pk=case.person_id).update(merged_into=None)

    def erase(self, case, day, _help, _times):
        Case.objects.filter(person=case.person_id).update(erased_on=day)  # codes and days stay


def facts():
    """What the records say: (person, house, day, sex, age, region) of admissions, (person, house, day, help, services) of help."""
    admitted, helped = [], []
    cases = {}
    for case in Case.objects.select_related("person__merged_into").order_by("admitted_on", "episode", "pk"):
        if not case.is_practice:
            one = case.person.merged_into or case.person
            cases[case.pk] = one.pk
            admitted.append((one.pk, case.admitted_to_id, case.admitted_on, one.sex, case.age_at_admission, case.region))
    houses = dict(Case.objects.values_list("pk", "admitted_to"))
    for row in Assistance.objects.filter(case__in=cases):
        helped.append((cases[row.case_id], houses[row.case_id], row.given_on, row.help, row.quantity))
    for row in Session.objects.filter(case__in=cases, attendance=Attendance.ATTENDED):
        helped.append((cases[row.case_id], houses[row.case_id], row.at.date(), row.discipline, 1))
    return admitted, helped


def recounted(house, start, end):
    """Sexes of the admitted, persons and services by help: by plain sets, of all houses or of one."""
    admitted, helped = facts()
    first = {}
    for one, where, day, sex, age, region in admitted:
        if start <= day <= end and house in (None, where):
            first.setdefault(one, (sex, "unknown" if age is None else "minor" if age < 18 else "adult", region or "unknown"))
    persons, services = {kind: set() for kind in Help.values}, Counter()
    for one, where, day, kind, times in helped:
        if start <= day <= end and house in (None, where):
            persons[kind].add(one)
            services[kind] += times
    return Counter(first.values()), {kind: {"persons": len(persons[kind]), "services": services[kind]} for kind in Help.values}


PERIODS = [
    (FIRST, dt.date(2019, 12, 31)),  # whole months
    (dt.date(2019, 3, 1), dt.date(2019, 7, 14)),  # months and some days
    (dt.date(2019, 2, 9), dt.date(2020, 1, 20)),  # neither begins nor ends with a month
]


@examples(60)
@random_rows(st.lists(STEPS, min_size=4, max_size=25))
def test_figures_equal_a_recount_after_any_history(houses, coordinator, steps):
    worker = make_user(Role.MEMBER_WORKER, organisation=houses[1])
    with writes_allowed():
        Person.objects.update(merged_into=None)
        Person.objects.all().delete()
        fold()
        for model in (Admitted, Helped, HelpedMonth):
            model.objects.all().delete()
        history = History(houses, coordinator)
        for step in [("admit", 0, FIRST, "medical", 1), ("admit", 1, FIRST, "medical", 1), *steps]:
            history.take(*step)

    for start, end in PERIODS:
        for user, house in ((coordinator, None), (worker, houses[1].pk)):
            admitted, helped = recounted(house, start, end)
            assert queries.admissions(user, start, end).tally(("sex", "age", "region")) == admitted
            assert queries.assistance(user, start, end) == helped
    assert not Followed.objects.exists()


def test_each_change_that_counts_is_followed_and_no_other(houses, coordinator):
    case = counted(houses[0])
    given(case)
    held(case, coordinator)
    fold()

    changes = {
        Case: {"kind": "family", "door": "letter", "region": "TJ-KT", "admitted_on": FIRST, "age_at_admission": 3, "episode": 2},
        Assistance: {"help": "legal", "given_on": FIRST, "quantity": 9},
        Session: {"discipline": "legal", "attendance": "cancelled", "at": dt.datetime(2019, 1, 1, tzinfo=dt.UTC)},
        Person: {"sex": "male", "is_practice": True},
    }
    silent = []
    with writes_allowed():
        for model, fields in changes.items():
            for name, value in fields.items():
                model.objects.update(**{name: value})
                if not Followed.objects.filter(person=case.person_id).exists():
                    silent.append(name)
                Followed.objects.all().delete()
        Case.objects.update(review_due=FIRST)
        Case.objects.update(kind="family")
    assert silent == []
    assert not Followed.objects.exists()


def test_a_trigger_that_was_lost_is_written_again(houses):
    with reckoned(), as_owner():
        leave(connection)
    counted(houses[0])
    assert not Followed.objects.exists()

    with reckoned(), as_owner():
        follow(connection)
    counted(houses[0])

    assert Followed.objects.count() == 2  # the person and the case
    assert len(triggers(connection.vendor)) == 12
