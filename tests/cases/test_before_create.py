"""Search before create: whom one sees is asked about, of whom one does not see only the coordinator hears."""

import pytest

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import AuditEvent
from panoh.cases.actions import (
    Answers,
    DistinctAnswer,
    admit,
    answer_request,
    go_on_with,
    join_request,
    receive_compared,
    take_request_back,
    triage_request,
)
from panoh.cases.before_create import MatchCriteria, perhaps_known, requests_alike
from panoh.cases.enums import Asker, CaseState, Discipline, Door, Kind, Need, RequestState, TaskKind, Urgency
from panoh.cases.models import Case, Request, Task
from panoh.cases.queries.cases import asked_about, get_task
from panoh.cases.queries.my_day import DayPart, done_today, tasks_of
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.people.actions import set_safe_contact
from panoh.people.data import PersonData
from panoh.people.distinct import confirmed_distinct, write_distinct
from panoh.people.enums import DistinctReason
from panoh.people.merging import CONTACT, LEFT, fields, join_records
from panoh.people.models import ConfirmedDistinct, Person
from panoh.people.search import feed
from panoh.vault.actions import open_sealed
from panoh.vault.models import SubjectKey
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.cases import make_case, make_coordinator, make_request

pytestmark = [pytest.mark.django_db, pytest.mark.database]

RUSSIAN = MatchCriteria(names="Кадыров Джамшед")


@pytest.fixture
def coordinator(no_names):
    make_secretariat()
    return make_coordinator()


@pytest.fixture
def worker(coordinator):
    return make_user(Role.SOCIAL_WORKER)


def receive(by, answers=None, **facts):
    given = {"door": Door.HOTLINE, "asker": Asker.PERSON, "needs": [Need.MEDICAL], "family_name": "Кадыров", "given_name": "Джамшед"}
    return receive_compared(by=by, answers=answers or Answers(), **{**given, **facts})


# -- who it may be ---------------------------------------------------------------------------------------------------------


def test_the_person_one_sees_is_asked_about_by_the_spelling_of_another_script(coordinator, worker):
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    feed()

    known = perhaps_known(worker, RUSSIAN)

    assert [(hit.case, hit.name, hit.why) for hit in known.hits] == [(case, "Қодиров Ҷамшед", ("sound",))]
    assert known.hidden == ()


def test_whom_one_does_not_see_is_hidden_and_not_opened(coordinator, worker):
    case = make_case(by=coordinator)
    feed()

    known = perhaps_known(worker, RUSSIAN)

    assert (known.hits, known.hidden) == ((), (case.person_id,))
    assert AuditEvent.objects.latest("seq").verb == "people.searched"


def test_to_who_opens_no_names_everybody_is_hidden(coordinator):
    case = make_case(by=coordinator)
    feed()

    assert perhaps_known(make_user(Role.DUTY_OFFICER), RUSSIAN).hidden == (case.person_id,)


def test_the_coordinator_sees_everybody_so_nobody_is_hidden(coordinator):
    make_case(by=coordinator, organisation=make_member(1))
    feed()

    known = perhaps_known(coordinator, RUSSIAN)

    assert (len(known.hits), known.hidden) == (1, ())


@pytest.mark.parametrize(
    ("who", "is_asked"),
    [
        (MatchCriteria(names="Джамшед"), False),
        (MatchCriteria(names=""), False),
        (MatchCriteria(names="Джамшед", number="+992935550017"), True),
        (MatchCriteria(names="", number="+992935550017"), True),
        (MatchCriteria(names="Кадыров Джамшед", birth="1985-01-01"), True),
        (MatchCriteria(names="Кадыров Джамшед", birth="1986"), False),
        (MatchCriteria(names="Кадыров Джамшед", birth="1986", number="+992935550017"), True),
        (MatchCriteria(names="Кадыров Джамшед", birth="1960", number="+992935550017"), False),
        (MatchCriteria(names="Кадыров Джамшед", sex="female", number="+992935550017"), False),
        (MatchCriteria(names="Кадырова Малика", number="+992935550017"), False),
        (MatchCriteria(names="Кадыров Джамшед", sex="female"), False),
        (MatchCriteria(names="Кадыров Джамшед", sex="male"), True),
        (MatchCriteria(names="Кадыров Джамшед", sex="unstated"), True),
        (MatchCriteria(names="Кадыров Джамшед Рахимович"), True),
        (MatchCriteria(names="Dzhamshed Rahimovich Kodirov"), True),
        (MatchCriteria(names="Кадыров Далер Рахимович"), False),
        (MatchCriteria(names="Назаров Далер"), False),
    ],
)
def test_who_is_probable_is_asked_about_and_nobody_else(coordinator, who, is_asked):
    case = make_case(by=coordinator)
    set_safe_contact(case.person, by=coordinator, number="+992935550017")
    feed()

    assert bool(perhaps_known(coordinator, who).hits) == is_asked


