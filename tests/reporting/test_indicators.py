"""Indicators as content: every entry is read, one that is not right is named; each is counted from rows made by hand."""

import datetime as dt
import io
import json
import re
from importlib.resources import files

import pytest
from django.utils import translation
from openpyxl import load_workbook

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.enums import Attendance, Capacity, CaseState, Discipline, Door, GoalOutcome, Help, Kind, Moment, Outcome, ProgrammeState
from panoh.cases.models import CapacityRating, Goal, Programme, Request, Review
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.errors import Denied, Invalid
from panoh.episodes.enums import EntryKind, EpisodeKind, EpisodeState
from panoh.episodes.models import Episode, EpisodeEntry
from panoh.hotline.enums import CallKind, DispatchState, Soon, Way
from panoh.hotline.models import Call, Dispatch, PhoneLine
from panoh.instruments.models import Response
from panoh.network.models import Facility
from panoh.referrals.models import Gap
from panoh.reporting.counting import Count, Part, count, count_group
from panoh.reporting.group_files import group_report
from panoh.reporting.indicators import COUNTED, BadIndicator, groups, indicators, read_group
from panoh.reporting.measures import MEASURES
from panoh.reporting.queries import figures as queries
from panoh.reporting.sentences import sentences
from panoh.vault import client
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.reporting.rows import counted, given, held

START, END = dt.date(2020, 1, 1), dt.date(2020, 12, 31)
IN = dt.date(2020, 5, 1)
GOOD = files("panoh.content").joinpath("indicators/people.toml").read_text(encoding="utf-8")


def test_every_indicator_has_its_function_and_the_other_way_round():
    assert set(indicators()) == set(MEASURES)
    assert list(groups()) == ["people", "help", "referrals", "clocks", "outcomes", "hotline"]


@pytest.mark.parametrize(
    ("was", "then", "told"),
    [
        ('code = "drop_out"', 'code = "gossip"', "people.toml, gossip, code: no function counts it"),
        ('code = "drop_out"', "", "people.toml, an indicator without a code, code: it is missing"),
        ('unit = "cases"', 'unit = "souls"', "people.toml, drop_out, unit: one of persons, cases"),
        ('unit = "persons"', 'unit = "goals"', "people.toml, persons_admitted, unit: of a count one of persons, services"),
        ('kind = "share"', 'kind = "guess"', "people.toml, drop_out, kind: one of count, share, mean"),
        ('period = "open"', 'period = "ever"', "people.toml, persons_active, period: one of happened, open"),
        ('"close_reason", "kind", "sex", "age", "region"]', '"method"]', "people.toml, drop_out, by: there is no dimension 'method'"),
        ('name.tg = "Қабул шуданд"', "", "people.toml, persons_admitted, name.tg: it is missing"),
        ("numerator.ru =", "numerator.fr =", "people.toml, drop_out, numerator.ru: it is missing"),
        ("version = 1", 'version = "1"', "people.toml, persons_admitted, version: int is wanted"),
        ("version = 1", "version = 0", "people.toml, persons_admitted, version: it begins with 1"),
        ("version = 1", "version = 1\nweight = 2", "people.toml, persons_admitted, weight: there is no such field"),
        ("position = 1", "", "people.toml, group, position: a whole number is wanted"),
        ("[group]", "[group", "people.toml, an indicator without a code, toml:"),
    ],
)
def test_an_entry_that_is_not_right_is_named_with_its_file_and_field(was, then, told):
    assert was in GOOD

    with pytest.raises(BadIndicator) as error:
        read_group("people.toml", GOOD.replace(was, then, 1), MEASURES)

    assert str(error.value).startswith(told)


@pytest.fixture
def secretariat(db):
    return make_secretariat()


def made(model, **fields):
    with writes_allowed():
        row = model(**fields)
        row.save(force_insert=True)
    return row


def whole(user, code, start=START, end=END):
    found = count(user, indicators()[code], start, end).whole
    return found.numerator, found.denominator


