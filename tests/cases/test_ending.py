"""Contact that is sought, closing that somebody else decides on, safety plan, feedback; and a death, which stops whatever reminds."""

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.guard import writes_allowed
from panoh.cases.actions import raise_risk
from panoh.cases.actions.contact import look_for_lost_contact, record_attempt, tried_days
from panoh.cases.actions.dangers import end_danger
from panoh.cases.actions.death import record_death, take_back_death
from panoh.cases.actions.emergency_access import close_to
from panoh.cases.actions.ending import decide_closing, propose_closing, record_feedback, write_safety_plan
from panoh.cases.actions.reading import read_feedback, read_shared
from panoh.cases.enums import (
    Attendance,
    CaseState,
    CloseReason,
    ClosingState,
    Discipline,
    NotAttended,
    Outcome,
    Reached,
    RiskLevel,
    TaskKind,
)
from panoh.cases.models import Case, Closing, Death, Feedback, FollowUp, SafetyPlan, Session, Share, Task
from panoh.cases.policy import visible_tasks
from panoh.cases.queries.contact import last_contact
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.people.enums import Channel
from panoh.people.merging import LEFT, fields, join_records
from panoh.people.models import Person
from tests.factories.accounts import make_member, make_user, sign_in
from tests.factories.care import make_planned, make_session, make_team
from tests.factories.cases import make_case, make_coordinator, show_case
from tests.factories.hotline import make_line
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def open_tasks(case, *kinds):
    return case.tasks.filter(kind__in=kinds, done_at=None)


def miss(case, by, reason=NotAttended.NOT_REACHED, days=0):
    return make_session(
        case, by=by, at=now() - dt.timedelta(days=days, hours=1), attendance=Attendance.NOT_ATTENDED, minutes=None, reason=reason
    )


def attempt(case, by, days, outcome=Reached.NO_ANSWER):
    return record_attempt(case, by=by, at=now() - dt.timedelta(days=days), way=Channel.CALL, outcome=outcome)


# Contact


def test_who_was_missed_without_a_word_is_sought_in_two_days():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    session = miss(case, psychologist)

    task = open_tasks(case, TaskKind.CONTACT).get()
    missed = session.at.astimezone(DUSHANBE).date()
    assert (task.owner, task.target, task.due_at.date()) == (psychologist, session.pk, missed + dt.timedelta(days=2))


@pytest.mark.parametrize("reason", [NotAttended.PERSON_UNWELL, NotAttended.PERSON_CHOSE, NotAttended.WORKER_AWAY])
def test_who_said_that_they_cannot_come_is_not_sought(reason):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    miss(case, psychologist, reason)

    assert not open_tasks(case, TaskKind.CONTACT).exists()


def test_a_second_missed_meeting_opens_no_second_task():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    miss(case, psychologist, days=1)
    miss(case, psychologist)

    assert open_tasks(case, TaskKind.CONTACT).count() == 1


def test_tries_follow_on_other_days_and_then_the_coordinator_is_asked():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    miss(case, psychologist, days=25)

    dues = []
    for days in (22, 15, 1):
        attempt(case, psychologist, days)
        dues += [(task.due_at.astimezone(DUSHANBE).date() - today()).days for task in open_tasks(case, TaskKind.CONTACT)]

    assert dues == [-22 + 5, -15 + 14]
    assert open_tasks(case, TaskKind.CONFERENCE).get().role == "coordinator"
    assert Case.objects.get().state == CaseState.ASSESSMENT


def test_two_tries_on_one_day_count_once():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    day = today() + dt.timedelta(days=1)
    with time_machine.travel(dt.datetime.combine(day, dt.time(12), DUSHANBE), tick=False):
        for hours in (1, 2, 3):
            record_attempt(case, by=psychologist, at=now() - dt.timedelta(hours=hours), way=Channel.CALL, outcome=Reached.NO_ANSWER)
        assert tried_days(case) == [day]
    assert not open_tasks(case, TaskKind.CONFERENCE).exists()


def test_who_is_reached_or_comes_is_sought_no_longer():
    for found in (lambda case, by: attempt(case, by, 0, Reached.REACHED), lambda case, by: make_session(case, by=by)):
        case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
        miss(case, psychologist, days=3)

        found(case, psychologist)

        assert not open_tasks(case, TaskKind.CONTACT).exists()
        assert tried_days(case) == []
        assert last_contact(case) is not None