def test_who_stands_beside_is_not_asked_about(coordinator):
    case = make_case(by=coordinator)
    feed()

    assert perhaps_known(coordinator, MatchCriteria(names="Кадыров Джамшед", beside=[case.person_id])).hits == ()


def joined(coordinator):
    """Two cases whose records were joined: of the one that was kept, and of the other."""
    kept, gone = make_case(by=coordinator), make_case(by=coordinator, organisation=make_member(1))
    choices = dict.fromkeys([*fields(), CONTACT], LEFT)
    join_records(kept.person, gone.person, by=coordinator, choices=choices)
    feed()
    return kept, gone


def test_records_that_were_joined_are_asked_about_once(coordinator, worker):
    kept, gone = joined(coordinator)

    assert len(perhaps_known(coordinator, RUSSIAN).hits) == 1
    assert perhaps_known(worker, RUSSIAN).hidden == (kept.person_id,)
    for beside in (kept, gone):
        assert perhaps_known(coordinator, MatchCriteria(names=RUSSIAN.names, beside=[beside.person_id])).hits == ()


def test_whoever_sees_one_of_two_joined_records_is_asked_and_the_other_is_not_looked_at(coordinator):
    _kept, gone = joined(coordinator)
    member = make_user(Role.MEMBER_WORKER, organisation=gone.organisation)

    known = perhaps_known(member, RUSSIAN)

    assert [hit.case for hit in known.hits] == [gone]
    assert known.hidden == ()


def test_what_was_said_of_the_record_that_stands_holds_for_those_joined_to_it(coordinator, worker):
    kept, _gone = joined(coordinator)
    request = receive(worker)
    write_distinct(Person.objects.get(pk=kept.person_id), by=coordinator, reason=DistinctReason.NAMESAKE, about=request.id)

    who = MatchCriteria(names=RUSSIAN.names, about=request.id)

    assert (perhaps_known(coordinator, who).hits, perhaps_known(worker, who).hidden) == ((), ())


# -- what was said is kept -------------------------------------------------------------------------------------------------


def test_the_reason_is_sealed_and_nobody_is_asked_again(coordinator, worker):
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))
    feed()

    request = receive(worker, Answers(distinct=[DistinctAnswer(case.person, DistinctReason.NAMESAKE, "Другой год")]))

    row = ConfirmedDistinct.objects.get()
    (opened,) = open_sealed([row], by=coordinator.actor, purpose=Purpose.DATA_QUALITY)
    assert (opened.words, row.reason, row.by) == ("Другой год", "namesake", worker.id)
    assert "Другой год".encode() not in bytes(row.words)
    who = MatchCriteria(names="Кадыров Джамшед", about=request.id)
    assert perhaps_known(coordinator, who).hits == ()
    assert perhaps_known(coordinator, RUSSIAN).hits != ()


def test_what_was_said_of_the_request_holds_for_the_person_it_becomes(coordinator):
    case = make_case(by=coordinator)
    request = receive(coordinator, Answers(distinct=[DistinctAnswer(case.person, DistinctReason.KNOWN)]))
    triage_request(request, by=coordinator, urgency=Urgency.GREEN)

    admitted = admit(
        Request.objects.get(pk=request.pk),
        PersonData(sex="male", family_name="Кадыров"),
        by=coordinator,
        organisation=coordinator.organisation,
        kind=Kind.SURVIVOR,
    )

    assert confirmed_distinct(admitted.person_id, [case.person_id]) == {case.person_id}
    assert confirmed_distinct(case.person_id, [admitted.person_id]) == {admitted.person_id}


@pytest.mark.parametrize(("reason", "words"), [("", ""), ("nonsense", ""), ("other", " ")])
def test_two_people_want_a_reason(coordinator, reason, words):
    first, second = make_case(by=coordinator), make_case(by=coordinator)

    with pytest.raises(Invalid):
        write_distinct(first.person, other=second.person, by=coordinator, reason=reason, words=words)


def test_who_opens_no_names_says_nothing_of_them(coordinator):
    first, second = make_case(by=coordinator), make_case(by=coordinator)

    with pytest.raises(Denied):
        write_distinct(first.person, other=second.person, by=make_user(Role.DUTY_OFFICER), reason="known")