def part(user, code, by, start=START, end=END):
    counts = count(user, indicators()[code], start, end).part(by)
    return {key: (one.numerator, one.denominator) for key, one in counts.items()}


def closed(case, reason, on=IN):
    with writes_allowed():
        case.state, case.close_reason, case.closed_on = CaseState.CLOSED, reason, on
        case.save()


def at(day, hour=12):
    return dt.datetime.combine(day, dt.time(hour), DUSHANBE)


@pytest.mark.database
@pytest.mark.django_db
class TestCounted:
    def test_admitted_are_those_of_the_admissions_report(self, secretariat, coordinator):
        first = counted(secretariat, age=17, admitted_on=IN)
        counted(secretariat, age=19, admitted_on=dt.date(2020, 9, 1), person=first.person)
        counted(secretariat, kind=Kind.FAMILY, sex="male", age=None, region="", admitted_on=IN)
        counted(secretariat, admitted_on=dt.date(2021, 1, 1))

        assert whole(coordinator, "persons_admitted")[0] == queries.admissions(coordinator, START, END).persons == 2
        assert part(coordinator, "persons_admitted", "age_band") == {"12-17": (1, 1), "unknown": (1, 1)}
        assert part(coordinator, "persons_admitted", "kind*sex") == {"survivor*female": (1, 1), "family*male": (1, 1)}

    def test_in_the_programme_are_those_open_on_a_day(self, secretariat, coordinator):
        counted(secretariat, admitted_on=dt.date(2018, 1, 1))
        closed(counted(secretariat, admitted_on=dt.date(2018, 1, 1)), "goals_met", dt.date(2020, 1, 1))
        closed(counted(secretariat, admitted_on=dt.date(2018, 1, 1)), "goals_met", dt.date(2019, 12, 31))
        counted(secretariat, admitted_on=dt.date(2021, 1, 1))

        assert whole(coordinator, "persons_active") == (2, 2)

    def test_drop_out_leaves_out_the_dead_and_what_was_entered_twice(self, secretariat, coordinator):
        for reason in ("lost_contact", "person_chose", "goals_met", "moved", "died", "duplicate"):
            closed(counted(secretariat), reason)

        assert whole(coordinator, "drop_out") == (2, 4)
        assert whole(coordinator, "persons_closed")[0] == 5
        assert str(count(coordinator, indicators()["drop_out"], START, END).whole.value) == "50.0"

    def test_a_reason_that_nobody_recorded_is_no_reason_to_stay(self, secretariat, coordinator):
        for _each in range(6):
            closed(counted(secretariat), "register")
        closed(counted(secretariat), "erased")
        closed(counted(secretariat), "lost_contact")

        found = count(coordinator, indicators()["drop_out"], START, END).whole

        assert (found.numerator, found.denominator, found.unknown, found.value) == (1, 1, 7, None)
        for _each in range(6):
            closed(counted(secretariat), "moved")
        assert str(count(coordinator, indicators()["drop_out"], START, END).whole.value) == "14.3"  # as many known as not

    def test_helped_count_once_in_all_and_once_in_each_kind(self, secretariat, coordinator):
        one, other = counted(secretariat), counted(secretariat, kind=Kind.FAMILY)
        given(one, Help.MEDICAL, 2)
        given(one, Help.SOCIAL, 3)
        held(one, coordinator)
        given(other, Help.MEDICAL)
        given(other, Help.MEDICAL, on=dt.date(2021, 1, 1))

        assert whole(coordinator, "persons_helped")[0] == 2
        assert part(coordinator, "persons_helped", "help*kind") == {
            "medical*survivor": (1, 1),
            "medical*family": (1, 1),
            "psychological*survivor": (1, 1),
            "social*survivor": (1, 1),
        }
        assert part(coordinator, "services_given", "help") == {"medical": (3, 3), "psychological": (1, 1), "social": (3, 3)}
        told = queries.assistance(coordinator, START, END)
        assert {kind: counts["services"] for kind, counts in told.items() if counts["services"]} == {
            "medical": 3,
            "psychological": 1,
            "social": 3,
        }

    def test_sessions_called_off_are_not_missed(self, secretariat, coordinator):
        case = counted(secretariat)
        for attendance in Attendance:
            held(case, coordinator, attendance=attendance, discipline=Discipline.PSYCHOLOGICAL)

        assert whole(coordinator, "sessions_attended") == (1, 2)

    def test_days_of_care_are_those_within_the_period(self, secretariat, coordinator):
        case, facility = counted(secretariat), made(Facility, organisation=secretariat, kind="clinic")
        stay = {"case": case, "person": case.person, "facility": facility, "kind": EpisodeKind.INPATIENT, "service": "hospital_care"}

        def stays(begun, ended):
            state = EpisodeState.ENDED if ended else EpisodeState.UNDER_WAY
            return made(Episode, **stay, begun_on=begun, ended_on=ended, state=state, made_by=coordinator)

        stays(dt.date(2019, 12, 30), dt.date(2020, 1, 3))  # 1 and 2 January
        stays(IN, IN)  # a day
        stays(dt.date(2020, 12, 30), None)  # 30 and 31 December
        visits = made(Episode, **{**stay, "kind": EpisodeKind.OUTPATIENT}, begun_on=IN, state=EpisodeState.UNDER_WAY, made_by=coordinator)
        for kind, day in ((EntryKind.VISIT, IN), (EntryKind.PROCEDURE, IN), (EntryKind.VISIT, dt.date(2020, 5, 2))):
            made(EpisodeEntry, episode=visits, person=case.person, kind=kind, held_on=day, by=coordinator)

        assert whole(coordinator, "inpatient_days")[0] == 5
        assert whole(coordinator, "outpatient_days")[0] == 2

    def test_a_request_is_in_time_by_its_urgency(self, secretariat, coordinator):
        for urgency, hours in (("red", 24), ("red", 25), ("amber", 72), ("green", 169), ("green", None)):
            made(
                Request,
                organisation=secretariat,
                door=Door.HOTLINE,
                asker="person",
                urgency=urgency,
                received_at=at(IN),
                due_at=at(IN),
                decided_at=None if hours is None else at(IN) + dt.timedelta(hours=hours),
            )
        made(Request, organisation=secretariat, door=Door.HOTLINE, asker="person", received_at=now(), due_at=now())  # not over

        assert whole(coordinator, "requests_in_time") == (2, 5)
        assert part(coordinator, "requests_in_time", "urgency") == {"red": (1, 2), "amber": (1, 1), "green": (0, 2)}
        assert whole(coordinator, "requests_in_time", today(), today()) == (0, 0)

    def test_a_programme_is_in_time_on_its_thirtieth_day(self, secretariat, coordinator):
        for days in (30, 31, None):
            case = counted(secretariat)
            if days:
                made(
                    Programme,
                    case=case,
                    person=case.person,
                    made_by=coordinator,
                    state=ProgrammeState.APPROVED,
                    approved_at=at(IN + dt.timedelta(days=days)),
                )
        counted(secretariat, door=Door.REGISTER)
        counted(secretariat, admitted_on=today())

        assert whole(coordinator, "plans_in_time") == (1, 3)
        assert whole(coordinator, "plans_in_time", today(), today()) == (0, 0)

    def test_a_review_is_on_time_until_a_week_later(self, secretariat, coordinator):
        def planned(held_on, **more):
            case = counted(secretariat, admitted_on=dt.date(2020, 1, 1))
            made(
                Programme,
                case=case,
                person=case.person,
                made_by=coordinator,
                state=ProgrammeState.APPROVED,
                approved_at=at(dt.date(2020, 2, 1)),
                review_on=IN,
            )
            if held_on:
                made(Review, case=case, person=case.person, held_on=held_on, outcome=Outcome.BETTER, by=coordinator, **more)
            return case

        planned(dt.date(2020, 4, 1))  # before its day
        planned(dt.date(2020, 5, 8))
        planned(dt.date(2020, 5, 9))
        planned(None)
        closed(planned(None), "moved", dt.date(2020, 4, 30))  # closed before
        planned(dt.date(2020, 5, 2), next_on=dt.date(2020, 11, 1))  # and the next one was missed

        assert whole(coordinator, "reviews_in_time") == (3, 6)
        assert whole(coordinator, "reviews_better") == (4, 4)

    def test_a_goal_counts_once_however_many_versions_carry_it(self, secretariat, coordinator):
        case = counted(secretariat)
        origin = None
        for number in (1, 2):
            programme = made(Programme, case=case, person=case.person, made_by=coordinator, number=number)
            goal = {"programme": programme, "person": case.person, "capacity": Capacity.MENTAL, "ended_on": IN}
            origin = made(Goal, **goal, outcome=GoalOutcome.ACHIEVED, **({"origin": origin} if origin else {})).origin
            made(Goal, **goal, outcome=GoalOutcome.DROPPED)
            made(Goal, **goal, outcome=GoalOutcome.REPLACED)

        assert whole(coordinator, "goals_achieved") == (1, 3)

    def test_capacities_are_compared_over_those_rated_both_times(self, secretariat, coordinator):
        for first, last in ((1, 2), (2, 2), (3, 1)):
            case = counted(secretariat)
            made(
                CapacityRating, case=case, moment=Moment.ADMISSION, rated_on=dt.date(2019, 1, 1), by=coordinator.pk, mental=first, social=4
            )
            made(CapacityRating, case=case, moment=Moment.REVIEW, rated_on=IN, by=coordinator.pk, mental=last)
        made(CapacityRating, case=counted(secretariat), moment=Moment.ADMISSION, rated_on=IN, by=coordinator.pk, mental=4)

        assert whole(coordinator, "capacities_better") == (1, 3)
        assert list(part(coordinator, "capacities_better", "change")) == ["better", "same", "worse"]

    def test_questionnaires_are_counted_by_their_coded_rows(self, secretariat, coordinator):
        case, once = counted(secretariat), counted(secretariat)
        for who, instrument, day in ((case, "phq9", dt.date(2019, 1, 1)), (case, "phq9", IN), (once, "phq9", IN), (once, "pcl5", IN)):
            made(
                Response,
                person=who.person,
                case=who.pk,
                instrument=instrument,
                rules=1,
                language="ru",
                way="asked",
                occasion="between",
                done_on=day,
                is_complete=True,
                by=coordinator,
            )

        assert part(coordinator, "questionnaires_repeated", "instrument") == {"pcl5": (0, 1), "phq9": (1, 2)}
        assert whole(coordinator, "questionnaires_repeated") == (1, 2)

    def test_questionnaires_count_by_the_verdict_of_the_last_time(self, secretariat, coordinator):
        case, other = counted(secretariat), counted(secretariat, sex="male")
        for of, instrument, day, verdict in (
            (case, "phq9", IN, ""),
            (case, "phq9", IN + dt.timedelta(days=1), "worse"),
            (case, "phq9", IN + dt.timedelta(days=2), "better"),
            (case, "who5", IN, "same"),
            (other, "phq9", IN, "worse"),
            (other, "who5", dt.date(2014, 1, 1), "better"),
        ):
            made(
                Response,
                person=of.person,
                case=of.pk,
                instrument=instrument,
                rules=1,
                language="tg",
                way="asked",
                occasion="review",
                done_on=day,
                is_complete=True,
                verdict=verdict,
                by=coordinator,
            )

        assert whole(coordinator, "questionnaires_better") == (1, 3)
        assert part(coordinator, "questionnaires_better", "instrument") == {"phq9": (1, 2), "who5": (0, 1)}
        assert part(coordinator, "questionnaires_better", "change") == {"better": (1, 1), "same": (0, 1), "worse": (0, 1)}

    def test_needs_that_nobody_meets_count_persons(self, secretariat, coordinator):
        case = counted(secretariat)
        for service in ("psychiatry", "shelter"):
            made(
                Gap,
                case=case,
                person=case.person,
                service=service,
                region="TJ-KT",
                reason="no_provider",
                source="worker",
                since_on=IN,
                by=coordinator,
            )

        assert whole(coordinator, "needs_unmet")[0] == 1
        assert part(coordinator, "needs_unmet", "service") == {"psychiatry": (1, 1), "shelter": (1, 1)}

    def test_calls_and_who_was_sent(self, secretariat, coordinator):
        line = made(PhoneLine, region="TJ-KT", number="+992000000301")
        talk, met, wrote = ((CallKind.TALK, 3, way) for way in (Way.CALL, Way.VISIT, Way.MESSAGE))
        for kind, hour, way in (talk, met, wrote, (CallKind.SILENT, 3, Way.CALL), (CallKind.SILENT, 23, Way.CALL)):
            made(
                Call,
                line=line,
                organisation=secretariat,
                taken_by=coordinator,
                kind=kind,
                way=way,
                begun_at=at(IN, hour),
                recorded_at=at(IN, hour),
            )
        for state, late in ((DispatchState.DONE, 0), (DispatchState.DONE, 1), (DispatchState.CALLED_OFF, 0), (DispatchState.SENT, None)):
            made(
                Dispatch,
                organisation=secretariat,
                worker=coordinator,
                sent_by=coordinator,
                clock=Soon.DAY,
                region="TJ-KT",
                state=state,
                sent_at=at(IN),
                acknowledge_by=at(IN),
                arrive_by=at(IN),
                arrived_at=None if late is None else at(IN) + dt.timedelta(hours=late),
            )

        assert part(coordinator, "calls", "line*call_kind") == {"TJ-KT*talk": (1, 1), "TJ-KT*silent": (2, 2)}
        assert list(part(coordinator, "calls", "hour")) == ["3", "23"]
        assert whole(coordinator, "dispatches_in_time") == (1, 3)

    def test_a_member_organisation_counts_its_own_and_no_calls(self, secretariat, coordinator):
        member = make_member(1)
        counted(secretariat)
        counted(member)
        line = made(PhoneLine, region="TJ-KT", number="+992000000301")
        made(Call, line=line, organisation=secretariat, taken_by=coordinator, kind=CallKind.TALK, begun_at=at(IN), recorded_at=at(IN))
        worker = make_user(Role.MEMBER_WORKER, organisation=member)

        assert whole(worker, "persons_admitted")[0] == 1
        assert whole(worker, "calls")[0] == 0

    @pytest.mark.parametrize("code", sorted(MEASURES))
    def test_who_may_see_no_figures_is_refused_and_a_period_must_begin_first(self, secretariat, coordinator, code):
        with pytest.raises(Denied):
            count(make_user(Role.PSYCHOLOGIST), indicators()[code], START, END)
        with pytest.raises(Invalid, match="ends before it begins"):
            count(coordinator, indicators()[code], END, START)

    def test_nothing_is_opened_to_count(self, secretariat, coordinator, monkeypatch):
        given(counted(secretariat))
        whole(coordinator, "persons_admitted")  # the account's powers are read once

        def asked(*_args, **_more):
            raise AssertionError("the agent was asked")

        for name in ("unwrap", "refs", "tokens", "seal"):
            assert hasattr(client, name)
            monkeypatch.setattr(client, name, asked)
        for group in groups().values():
            count_group(coordinator, group, START, END)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_do_not_grow_with_rows(self, secretariat, coordinator, rows, django_assert_num_queries):
        for _each in range(rows):
            given(counted(secretariat))
        queries.admissions(coordinator, START, END)

        people = 1 + len(groups()["people"].indicators)
        for code, expected in {"people": people, "help": 7, "referrals": 2, "clocks": 6, "outcomes": 5, "hotline": 1}.items():
            with django_assert_num_queries(expected):
                count_group(coordinator, groups()[code], START, END)