def test_a_try_that_is_written_down_after_the_person_came_opens_nothing():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    make_session(case, by=psychologist)

    attempt(case, psychologist, 5)

    assert not open_tasks(case, TaskKind.CONTACT, TaskKind.CONFERENCE).exists()


def test_a_try_ahead_or_by_no_way_is_refused():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Invalid, match="This time is in the future"):
        attempt(case, social, -2)
    with pytest.raises(Invalid, match="This is not a way of contact"):
        record_attempt(case, by=social, at=now(), way=Channel.NEVER, outcome=Reached.REACHED)


def old_case(**facts):
    case = make_case(**facts)
    with writes_allowed():
        Case.objects.filter(pk=case.pk).update(admitted_on=today() - dt.timedelta(days=100))
    return Case.objects.get(pk=case.pk)


def test_long_silence_asks_the_coordinator_to_look_and_closes_nothing():
    psychologist = make_user(Role.PSYCHOLOGIST)
    case = old_case(workers=((psychologist, Discipline.PSYCHOLOGICAL),))
    make_session(case, by=psychologist, at=now() - dt.timedelta(days=70))

    assert (look_for_lost_contact(), look_for_lost_contact()) == (1, 0)

    task = open_tasks(case, TaskKind.LOST).get()
    assert (task.role, (task.due_at.date() - today()).days) == ("coordinator", 20)
    assert Case.objects.get(pk=case.pk).state == CaseState.ASSESSMENT


@pytest.mark.parametrize("what", ["met", "planned", "reached", "held", "new"])
def test_who_is_in_contact_or_on_hold_is_not_asked_about(what):
    psychologist = make_user(Role.PSYCHOLOGIST)
    workers = ((psychologist, Discipline.PSYCHOLOGICAL),)
    case = make_case(workers=workers) if what == "new" else old_case(workers=workers)
    if what == "met":
        make_session(case, by=psychologist, at=now() - dt.timedelta(days=50))
        miss(case, psychologist, days=1)
    elif what == "planned":
        make_planned(case, by=psychologist)
    elif what == "reached":
        attempt(case, psychologist, 10, Reached.REACHED)
    elif what == "held":
        with writes_allowed():
            Case.objects.update(state=CaseState.ON_HOLD)

    assert look_for_lost_contact() == 0


def test_whoever_decides_after_long_silence_can_say_that_the_case_continues(client):
    case, coordinator = old_case(), sign_in(client, make_coordinator())
    look_for_lost_contact()
    there = reverse("desk:case_closure", args=[case.code])
    task = open_tasks(case, TaskKind.LOST).get()

    (form,) = soup_of(client.get(there)).main.select(f'form[action="{reverse("desk:task_finish", args=[task.pk])}"]')
    assert form.button.get_text(strip=True) == "The case continues"
    client.post(form["action"])

    assert (Task.objects.get(pk=task.pk).done_by, Case.objects.get().state) == (coordinator.pk, CaseState.ASSESSMENT)
    assert "The case continues" not in text(client.get(there))


@pytest.mark.parametrize(("outcome", "says"), [("reached", True), ("no_answer", False)])
def test_an_attempt_that_reached_somebody_says_that_the_task_is_done(client, outcome, says):
    case = old_case()
    sign_in(client, make_coordinator())
    look_for_lost_contact()
    typed = {"day": f"{today():%d.%m.%Y}", "hour": "00:00", "way": "call", "outcome": outcome}

    said = [text(client.post(reverse("desk:attempt_new", args=[case.code]), typed, follow=True)) for _time in range(2)]

    assert ["The person was reached, so the task" in page for page in said] == [says, False]


def test_who_looked_is_not_asked_again_at_once():
    case = old_case()
    look_for_lost_contact()
    with writes_allowed():
        Task.objects.filter(case=case, kind=TaskKind.LOST).update(done_at=now())

    assert look_for_lost_contact() == 0


# Closing


def propose(case, by, **facts):
    return propose_closing(case, by=by, **{"reason": CloseReason.PERSON_CHOSE, "words": "Вернулась к шитью", **facts})


def test_closing_is_proposed_by_one_and_decided_on_by_another():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    row = propose(case, social, outcomes={"mental": "better", "social": ""})
    assert (Case.objects.get().state, open_tasks(case, TaskKind.CLOSING).count()) == ("assessment", 1)

    coordinator = make_coordinator()
    decide_closing(row, by=coordinator, agreed=True, with_follow_up=True)

    closed = Case.objects.get()
    assert (closed.state, closed.close_reason, FollowUp.objects.count()) == ("closed", "person_chose", 3)
    assert read_shared([closed], by=social)[closed.pk]["closing_words"] == "Вернулась к шитью"
    assert (Closing.objects.get().state, Closing.objects.get().outcomes) == ("agreed", {"mental": "better"})
    assert not open_tasks(closed, TaskKind.CLOSING).exists()


