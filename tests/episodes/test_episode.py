"""Care outside: its steps, its days, who reads it."""

import datetime as dt

import pytest

from panoh.accounts.roles import Role
from panoh.cases.actions import assign_worker
from panoh.cases.enums import Discipline
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.episodes.actions.episode import add_entry, begin_episode, break_off, end_episode, open_episode, read_episode
from panoh.episodes.enums import EPISODE_TRANSITIONS, BrokenOff, EntryKind, EpisodeKind, EpisodeState
from panoh.episodes.models import Episode
from panoh.episodes.queries.episode import case_episodes, get_episode
from panoh.episodes.receivers import hospital_days
from panoh.guidance.enums import Happened
from panoh.network.enums import Service
from panoh.referrals.enums import ReferralState
from tests.factories.accounts import make_user
from tests.factories.cases import make_case
from tests.factories.episodes import make_episode
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def ago(days):
    return today() - dt.timedelta(days=days)


def on_case(case, role, discipline, by):
    user = make_user(role)
    assign_worker(case, by=by, user=user, discipline=discipline)
    return user


@pytest.mark.parametrize(("stay", "days"), [(0, 1), (1, 1), (2, 2), (9, 9)])
def test_inpatient_days_are_nights_and_at_least_one(coordinator, stay, days):
    row = make_episode(by=coordinator, ago=stay)

    end_episode(row, by=coordinator, day=today())

    assert get_episode(coordinator, row.code).days == days


def test_visits_are_counted_from_entries_and_an_outpatient_has_no_days(coordinator):
    row = make_episode(by=coordinator, kind=EpisodeKind.OUTPATIENT)
    for kind in (EntryKind.VISIT, EntryKind.PROCEDURE, EntryKind.VISIT):
        add_entry(row, by=coordinator, kind=kind, day=today(), words="Массаж")

    found = get_episode(coordinator, row.code)

    assert (found.visits, found.days) == (2, None)


def test_a_day_ahead_is_a_plan_that_begins_later(coordinator):
    row = make_episode(by=coordinator, ago=-3)
    assert (row.state, row.begun_on) == (EpisodeState.PLANNED, None)
    with pytest.raises(WrongState):
        end_episode(row, by=coordinator, day=today())
    with pytest.raises(WrongState):
        add_entry(row, by=coordinator, kind=EntryKind.VISIT, day=today())

    begin_episode(Episode.objects.get(), by=coordinator, day=today(), expected_days=7)

    found = Episode.objects.get()
    assert (found.state, found.expected_until) == (EpisodeState.UNDER_WAY, today() + dt.timedelta(days=7))


def test_from_a_referral_it_takes_place_and_help_and_from_anothers_it_is_refused(coordinator):
    referral = make_referral(by=coordinator, state=ReferralState.ATTENDED)
    row = make_episode(by=coordinator, case=referral.case, referral=referral)
    assert (row.facility, row.service) == (referral.facility, referral.service)

    with pytest.raises(Invalid) as refused:
        make_episode(by=coordinator, case=make_case(by=coordinator), referral=referral)
    assert list(refused.value.fields) == ["referral"]
    with pytest.raises(Invalid):
        make_episode(by=coordinator, case=referral.case, referral=make_referral(by=coordinator, case=referral.case))


@pytest.mark.parametrize("missing", ["facility", "service"])
def test_without_a_referral_both_are_asked_for(coordinator, missing):
    given = {"facility": make_facility(), "service": Service.NEUROLOGY, missing: None if missing == "facility" else ""}

    with pytest.raises(Invalid) as refused:
        open_episode(make_case(by=coordinator), by=coordinator, kind=EpisodeKind.INPATIENT, day=today(), **given)

    assert list(refused.value.fields) == [missing]