def test_a_count_bends_its_unit():
    with translation.override("ru"):
        told = [COUNTED["persons"](many) % {"n": many} for many in (1, 2, 5, 12, 21)]

    assert told == ["1 человек", "2 человека", "5 человек", "12 человек", "21 человек"]


@pytest.mark.django_db
def test_files_say_what_the_figures_mean(secretariat, coordinator):
    for _each in range(21):
        closed(counted(secretariat), "goals_met")
    closed(counted(secretariat, kind=Kind.FAMILY), "moved")

    told = json.loads(group_report(coordinator, groups()["people"], START, END, "json"))
    book = load_workbook(io.BytesIO(group_report(coordinator, groups()["people"], START, END, "xlsx")))
    lines = group_report(coordinator, groups()["people"], START, END, "csv").splitlines()

    assert told["drop_out"]["version"] == 2
    assert (told["drop_out"]["numerator"], told["drop_out"]["denominator"], told["drop_out"]["value"]) == (0, 22, 0.0)
    assert told["persons_admitted"]["by"]["kind"]["family"] == {"numerator": 1, "value": 1.0}
    cover = [[cell.value for cell in row] for row in book["Notes"].iter_rows()]
    assert cover[4][:3] == ["Indicator", "Definition", "Counted"]
    assert [row[5] for row in cover[4:]] == ["Rule", *(f"version {one.version}" for one in groups()["people"].indicators)]
    assert not any(re.search("FIELD|PEERS|issue|_", str(cell)) for row in book["Notes"].iter_rows(values_only=True) for cell in row)
    assert [cell.value for cell in book["People"][1]] == ["Indicator", "Rule", "By", "Value", "Number", "Of", "Percent or average"]
    assert "Left before the goals were met,version 2,,All,0,22,0.0" in lines
    assert lines[-1].startswith('"Exact numbers, for use inside the Unit.') or lines[-1].startswith(
        "Exact numbers, for use inside the Unit."
    )
    assert "Left before the goals were met,version 2,Who,family member,0,1," in lines  # no percentage of one