def test_nobody_decides_on_what_they_proposed_and_no_worker_decides():
    coordinator, (case, (social, colleague)) = make_coordinator(), make_team(Role.SOCIAL_WORKER, Role.SOCIAL_WORKER)
    row = propose(case, coordinator)

    for by in (coordinator, social, colleague):
        with pytest.raises(Denied):
            decide_closing(row, by=by, agreed=True)
    assert Case.objects.get().state == "assessment"


def test_the_page_says_whether_anybody_may_decide_on_what_was_proposed(client):
    coordinator = make_coordinator()
    case = make_case(by=coordinator)
    propose(case, coordinator)
    sign_in(client, coordinator)
    page, nobody = (
        reverse("desk:case_closure", args=[case.code]),
        ("Closing this case was proposed, but only the person who proposed it could decide"),
    )

    assert nobody in text(client.get(page))
    other = make_coordinator()
    close_to(case.code, other.username, by=coordinator, why="family")
    assert nobody in text(client.get(page))
    make_coordinator()
    assert (nobody in text(client.get(page)), "Someone else decides within five working days" in text(client.get(page))) == (False, True)


def test_a_proposal_goes_back_with_what_is_still_to_be_done_and_may_be_made_again():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    row, coordinator = propose(case, social), make_coordinator()
    with pytest.raises(WrongState, match="Closure has already been proposed"):
        propose(case, social)
    with pytest.raises(Invalid, match="Write what must still be done before closure"):
        decide_closing(row, by=coordinator, agreed=False)

    decide_closing(row, by=coordinator, agreed=False, remark="Сначала поговорить о безопасности")
    again = propose(case, social)

    assert [Closing.objects.get(pk=each.pk).state for each in (row, again)] == [ClosingState.RETURNED, ClosingState.PROPOSED]
    with pytest.raises(WrongState):
        decide_closing(row, by=coordinator, agreed=True)


@pytest.mark.parametrize(("facts", "field"), [({"words": " "}, "words"), ({"reason": CloseReason.REGISTER}, "reason")])
def test_a_proposal_says_what_is_missing(facts, field):
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Invalid) as refused:
        propose(case, social, **facts)
    assert list(refused.value.fields) == [field]


# The safety plan and feedback


