"""An organisation leaves: prepared, agreed to by a second person, then carried out to its last key, and no figure changes."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from panoh.accounts.models import Draft, Membership, Organisation, User
from panoh.accounts.roles import Role
from panoh.accounts.sessions import living_sessions
from panoh.agent import ring
from panoh.audit import undo
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import add_own_task, assign_worker, raise_risk
from panoh.cases.enums import CaseState, Discipline, RiskLevel, TaskKind
from panoh.cases.finding import find_cases
from panoh.cases.models import Assignment, Case, Request, Share, Task
from panoh.cases.policy import visible_cases
from panoh.cases.queries.cases import organisations
from panoh.coalition.actions import (
    agree_to_part,
    ask_to_agree,
    begin,
    call_off,
    draw_up,
    go_on,
    part_at_once,
    parting,
    plan_passages,
    send_back,
    try_again,
)
from panoh.coalition.enums import DEPARTURE_TRANSITIONS, DepartureState, Hindrance, LeavingWhy, PassageState, PersonInformed, ProposalState
from panoh.coalition.models import Departure, Passage, Proposal
from panoh.coalition.queries import departures as queries
from panoh.consent.enums import ConsentPurpose
from panoh.consent.models import Consent
from panoh.consent.queries import ground_for
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.desk.cases.views.history import looked_lately
from panoh.network.enums import AgreementKind, AgreementState
from panoh.network.models import Agreement
from panoh.people.search import feed
from panoh.reporting.queries.figures import admissions, assistance, crosstab
from panoh.vault import client
from panoh.vault.actions import has_key, holds_keys, open_sealed
from panoh.vault.models import SubjectKey
from panoh.vault.purpose import Purpose
from tests.days import TODAY, taken
from tests.environment import DATA
from tests.factories.accounts import make_member, make_secretariat, make_user, sign_in
from tests.factories.agreements import make_agreement
from tests.factories.cases import make_case, make_coordinator, make_request, show_case
from tests.factories.coalition import make_proposal
from tests.factories.consent import make_consent
from tests.factories.departures import agreed, make_departure
from tests.pages import soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def coordinator(leaver):
    return make_coordinator()


@pytest.fixture
def worker(leaver):
    return make_user(Role.MEMBER_WORKER, organisation=leaver)


@pytest.fixture
def taker():
    return make_member(1)


def opened(row, by):
    (found,) = open_sealed([row], by=by.actor, purpose=Purpose.CARE)
    return found


def team(case, organisation=None):
    return make_consent(case.person, by=make_coordinator(), purpose=ConsentPurpose.TEAM, organisation=organisation)


def figures(user):
    period = (dt.date(2000, 1, 1), today())
    tables = [crosstab(user, *period, rows="organisation", columns=column).as_dict() for column in ("kind", "sex", "region")]
    return json.dumps(
        [tables, admissions(user, *period).as_dict(), admissions(user, *period).by("organisation"), assistance(user, *period)]
    )


# -- prepared


def test_what_it_holds_is_counted(coordinator, leaver, worker):
    case = make_case(by=coordinator, organisation=leaver)
    make_case(by=coordinator, organisation=leaver, state=CaseState.ENDED)
    show_case(case, by=coordinator, organisation=make_member(2))
    shown = make_case(by=coordinator)
    show_case(shown, by=coordinator, organisation=leaver)
    assign_worker(shown, by=coordinator, user=worker, discipline=Discipline.SOCIAL, leads=True)
    add_own_task(by=worker, words="Позвонить", due=today())
    make_request(by=worker)
    make_proposal(by=coordinator, taker=leaver)
    make_agreement(organisation=leaver, kind=AgreementKind.MEMORANDUM)

    found = {str(label): count for label, count in queries.holdings(leaver)}

    assert found == {
        "Open cases": 1,
        "Closed cases": 1,
        "People": 2,
        "Cases it shares with others": 1,
        "Cases shared with it": 1,
        "Cases of others that its staff lead": 1,
        "Tasks of its staff": 4,
        "Consents that name it": 1,
        "Open accounts": 1,
        "Contracts in force": 0,
        "Memoranda in force": 1,
        "Referrals in progress": 0,
        "Open requests": 1,
        "Proposals without an answer": 1,
        "Drafts of its staff": 0,
    }


def test_a_case_goes_where_the_person_agreed_to_and_else_to_the_secretariat(coordinator, leaver, taker):
    named, whole, unasked = (make_case(by=coordinator, organisation=leaver) for _ in range(3))
    team(named, taker)
    team(whole)
    team(unasked, make_member(2))

    departure = make_departure(leaver, by=coordinator, taker=taker)

    assert {row.case: row.taker for row in departure.passages.all()} == {named: taker, whole: taker, unasked: make_secretariat()}


def test_carried_and_to_be_asked_again(coordinator, leaver, taker):
    case = make_case(by=coordinator, organisation=leaver)
    team(case, leaver)
    team(case)
    team(case, taker)
    departure = make_departure(leaver, by=coordinator, taker=taker)

    (line,) = queries.lines(departure, queries.passages(departure))

    assert (line.carried, line.again, line.may_go) == (2, 1, True)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"told": "x"}, "told"),
        ({"told": PersonInformed.TOLD, "words": "Соцработник"}, "told_on"),
        ({"told": PersonInformed.TOLD, "told_on": dt.timedelta(days=1), "words": "Соцработник"}, "told_on"),
        ({"told": PersonInformed.TOLD, "told_on": TODAY}, "words"),
        ({"told": PersonInformed.NOT_SAFE, "words": " "}, "words"),
        ({"rows": []}, "cases"),
        ({"taker": None}, "taker"),
    ],
)
def test_what_is_wrong_with_the_plan_is_named(coordinator, leaver, facts, field):
    make_case(by=coordinator, organisation=leaver)
    departure = make_departure(leaver, by=coordinator)
    given = {"rows": list(departure.passages.all()), "taker": make_secretariat(), "told": PersonInformed.TO_TELL, **taken(facts)}

    with pytest.raises(Invalid) as refused:
        plan_passages(departure, given.pop("rows"), by=coordinator, **given)

    assert list(refused.value.fields) == [field]


def test_how_the_person_was_told_is_sealed_under_their_key(coordinator, leaver, worker, taker):
    case = make_case(by=coordinator, organisation=leaver)
    departure = make_departure(leaver, by=coordinator)

    plan_passages(
        departure,
        list(departure.passages.all()),
        by=coordinator,
        taker=make_secretariat(),
        told=PersonInformed.NOT_SAFE,
        words="Дар хона назорат",
    )

    row = Passage.objects.get()
    assert opened(row, coordinator).words == "Дар хона назорат"
    assert row.sealing_subject() == case.sealing_subject()
    assert opened(row, make_user(Role.MEMBER_WORKER, organisation=taker)).is_unreadable


def test_an_act_over_many_never_changes_a_case_whose_person_cannot_be_told_safely(client, coordinator, leaver):
    cases = [make_case(by=coordinator, organisation=leaver) for _ in range(3)]
    departure = make_departure(leaver, by=coordinator)
    kept = departure.passages.get(case=cases[0])
    not_safe = {"taker": make_secretariat(), "told": PersonInformed.NOT_SAFE, "words": "Дар хона назорат"}
    plan_passages(departure, [kept], by=coordinator, **not_safe)
    told = {"taker": make_secretariat(), "told": PersonInformed.TOLD, "told_on": today(), "words": "Корманд"}

    with pytest.raises(Invalid) as refused:
        plan_passages(departure, list(departure.passages.all()), by=coordinator, **told)

    assert "Change that case separately" in str(refused.value.fields["cases"])
    assert [row.told for row in departure.passages.order_by("told")] == ["not_safe", "to_tell", "to_tell"]
    sign_in(client, coordinator)
    form = soup_of(client.get(reverse("desk:departure_plan", args=[departure.pk])))
    others = {str(row.pk) for row in departure.passages.exclude(pk=kept.pk)}
    assert {box["value"] for box in form.select("[name=cases]")} == {box["value"] for box in form.select("[name=cases][checked]")} == others
    assert "1 case is not included: telling the person is not safe" in " ".join(form.main.get_text(" ").split())
    plan_passages(departure, [Passage.objects.get(pk=kept.pk)], by=coordinator, **told)
    assert Passage.objects.get(pk=kept.pk).told == "told"


def test_a_second_person_agrees_and_a_change_asks_them_again(coordinator, leaver):
    make_case(by=coordinator, organisation=leaver)
    departure = make_departure(leaver, by=coordinator)
    other, administrator = make_coordinator(), make_user(Role.ADMINISTRATOR)
    with pytest.raises(WrongState):
        begin(departure, by=coordinator)
    ask_to_agree(departure, by=other)
    for one in (coordinator, other, make_user(Role.MEMBER_WORKER, organisation=make_member(2)), make_user(Role.DIRECTOR)):
        with pytest.raises(Denied):
            agree_to_part(departure, by=one)

    with pytest.raises(Invalid):
        send_back(departure, by=administrator, words="")
    send_back(departure, by=administrator, words="Ба Хуҷанд не")
    assert opened(Departure.objects.get(), coordinator).answer == "Ба Хуҷанд не"
    ask_to_agree(departure, by=coordinator)
    agree_to_part(departure, by=administrator)
    plan_passages(departure, list(departure.passages.all()), by=coordinator, taker=make_secretariat(), told=PersonInformed.TO_TELL)

    assert (departure.state, departure.agreed_by) == (DepartureState.DRAWN_UP, None)
    with pytest.raises(WrongState):
        begin(departure, by=coordinator)


def test_only_who_sees_the_cases_prepares_it_and_no_exercise(coordinator, leaver, worker):
    for one in (worker, make_user(Role.ADMINISTRATOR), make_user(Role.DIRECTOR)):
        with pytest.raises(Denied):
            make_departure(leaver, by=one)
    practising = make_coordinator()
    practising.is_practising = True
    with pytest.raises(Denied):
        make_departure(leaver, by=practising)


def test_it_leaves_once_and_the_secretariat_never(coordinator, leaver):
    departure = make_departure(leaver, by=coordinator)
    with pytest.raises(WrongState):
        make_departure(leaver, by=coordinator)
    with pytest.raises(WrongState):
        make_departure(make_secretariat(), by=coordinator)
    with pytest.raises(Invalid):
        draw_up(make_member(2), by=coordinator, why=LeavingWhy.CLOSED, last_day=today(), tell_by=today(), taker=make_member(2))

    call_off(departure, by=coordinator)
    make_departure(leaver, by=coordinator)


def test_it_does_not_begin_before_its_last_day(coordinator, leaver):
    departure = agreed(make_departure(leaver, by=coordinator, last_day=today() + dt.timedelta(days=1)))

    with pytest.raises(WrongState):
        begin(departure, by=coordinator)


# -- carried out


def test_the_whole_of_it(client, coordinator, leaver, worker, taker, no_names):
    case = make_case(by=coordinator, organisation=leaver)
    ended = make_case(by=coordinator, organisation=leaver, state=CaseState.ENDED, family_name="Назаров")
    assign_worker(case, by=coordinator, user=worker, discipline=Discipline.SOCIAL, leads=True)
    consent = team(case, leaver)
    team(case, taker)
    shown = make_case(by=coordinator, family_name="Шарипов")
    show_case(shown, by=coordinator, organisation=leaver)
    assign_worker(shown, by=coordinator, user=worker, discipline=Discipline.SOCIAL)
    request = make_request(by=worker)
    given = make_proposal(by=coordinator, case=shown, taker=taker)
    got = make_proposal(by=coordinator, taker=leaver)
    agreement = make_agreement(organisation=leaver)
    with writes_allowed():
        Membership(organisation=leaver).save()
        Draft(user=worker, organisation=leaver, form="x", saved_at="2026-01-01T00:00Z").save()
    sign_in(client, worker)
    assert len(living_sessions(worker, None)) == 1
    feed()
    before, looked = figures(coordinator), looked_lately(case, coordinator, [])
    departure = agreed(make_departure(leaver, by=coordinator, taker=taker))

    part_at_once(departure, by=coordinator)

    assert departure.state == DepartureState.DONE
    case, ended = Case.objects.get(pk=case.pk), Case.objects.get(pk=ended.pk)
    assert (case.organisation, case.lead, ended.organisation) == (taker, None, make_secretariat())
    assert case.admitted_to == leaver
    assert figures(coordinator) == before
    theirs = make_user(Role.MEMBER_WORKER, organisation=taker)
    assert opened(case.person, theirs).family_name == "Қодиров"
    assert looked_lately(case, theirs, []).times > looked.times
    # what is to be done there now
    due = {(task.kind, task.role) for task in case.tasks.filter(kind__in=(TaskKind.TELL, TaskKind.CONSENT), done_at=None)}
    assert due == {(TaskKind.TELL, Role.MEMBER_WORKER), (TaskKind.CONSENT, Role.MEMBER_WORKER)}
    assert not ended.tasks.filter(kind=TaskKind.TELL).exists()
    assert not Task.objects.filter(owner=worker, done_at=None, case__isnull=False).exists()
    # nothing is left with the one who went
    assert Consent.objects.get(pk=consent.pk).valid_until == today()
    assert ground_for(case.person, ConsentPurpose.TEAM, organisation=leaver, on=today() + dt.timedelta(days=1)) is None
    assert ground_for(case.person, ConsentPurpose.TEAM, organisation=taker) is not None
    assert Share.objects.get(case=shown, organisation=leaver).ended_at is not None
    assert not Assignment.objects.filter(user=worker, ends_on=None).exists()
    assert Request.objects.get(pk=request.pk).organisation == make_secretariat()
    assert Proposal.objects.get(pk=got.pk).state == ProposalState.TAKEN_BACK
    assert Proposal.objects.get(pk=given.pk).state == ProposalState.ASKED
    assert Agreement.objects.get(pk=agreement.pk).state == AgreementState.TERMINATED
    assert Membership.objects.get(organisation=leaver).left_on == today()
    assert Organisation.objects.get(pk=leaver.pk) not in organisations()
    assert not Draft.objects.exists()
    # and its account opens nothing, whatever door it tries
    former = User.objects.get(pk=worker.pk)
    assert (former.is_active, living_sessions(former, None)) == (False, [])
    assert client.get("/desk/").status_code == 302
    assert not visible_cases(former).exists()
    assert find_cases(former, "Қодиров Ҷамшед").hits == ()
    assert len(find_cases(theirs, "Қодиров Ҷамшед").hits) == 1
    for row in (case.person, ended.person, shown.person, request, got):
        assert opened(row, former).is_unreadable, row
    assert not holds_keys(leaver.pk)
    assert ring.load(DATA, None).epochs(str(leaver.pk)) == {}


def test_a_wrap_from_an_old_copy_opens_nothing_and_none_is_made_again(coordinator, leaver):
    case = make_case(by=coordinator, organisation=leaver)
    wrap = SubjectKey.objects.get(subject=case.person_id, recipient=leaver.pk)
    part_at_once(agreed(make_departure(leaver, by=coordinator)), by=coordinator)
    with writes_allowed():
        SubjectKey(kind=wrap.kind, subject=wrap.subject, recipient=wrap.recipient, epoch=wrap.epoch, blob=wrap.blob).save()

    with pytest.raises(client.AgentError) as refused:
        client.refs([wrap.wire()])
    assert refused.value.code == "epoch_gone"
    with pytest.raises(client.AgentError) as refused:
        client.make([{"kind": "person", "id": str(case.person_id)}], [leaver.pk])
    assert refused.value.code == "unknown_recipient"


def test_what_only_it_could_open_the_secretariat_opens_afterwards(coordinator, leaver, worker):
    case = make_case(by=coordinator, organisation=leaver)
    with writes_allowed():
        SubjectKey.objects.filter(subject=case.person_id, recipient=make_secretariat().pk).delete()
        Passage.objects.all().delete()
    departure = agreed(make_departure(leaver, by=coordinator))
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(organisation=make_secretariat())
        Passage.objects.update(state=PassageState.DONE)

    part_at_once(departure, by=coordinator)

    assert opened(case.person, coordinator).family_name == "Қодиров"


def test_without_consent_a_case_stays_and_is_named_until_the_plan_is_mended(coordinator, leaver, taker):
    case = make_case(by=coordinator, organisation=leaver)
    departure = make_departure(leaver, by=coordinator)
    plan_passages(departure, list(departure.passages.all()), by=coordinator, taker=taker, told=PersonInformed.TO_TELL)
    agreed(departure)

    part_at_once(departure, by=coordinator)

    row = Passage.objects.get()
    assert (departure.state, row.state, row.hindrance) == (DepartureState.RUNNING, PassageState.LEFT, Hindrance.CONSENT)
    assert Case.objects.get().organisation == leaver
    assert not has_key(case.sealing_subject(), taker.pk)
    try_again(departure, by=coordinator)
    go_on(departure, by=coordinator, seconds=None)
    assert Passage.objects.get().state == PassageState.LEFT

    plan_passages(departure, [Passage.objects.get()], by=coordinator, taker=make_secretariat(), told=PersonInformed.TO_TELL)
    go_on(departure, by=coordinator, seconds=None)
    assert (departure.state, Case.objects.get().organisation) == (DepartureState.DONE, make_secretariat())


class PowerCut(BaseException):
    """The machine stops here."""


STEPS = ("hand_case_over", "end_with_recipient", "add_tasks", "leave_case", "end_with_our_side", "drop_wraps_of", "retire", "move")


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_goes_on_and_does_nothing_twice(coordinator, leaver, worker, taker, monkeypatch, step):
    cases = [make_case(by=coordinator, organisation=leaver, family_name=name) for name in ("Қодиров", "Назаров", "Шарипов")]
    for case in cases:
        team(case, taker)
        team(case, leaver)
    shown = make_case(by=coordinator)
    show_case(shown, by=coordinator, organisation=leaver)
    make_agreement(organisation=leaver)
    departure = agreed(make_departure(leaver, by=coordinator, taker=taker))
    begin(departure, by=coordinator)
    real, calls = getattr(parting, step), []

    def cut(*args, **kwargs):
        calls.append(step)
        if len(calls) == (2 if step in ("hand_case_over", "end_with_recipient", "add_tasks") else 1):
            raise PowerCut
        return real(*args, **kwargs)

    monkeypatch.setattr(parting, step, cut)
    with pytest.raises(PowerCut):
        go_on(departure, by=coordinator, seconds=None)
    for row in Passage.objects.all():  # each case is whole
        moved = Case.objects.get(pk=row.case_id).organisation == taker
        assert moved == has_key(row.sealing_subject(), taker.pk) == (row.state == PassageState.DONE)
    monkeypatch.setattr(parting, step, real)

    go_on(Departure.objects.get(), by=coordinator, seconds=None)

    assert Departure.objects.get().state == DepartureState.DONE
    assert {case.organisation for case in Case.objects.exclude(pk=shown.pk)} == {taker}
    for case in cases:
        assert case.tasks.filter(kind=TaskKind.TELL).count() == 1
    assert not holds_keys(leaver.pk)
    assert ring.load(DATA, None).epochs(str(leaver.pk)) == {}


def test_a_case_that_came_since_goes_too(coordinator, leaver):
    departure = agreed(make_departure(leaver, by=coordinator))
    make_case(by=coordinator, organisation=leaver)

    part_at_once(departure, by=coordinator)

    assert departure.state == DepartureState.DONE
    assert not Case.objects.filter(organisation=leaver).exists()


def test_told_and_not_safe_to_tell_make_no_task(coordinator, leaver):
    cases = [make_case(by=coordinator, organisation=leaver) for _ in range(2)]
    departure = make_departure(leaver, by=coordinator)
    rows = list(departure.passages.all())
    plan_passages(
        departure, rows[:1], by=coordinator, taker=make_secretariat(), told=PersonInformed.TOLD, told_on=today(), words="Соцработник"
    )
    plan_passages(departure, rows[1:], by=coordinator, taker=make_secretariat(), told=PersonInformed.NOT_SAFE, words="Назорат")

    part_at_once(agreed(departure), by=coordinator)

    assert not Task.objects.filter(kind=TaskKind.TELL, case__in=cases).exists()


def test_nothing_of_it_is_offered_to_be_taken_back(coordinator, leaver):
    make_case(by=coordinator, organisation=leaver)
    part_at_once(agreed(make_departure(leaver, by=coordinator)), by=coordinator)

    assert undo.latest(coordinator.actor) is None


def test_every_state_is_reached():
    reached = {to for states in DEPARTURE_TRANSITIONS.values() for to in states}
    assert reached == set(DepartureState)


def test_a_case_with_an_open_danger_stays_and_says_so_until_somebody_who_stays_has_it(coordinator, leaver, taker):
    case = make_case(by=coordinator, organisation=leaver)
    make_consent(case.person, by=coordinator, purpose=ConsentPurpose.TEAM)
    raise_risk(case, level=RiskLevel.HIGH, by=coordinator)
    departure = agreed(make_departure(leaver, by=coordinator, taker=taker))

    part_at_once(departure, by=coordinator)

    row = Passage.objects.get()
    assert (row.state, row.hindrance) == (PassageState.LEFT, Hindrance.DANGER)
    assert Case.objects.get().organisation == leaver