def test_it_does_not_end_before_it_began_nor_before_what_was_done(coordinator):
    row = make_episode(by=coordinator, ago=5)
    add_entry(row, by=coordinator, kind=EntryKind.VISIT, day=ago(1))

    for day in (ago(6), ago(2), today() + dt.timedelta(days=1)):
        with pytest.raises(Invalid):
            end_episode(Episode.objects.get(), by=coordinator, day=day)
    with pytest.raises(Invalid):
        add_entry(row, by=coordinator, kind=EntryKind.VISIT, day=ago(6))
    with pytest.raises(Invalid):
        add_entry(row, by=coordinator, kind=EntryKind.OPERATION, day=ago(1), words=" ")


def test_two_who_end_it_at_once_do_not_replace_each_other(coordinator):
    row = make_episode(by=coordinator)
    seen = row.version
    end_episode(Episode.objects.get(), by=coordinator, day=today(), expected=seen)

    with pytest.raises(WrongState):
        break_off(Episode.objects.get(), by=coordinator, day=today(), reason=BrokenOff.MOVED, expected=seen)
    with pytest.raises(Conflict):
        break_off(row, by=coordinator, day=today(), reason=BrokenOff.MOVED, expected=seen)


def test_the_words_open_to_physicians_on_the_case_and_to_no_other_hat(coordinator):
    case = make_case(by=coordinator)
    row = make_episode(by=coordinator, case=case)
    entry = add_entry(row, by=coordinator, kind=EntryKind.MEDICINE, day=today(), words="Ибупрофен")
    end_episode(row, by=coordinator, day=today(), summary="Выписан с улучшением")
    physician = on_case(case, Role.PHYSICIAN, Discipline.MEDICAL, coordinator)
    worker = on_case(case, Role.SOCIAL_WORKER, Discipline.SOCIAL, coordinator)
    psychologist = on_case(case, Role.PSYCHOLOGIST, Discipline.PSYCHOLOGICAL, coordinator)

    assert read_episode(row, by=physician) == ("Выписан с улучшением", {entry.pk: "Ибупрофен"})
    for other in (coordinator, worker, psychologist, make_user(Role.PHYSICIAN)):
        with pytest.raises(Denied):
            read_episode(row, by=other)


def test_psychological_help_opens_to_psychologists_alone(coordinator):
    case = make_case(by=coordinator)
    row = make_episode(by=coordinator, case=case, service=Service.PSYCHOLOGY, kind=EpisodeKind.OUTPATIENT)
    entry = add_entry(row, by=coordinator, kind=EntryKind.VISIT, day=today(), words="Машғулият")

    psychologist = on_case(case, Role.PSYCHOLOGIST, Discipline.PSYCHOLOGICAL, coordinator)
    assert read_episode(row, by=psychologist)[1] == {entry.pk: "Машғулият"}
    with pytest.raises(Denied):
        read_episode(row, by=on_case(case, Role.PHYSICIAN, Discipline.MEDICAL, coordinator))


def test_who_does_not_see_the_case_sees_no_treatment(coordinator):
    row = make_episode(by=coordinator)
    stranger = make_user(Role.SOCIAL_WORKER)

    assert not case_episodes(stranger, row.case).exists()
    with pytest.raises(NotFound):
        get_episode(stranger, row.code)
    with pytest.raises(Denied):
        end_episode(row, by=stranger, day=today())


def test_the_guidance_learns_of_hospital_and_discharge_and_of_no_visit(coordinator):
    row = make_episode(by=coordinator, ago=4)
    make_episode(by=coordinator, case=row.case, kind=EpisodeKind.OUTPATIENT)
    end_episode(row, by=coordinator, day=ago(1))

    facts = hospital_days(row.case)

    assert [(fact.kind, fact.at.date()) for fact in facts] == [(Happened.HOSPITAL, ago(4)), (Happened.DISCHARGED, ago(1))]


def test_every_state_is_reached():
    assert {to for states in EPISODE_TRANSITIONS.values() for to in states} | {EpisodeState.PLANNED} == set(EpisodeState)