@pytest.mark.django_db
def test_the_year_in_one_sentence_adds_up(secretariat, coordinator):
    for kind, sex, age, times in (
        ("survivor", "male", 40, 2),
        ("survivor", "female", 30, 7),
        ("survivor", "male", 12, 2),
        ("family", "male", 9, 5),
    ):
        for _each in range(times):
            counted(secretariat, kind=kind, sex=sex, age=age)

    told = sentences(queries.admissions(coordinator, START, END))

    assert told["en"] == "16 admitted: 2 men, 7 women, 7 under-age boys; 11 survivors, 5 family members."
    assert told["ru"] == "Принято 16: 2 мужчины, 7 женщин, 7 несовершеннолетних мальчиков; 11 переживших пытки, 5 членов семьи."
    assert told["tg"] == "16 нафар қабул шуд: 2 мард, 7 зан, 7 писари ноболиғ; 11 шахси шиканҷадида, 5 аъзои оила."
    assert sentences(queries.admissions(coordinator, dt.date(2001, 1, 1), dt.date(2001, 2, 1)))["en"] == "Nobody was admitted."


def test_places_of_a_cut_are_read_by_the_alphabet_also_where_another_dimension_leads():
    one = Count(groups()["people"].indicators[0])
    keys = [f"{sex}*{region}" for sex in ("female", "male") for region in ("TJ-DU", "TJ-SU", "TJ-GB", "unknown")]
    with translation.override("ru"):
        lines = [label for label, _count in Part("sex*region", dict.fromkeys(keys, one)).lines]

    assert [line.split(" · ")[1][:5] for line in lines] == ["Горно", "Душан", "Согди", "неизв"] * 2