def test_a_safety_plan_opened_from_a_danger_comes_back_to_it_and_to_no_other(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    other = make_case(workers=((social, Discipline.SOCIAL),))
    task = raise_risk(case, level="high", by=social)
    sign_in(client, social)
    danger = reverse("desk:danger", args=[task.pk])
    way = soup_of(client.get(danger)).select_one(f"a[href^='{reverse('desk:safety_plan', args=[case.code])}']")["href"]
    page = soup_of(client.get(way))

    sent = client.post(way, {"signs": "Не сплю две ночи", "version": page.select_one("[name=version]")["value"]})

    assert (sent.url, page.select_one(".title a")["href"]) == (danger, danger)
    elsewhere = soup_of(client.get(f"{reverse('desk:safety_plan', args=[other.code])}?danger={task.pk}"))
    assert elsewhere.select_one(".title a")["href"] == reverse("desk:case_closure", args=[other.code])


def test_the_safety_plan_is_written_anew_over_what_stood_there(client):
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    plan = write_safety_plan(case, by=social, signs="Не сплю две ночи", people="Сестра")
    version = plan.version
    write_safety_plan(case, by=psychologist, signs="Не сплю одну ночь", expected=version)

    with pytest.raises(Conflict):
        write_safety_plan(case, by=social, signs="Не ем", expected=version)
    stored = SafetyPlan.objects.get()
    assert (stored.by, read_shared([stored], by=social)[stored.pk]["signs"]) == (psychologist, "Не сплю одну ночь")


def test_the_print_of_the_plan_names_nobody(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    write_safety_plan(case, by=social, signs="Не сплю две ночи")
    sign_in(client, social)

    shown = client.get(reverse("desk:safety_plan_print", args=[case.code]))

    page = soup_of(shown)
    printed = " ".join(each.get_text(" ") for each in page.select("main *:not(.no-print):not(.no-print *)"))
    assert "Не сплю две ночи" in printed
    assert all(word not in printed for word in (case.code, "Қодиров", social.username, "Secretariat"))


def printed(client, case):
    page = soup_of(client.get(reverse("desk:safety_plan_print", args=[case.code])))
    return " ".join(each.get_text(" ", strip=True) for each in page.select("main *:not(.no-print):not(.no-print *)"))


@pytest.mark.parametrize(
    ("region", "number"),
    [("TJ-KT", "+992 00 000 03 01"), ("TJ-SU", "+992 00 000 03 02"), ("TJ-GB", "+992 00 000 03 03")],
)
def test_the_plan_and_its_print_have_the_number_of_the_region(client, region, number):
    make_line()
    social = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((social, Discipline.SOCIAL),), region=region)
    write_safety_plan(case, by=social, signs="Не сплю две ночи")
    sign_in(client, social)

    on_paper, on_screen = printed(client, case), text(client.get(reverse("desk:safety_plan", args=[case.code])))

    for shown in (on_paper, on_screen):
        assert set(re.findall(r"\+992(?: \d+)+", shown)) == {number}


@pytest.mark.parametrize(
    ("words", "telling"),
    [
        ("Когда вижу милицию", "милицию"),
        ("Баъди шиканҷа хоб намеравам", "шиканҷа"),
        ("Звоню в Secretariat", "secretariat"),
    ],
)
def test_a_plan_with_a_word_that_tells_is_not_printed_and_says_which(client, words, telling):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    write_safety_plan(case, by=social, signs="Не сплю две ночи", services=words)
    sign_in(client, social)

    page = soup_of(client.get(reverse("desk:safety_plan_print", args=[case.code])))

    assert f"«{telling}»" in page.select_one(".note--error").get_text(" ", strip=True).lower()
    assert page.find("a", href=reverse("desk:safety_plan", args=[case.code])) is not None
    assert "Не сплю две ночи" not in page.get_text()


def test_an_open_danger_asks_for_the_plan_until_it_was_read_through_again(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    write_safety_plan(case, by=social, signs="Не сплю две ночи")
    with time_machine.travel(now() + dt.timedelta(days=3)):
        danger = raise_risk(case, level=RiskLevel.HIGH, by=social)
        sign_in(client, social)
        assert "older than this danger" in text(client.get(reverse("desk:danger", args=[danger.pk])))

        write_safety_plan(case, by=social, signs="Не сплю две ночи")

        assert "older than this danger" not in text(client.get(reverse("desk:danger", args=[danger.pk])))


def test_an_open_danger_says_that_there_is_no_plan_and_one_that_is_over_asks_for_none(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    danger = raise_risk(case, level=RiskLevel.HIGH, by=social)
    sign_in(client, social)
    assert "No safety plan yet." in text(client.get(reverse("desk:danger", args=[danger.pk])))

    end_danger(danger, by=social, words="Говорили час, сестра остаётся на ночь")

    assert "No safety plan yet." not in text(client.get(reverse("desk:danger", args=[danger.pk])))


def test_an_empty_plan_is_not_kept():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Invalid, match="at least one part"):
        write_safety_plan(case, by=social, signs="  ")


def test_feedback_is_taken_down_by_who_does_not_work_on_the_case_and_read_by_the_coordinator():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    colleague, coordinator = make_coordinator(), make_coordinator()
    with pytest.raises(Denied, match="Someone who does not work on the case must record this, so that the person can"):
        record_feedback(case, by=psychologist, words="Всё хорошо", heard=4)

    row = record_feedback(case, by=colleague, words="Редко перезванивали", heard=2, respected=4)

    assert (row.heard, row.respected, row.safe) == (2, 4, None)
    stored = list(Feedback.objects.select_related("case"))
    assert [words for _row, words in read_feedback(stored, by=coordinator)] == ["Редко перезванивали"]
    assert [words for _row, words in read_feedback(stored, by=psychologist)] == [None]


def test_the_worker_sees_that_something_was_said_and_not_what(client):
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)
    record_feedback(case, by=make_coordinator(), words="Редко перезванивали", heard=2)
    sign_in(client, psychologist)

    shown = text(client.get(reverse("desk:case_closure", args=[case.code])))

    assert "What was said is sealed" in shown
    assert "Редко" not in shown
    assert "2 / 4" not in shown


@pytest.mark.parametrize(("facts", "match"), [({}, "at least one answer"), ({"heard": 5}, "from 0 to 4")])
def test_feedback_that_cannot_be_is_refused(facts, match):
    case = make_case()

    with pytest.raises(Invalid, match=match):
        record_feedback(case, by=make_coordinator(), **facts)


# A death


def lively_case():
    """A case with tasks, a session ahead and closing proposed, and a second case of the same person, closed and followed."""
    case, (social, psychologist) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    make_planned(case, by=psychologist)
    propose(case, social)
    return case, social


def test_a_death_stops_every_task_meeting_and_proposal_about_the_person_and_leaves_relatives_alone():
    case, social = lively_case()
    relative = make_case()
    theirs = open_tasks(relative, *TaskKind).count()

    record_death(case, by=social, died_on=today(), tell="Психолог звонит сестре")

    stored = Case.objects.get(pk=case.pk)
    assert (stored.state, stored.close_reason, open_tasks(case, *TaskKind).count()) == ("closed", "died", 0)
    assert (Session.objects.get().attendance, Closing.objects.get().state) == ("called_off", "returned")
    assert (open_tasks(relative, *TaskKind).count(), Case.objects.get(pk=relative.pk).state) == (theirs, "assessment")
    assert theirs > 0
    assert look_for_lost_contact() == 0


def test_a_death_ends_the_follow_ups_of_a_closed_case():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    decide_closing(propose(case, social), by=make_coordinator(), agreed=True, with_follow_up=True)
    assert open_tasks(case, TaskKind.FOLLOW_UP).count() == 3
    case = Case.objects.get()

    record_death(case, by=social)

    assert (open_tasks(case, TaskKind.FOLLOW_UP).count(), Case.objects.get().close_reason) == (0, "person_chose")


def test_a_death_taken_back_lets_everything_go_on():
    case, social = lively_case()
    before = set(open_tasks(case, *TaskKind).values_list("pk", flat=True))
    row = record_death(case, by=social)

    take_back_death(Death.objects.select_related("case").get(pk=row.pk), by=make_coordinator())

    stored = Case.objects.get()
    assert (stored.state, stored.closed_on, stored.close_reason) == ("assessment", None, "")
    assert set(open_tasks(case, *TaskKind).values_list("pk", flat=True)) == before
    assert (Session.objects.get().attendance, Closing.objects.get().state, Death.objects.count()) == ("planned", "proposed", 0)


def test_a_death_is_undone_like_any_act():
    case, social = lively_case()
    before = open_tasks(case, *TaskKind).count()
    record_death(case, by=social)

    undo.take_back(undo.latest(social.actor).pk, by=social.actor)

    assert (Case.objects.get().state, open_tasks(case, *TaskKind).count(), Death.objects.count()) == ("assessment", before, 0)


def test_a_death_is_recorded_once_and_not_ahead():
    case, (social, physician) = make_team(Role.SOCIAL_WORKER, Role.PHYSICIAN)
    with pytest.raises(Invalid, match="This date is in the future"):
        record_death(case, by=social, died_on=today() + dt.timedelta(days=1))
    with pytest.raises(Denied):
        record_death(case, by=physician)

    record_death(case, by=social)
    with pytest.raises(WrongState, match="already been recorded"):
        record_death(Case.objects.get(), by=social)


def known_in_two_houses():
    """One person, whose two records were joined, with a case of the secretariat and one of a member organisation."""
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    member = make_user(Role.MEMBER_WORKER, organisation=make_member())
    theirs = make_case(organisation=member.organisation, workers=((member, Discipline.SOCIAL),))
    kept, gone = (Person.objects.get(pk=each.person_id) for each in (case, theirs))
    join_records(kept, gone, by=make_coordinator(), choices=dict.fromkeys(fields(), LEFT))
    return case, social, Case.objects.get(pk=theirs.pk), member


def test_a_death_holds_in_every_house_and_who_leads_there_has_one_thing_to_do():
    case, social, theirs, member = known_in_two_houses()

    record_death(case, by=social, words="Сердце", tell="Психолог звонит сестре")

    stored = Case.objects.get(pk=theirs.pk)
    assert (stored.state, stored.close_reason) == ("closed", "died")
    assert [(task.kind, task.owner) for task in open_tasks(theirs, *TaskKind)] == [("death", member)]
    assert not open_tasks(case, *TaskKind).exists()
    assert visible_tasks(member).get().kind == "death"


def test_who_records_a_death_learns_of_no_case_elsewhere_and_who_is_there_reads_that_it_is_so_and_no_word(client):
    case, social, theirs, member = known_in_two_houses()
    show_case(case, by=make_coordinator(), organisation=member.organisation, until=today())
    with writes_allowed():  # the key stays, as where both help the same person; the case itself is not shared
        Share.objects.update(ended_at=now())
    sign_in(client, social)
    told = client.post(reverse("desk:death_new", args=[case.code]), {"died_on": "", "words": "Сердце", "tell": "Сестра"}, follow=True)
    assert theirs.code not in told.content.decode()
    assert "Сердце" in text(told)

    sign_in(client, member)
    shown = client.get(reverse("desk:case_closure", args=[theirs.code]))
    back = client.post(reverse("desk:death_back", args=[theirs.code, Death.objects.get().pk]))

    assert "The person has died" in text(shown)
    assert all(word not in shown.content.decode() for word in ("Сердце", "Сестра", case.code, "Undo: this was a mistake"))
    assert (back.status_code, Case.objects.get(pk=theirs.pk).state) == (403, "closed")


def test_nobody_elsewhere_is_told_by_a_case_without_a_lead_but_the_coordinator():
    case, social, theirs, _member = known_in_two_houses()
    with writes_allowed():
        Case.objects.filter(pk=theirs.pk).update(lead=None)

    record_death(case, by=social)

    assert [(task.owner, task.role) for task in open_tasks(theirs, *TaskKind)] == [(None, "coordinator")]


def test_a_death_taken_back_goes_on_in_every_house_and_nothing_is_left_to_look_at():
    case, social, theirs, _member = known_in_two_houses()
    before = set(open_tasks(theirs, *TaskKind).values_list("pk", flat=True))
    row = record_death(case, by=social)

    take_back_death(Death.objects.select_related("case").get(pk=row.pk), by=social)

    assert Case.objects.get(pk=theirs.pk).state == "assessment"
    assert set(open_tasks(theirs, *TaskKind).values_list("pk", flat=True)) == before


# Pages


def test_a_case_goes_from_the_proposal_to_closed_on_pages(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    given = {"reason": "person_chose", "words": "Вернулась к шитью", "end_mental": "better"}
    assert "Proposed." in text(client.post(reverse("desk:close_case", args=[case.code]), given, follow=True))
    there = reverse("desk:decide_closing", args=[case.code])
    assert client.get(there).status_code == 403

    sign_in(client, make_coordinator())
    shown = text(client.get(reverse("desk:case_closure", args=[case.code])))
    assert ("Decide on the closure" in shown, "Вернулась к шитью" in shown, f"mental {Outcome.BETTER.label}" in shown) == (True, True, True)
    client.post(there, {"agreed": "yes", "version": Closing.objects.get().version})
    assert Case.objects.get().state == "closed"
    assert client.get(there).status_code == 404


def test_a_try_a_plan_and_feedback_are_kept_on_pages(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    page = soup_of(client.get(reverse("desk:attempt_new", args=[case.code])))
    begun = {name: page.select_one(f"[name={name}]")["value"] for name in ("day", "hour")}
    client.post(reverse("desk:attempt_new", args=[case.code]), {**begun, "way": "call", "outcome": "no_answer", "words": "Гудки"})
    client.post(reverse("desk:safety_plan", args=[case.code]), {"version": "0", "signs": "Не сплю"})
    assert client.post(reverse("desk:feedback_new", args=[case.code]), {"heard": "3"}).status_code == 403

    answered = client.get(reverse("desk:case_closure", args=[case.code]))
    shown, links = text(answered), [link.get_text(strip=True) for link in soup_of(answered).select("main a")]
    assert ("Гудки" in shown, "Print for the person" in shown, "Record" in links) == (True, True, False)
    sign_in(client, make_coordinator())
    client.post(reverse("desk:feedback_new", args=[case.code]), {"heard": "3", "words": "Спасибо"})
    assert "3 / 4" in text(client.get(reverse("desk:case_closure", args=[case.code])))


def test_a_death_is_recorded_and_taken_back_on_pages(client):
    case, social = lively_case()
    sign_in(client, social)
    client.post(reverse("desk:death_new", args=[case.code]), {"tell": "Психолог звонит сестре"})

    shown = text(client.get(reverse("desk:case_closure", args=[case.code])))
    assert ("The person has died" in shown, "Психолог звонит сестре" in shown) == (True, True)
    client.post(reverse("desk:death_back", args=[case.code, Death.objects.get().pk]))
    assert Case.objects.get().state == "assessment"