# -- decided later ---------------------------------------------------------------------------------------------------------


def test_what_is_decided_later_is_the_coordinators_to_look_at_with_the_code(coordinator, worker):
    case = make_case(by=coordinator)

    request = receive(worker, Answers(to_look_at=[case.person_id]))

    task = request.tasks.get(kind=TaskKind.SAME)
    assert (task.role, task.owner, task.target) == (Role.COORDINATOR, None, case.person_id)
    assert task in tasks_of(coordinator, DayPart.DECISION)
    assert asked_about(coordinator, request) == [case.person_id]


def test_whoever_asked_learns_nothing_of_what_is_looked_at(coordinator, worker):
    case = make_case(by=coordinator)
    request = receive(worker, Answers(to_look_at=[case.person_id]))

    task = request.tasks.get(kind=TaskKind.SAME)
    assert asked_about(worker, request) == []
    with pytest.raises(NotFound):
        get_task(worker, task.pk)
    take_request_back(request, by=worker)
    assert Task.objects.get(pk=task.pk).done_by == worker.id
    assert task not in done_today(worker)


def test_a_second_look_at_the_same_is_not_asked_for_twice(coordinator, worker):
    case = make_case(by=coordinator)
    other = make_case(by=coordinator)
    request = receive(worker, Answers(to_look_at=[case.person_id, case.person_id]))

    answer_request(request, by=coordinator, answers=Answers(distinct=[DistinctAnswer(other.person, "known")], to_look_at=[case.person_id]))

    assert request.tasks.filter(kind=TaskKind.SAME).count() == 1


def test_saying_that_it_is_somebody_else_ends_the_look(coordinator, worker):
    case, other = make_case(by=coordinator), make_case(by=coordinator)
    request = receive(worker, Answers(to_look_at=[case.person_id, other.person_id]))

    answer_request(request, by=coordinator, answers=Answers(distinct=[DistinctAnswer(case.person, "known")]))

    assert asked_about(coordinator, request) == [other.person_id]


# -- the same person -------------------------------------------------------------------------------------------------------


def test_a_request_of_somebody_known_comes_under_their_key(coordinator, worker):
    case = make_case(by=coordinator, workers=((worker, Discipline.SOCIAL),))

    request = receive(worker, Answers(same=case))

    stored = Request.objects.get(pk=request.pk)
    assert stored.person_id == case.person_id
    assert not SubjectKey.objects.filter(kind="enquiry", subject=request.pk).exists()
    (opened,) = open_sealed([stored], by=coordinator.actor, purpose=Purpose.DECISION)
    assert opened.family_name == "Кадыров"


def test_nobody_joins_a_request_to_a_file_they_do_not_see(coordinator, worker):
    case = make_case(by=coordinator)
    request = make_request(by=worker)

    with pytest.raises(Denied):
        receive(worker, Answers(same=case))
    with pytest.raises(Denied):
        join_request(request, case, by=worker)
    assert Request.objects.count() == 1


def test_joining_later_moves_the_words_and_ends_the_looks(coordinator, worker):
    case, other = make_case(by=coordinator), make_case(by=coordinator)
    request = receive(worker, Answers(to_look_at=[case.person_id, other.person_id]), need_words="Дарди сар")

    join_request(request, case, by=coordinator)

    stored = Request.objects.get(pk=request.pk)
    (opened,) = open_sealed([stored], by=coordinator.actor, purpose=Purpose.DECISION)
    assert (stored.person_id, stored.state, opened.need_words) == (case.person_id, RequestState.NEW, "Дарди сар")
    assert asked_about(coordinator, stored) == []
    with pytest.raises(WrongState):
        join_request(stored, other, by=coordinator)


def test_joining_is_taken_back_whole(coordinator, worker):
    case = make_case(by=coordinator)
    request = receive(worker, need_words="Дарди сар")
    join_request(request, case, by=coordinator)

    undo.take_back(undo.latest(coordinator.actor).pk, by=coordinator.actor)

    stored = Request.objects.get(pk=request.pk)
    (opened,) = open_sealed([stored], by=worker.actor, purpose=Purpose.DECISION)
    assert (stored.person_id, opened.need_words) == (None, "Дарди сар")


def test_a_triaged_request_goes_on_in_the_open_case(coordinator):
    case = make_case(by=coordinator)
    request = make_request(by=coordinator, state=RequestState.TRIAGED)

    assert go_on_with(request, case, by=coordinator) == case

    stored = Request.objects.get(pk=request.pk)
    assert (stored.state, stored.person_id) == (RequestState.ADMITTED, case.person_id)
    assert Person.objects.count() == 1
    assert not stored.tasks.filter(done_at=None).exists()


def test_a_more_urgent_request_makes_the_open_case_as_urgent_and_says_why(coordinator):
    case = make_case(by=coordinator, urgency=Urgency.GREEN)
    request = make_request(by=coordinator, state=RequestState.TRIAGED, urgency=Urgency.RED)

    go_on_with(request, case, by=coordinator)

    stored = Case.objects.get(pk=case.pk)
    change = stored.urgency_changes.get()
    (opened,) = open_sealed([change], by=coordinator.actor, purpose=Purpose.CARE)
    assert (stored.urgency, change.before, change.after) == (Urgency.RED, Urgency.GREEN, Urgency.RED)
    assert opened.reason == "A new request is more urgent."
    assert stored.tasks.filter(kind=TaskKind.DANGER, done_at=None).exists()


@pytest.mark.parametrize("asked", [Urgency.AMBER, Urgency.GREEN])
def test_a_request_that_is_not_more_urgent_leaves_the_case_as_it_is(coordinator, asked):
    case = make_case(by=coordinator, urgency=Urgency.AMBER)
    request = make_request(by=coordinator, state=RequestState.TRIAGED, urgency=asked)

    go_on_with(request, case, by=coordinator)

    stored = Case.objects.get(pk=case.pk)
    assert stored.urgency == Urgency.AMBER
    assert not stored.urgency_changes.exists()


def test_a_closed_case_begins_again_with_the_request(coordinator):
    case = make_case(by=coordinator, state=CaseState.CLOSED)
    request = make_request(by=coordinator, state=RequestState.TRIAGED, urgency=Urgency.RED)

    episode = go_on_with(request, case, by=coordinator, decision_words="Боз омад", disciplines=[Discipline.SOCIAL])

    assert (episode.episode, episode.person_id, episode.urgency, episode.request) == (2, case.person_id, Urgency.RED, request)
    assert Case.objects.get(pk=case.pk).state == CaseState.ENDED


def test_a_request_that_was_not_triaged_goes_on_nowhere(coordinator):
    with pytest.raises(WrongState):
        go_on_with(make_request(by=coordinator), make_case(by=coordinator), by=coordinator)


def test_a_request_joined_to_the_wrong_file_is_admitted_as_somebody_else_and_the_file_stays_readable(coordinator):
    case = make_case(by=coordinator)
    request = receive(coordinator, Answers(same=case), need_words="Дарди сар")
    triage_request(request, by=coordinator, urgency=Urgency.GREEN)

    admitted = admit(
        Request.objects.get(pk=request.pk),
        PersonData(sex="male", family_name="Кадыров"),
        by=coordinator,
        organisation=coordinator.organisation,
        kind=Kind.SURVIVOR,
    )

    assert admitted.person_id != case.person_id
    person, words = open_sealed([case.person, Request.objects.get(pk=request.pk)], by=coordinator.actor, purpose=Purpose.CARE)
    assert (person.family_name, words.need_words) == ("Қодиров", "Дарди сар")


# -- requests that wait ----------------------------------------------------------------------------------------------------


def test_a_request_that_waits_is_shown_by_its_name_in_another_script_or_order(coordinator):
    request = make_request(by=coordinator, family_name="Қодиров", given_name="Ҷамшед")
    make_request(by=coordinator)

    assert requests_alike(coordinator, RUSSIAN) == (request,)
    assert requests_alike(coordinator, MatchCriteria(names="Jamshed Qodirov")) == (request,)
    assert AuditEvent.objects.latest("seq").verb == "vault.opened"
    assert requests_alike(coordinator, MatchCriteria(names="Jamshed Rahim Qodirov")) == (request,)
    assert requests_alike(coordinator, MatchCriteria(names="Кадыров Далер Рахим")) == ()
    assert requests_alike(coordinator, MatchCriteria(names="Кадыров")) == ()


def test_a_request_is_not_shown_to_whom_it_is_not_open_nor_to_itself_nor_once_decided(coordinator):
    stranger = make_user(Role.MEMBER_WORKER, organisation=make_member())
    request = make_request(by=coordinator, family_name="Қодиров", given_name="Ҷамшед")

    assert requests_alike(stranger, RUSSIAN) == ()
    assert requests_alike(coordinator, MatchCriteria(names=RUSSIAN.names, about=request.pk)) == ()
    make_request(by=coordinator, family_name="Ализода", given_name="Мино", state=RequestState.DECLINED)
    assert requests_alike(coordinator, MatchCriteria(names="Ализода Мино")) == ()
