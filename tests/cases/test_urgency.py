"""Triage: the signs propose, the worker decides, old and new are kept, and help waits for no form."""

import datetime as dt

import pytest
from django.urls import reverse

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.cases.actions import (
    admit,
    assign_worker,
    change_request_urgency,
    change_urgency,
    finish_task,
    reopen_case,
    triage_request,
)
from panoh.cases.actions.dangers import end_danger
from panoh.cases.danger import DangerSign, Signs, SuicideSign, suicide_level, unpacked
from panoh.cases.enums import CaseState, DecisionReason, Discipline, Kind, RequestState, TaskKind, Urgency
from panoh.cases.models import Case, Request, UrgencyChange
from panoh.cases.queries.urgency import looks_at, still_possible
from panoh.consent.models import Consent, VitalInterest
from panoh.core.clock import add_working_days, now, today
from panoh.core.errors import Conflict, Denied, Invalid, WrongState
from panoh.network.enums import Service
from panoh.people.data import PersonData
from panoh.people.enums import Sex
from panoh.referrals.actions import send_referral
from panoh.referrals.enums import ReferralState
from panoh.referrals.models import Referral
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose
from tests.factories.accounts import make_legal_unit, make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator, make_request, show_case
from tests.factories.legal import make_legal_referral
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

GRAVE = Signs(dangers=(DangerSign.LIFE,), suicide=(SuicideSign.THOUGHTS, SuicideSign.PLAN))


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ((), ""),
        (("none",), "none"),
        (("wish",), "low"),
        (("wish", "thoughts"), "low"),
        (("thoughts", "method"), "moderate"),
        (("ever",), "moderate"),
        (("thoughts", "intent"), "high"),
        (("plan",), "high"),
        (("lately",), "high"),
        (("wish", "lately"), "high"),
    ],
)
def test_the_highest_answer_about_suicide_decides(said, level):
    assert suicide_level(said) == level


@pytest.mark.parametrize(
    ("signs", "urgency"),
    [
        (Signs(dangers=("life",)), "red"),
        (Signs(dangers=("acute",)), "red"),
        (Signs(dangers=("detained",)), "red"),
        (Signs(dangers=("child",)), "red"),
        (Signs(dangers=("held_soon",)), "amber"),
        (Signs(dangers=("no_shelter",)), "red"),
        (Signs(suicide=("plan",)), "red"),
        (Signs(suicide=("ever",)), "amber"),
        (Signs(suicide=("wish",)), "amber"),
        (Signs(suicide=("none",)), "green"),
    ],
)
def test_the_signs_speak_for_an_urgency(signs, urgency):
    assert signs.proposed == urgency


def test_sexual_violence_is_red_for_120_hours_and_the_lines_say_what_is_possible():
    moment = now()

    assert Signs(violence_at=moment - dt.timedelta(hours=119)).proposed == Urgency.RED
    assert Signs(violence_at=moment - dt.timedelta(hours=121)).proposed == Urgency.GREEN
    assert [line.is_over for line in still_possible(moment - dt.timedelta(hours=80))] == [True, False]
    assert [line.until - moment for line in still_possible(moment)] == [dt.timedelta(hours=72), dt.timedelta(hours=120)]


def test_triage_keeps_the_signs_and_both_urgencies_and_seals_what_was_said():
    coordinator = make_coordinator()
    request = make_request(by=coordinator)
    due = request.due_at

    triage_request(request, by=coordinator, urgency=Urgency.RED, signs=GRAVE)

    row = UrgencyChange.objects.get(request=request)
    assert (row.before, row.after, row.proposed, row.dangers, row.suicide) == ("green", "red", "red", ["life"], "high")
    assert (row.due_before, row.due_after) == (due, request.due_at)
    assert b"plan" not in bytes(row.answers)
    (opened,) = open_sealed([row], by=coordinator.actor, purpose=Purpose.DECISION)
    assert unpacked(opened.answers).suicide == ("thoughts", "plan")


def test_less_urgency_than_the_signs_speak_for_wants_a_reason():
    coordinator = make_coordinator()
    request = make_request(by=coordinator)

    with pytest.raises(Invalid, match="The signs show more urgency than you chose") as refused:
        triage_request(request, by=coordinator, urgency=Urgency.AMBER, signs=GRAVE)
    assert list(refused.value.fields) == ["words"]
    assert Request.objects.get(pk=request.pk).state == RequestState.NEW

    triage_request(request, by=coordinator, urgency=Urgency.AMBER, signs=GRAVE, words="Рядом врач, состояние ровное")
    assert Request.objects.get(pk=request.pk).urgency == Urgency.AMBER


@pytest.mark.parametrize(
    ("signs", "field"),
    [
        (Signs(dangers=("rain",)), "dangers"),
        (Signs(suicide=("rain",)), "suicide"),
        (Signs(suicide=("none", "wish")), "suicide"),
        (Signs(violence_at=dt.datetime(2100, 1, 1, tzinfo=dt.UTC)), "violence_hours"),
    ],
)
def test_signs_that_cannot_be_are_refused(signs, field):
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Invalid) as refused:
        change_urgency(case, by=social, urgency=Urgency.RED, signs=signs)
    assert list(refused.value.fields) == [field]
    assert UrgencyChange.objects.count() == 0


def test_more_urgency_brings_assessments_forward_and_starts_a_clock_of_24_hours():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    before = case.tasks.filter(kind=TaskKind.ASSESS).order_by("due_at").first().due_at

    change_urgency(case, by=social, urgency=Urgency.RED, signs=Signs(dangers=(DangerSign.LIFE,)))

    assessments = case.tasks.filter(kind=TaskKind.ASSESS)
    assert {task.due_at.date() for task in assessments} == {add_working_days(today(), 3)}
    danger = case.tasks.get(kind=TaskKind.DANGER)
    assert danger.owner == social
    assert abs(danger.due_at - now() - dt.timedelta(hours=24)) < dt.timedelta(minutes=1)
    row = UrgencyChange.objects.get(case=case)
    assert (row.due_before, row.due_after) == (before, danger.due_at)


def test_less_urgency_gives_the_time_back_and_ends_the_clock():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    change_urgency(case, by=social, urgency=Urgency.RED)

    change_urgency(case, by=social, urgency=Urgency.GREEN, reason="Уже в безопасности")

    assert {task.due_at.date() for task in case.tasks.filter(kind=TaskKind.ASSESS)} == {add_working_days(case.admitted_on, 10)}
    assert case.tasks.get(kind=TaskKind.DANGER).done_at is not None
    assert [(row.before, row.after) for row in looks_at(case).changes] == [("red", "green"), ("green", "red")]


def test_amber_after_red_moves_the_one_clock_that_runs():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    change_urgency(case, by=social, urgency=Urgency.RED)

    change_urgency(case, by=social, urgency=Urgency.AMBER, reason="Уехала к сестре")

    (danger,) = case.tasks.filter(kind=TaskKind.DANGER)
    assert abs(danger.due_at - now() - dt.timedelta(hours=72)) < dt.timedelta(minutes=1)


def test_a_look_that_changes_nothing_is_kept_and_one_without_signs_is_refused():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    change_urgency(case, by=social, urgency=Urgency.GREEN, signs=Signs(suicide=("none",)))
    assert looks_at(case).last.suicide == "none"
    with pytest.raises(Invalid, match="Nothing was changed"):
        change_urgency(case, by=social, urgency=Urgency.GREEN)


def test_a_closed_case_and_a_decided_request_are_not_triaged():
    social = make_user(Role.SOCIAL_WORKER)
    case = make_case(workers=((social, Discipline.SOCIAL),), state=CaseState.CLOSED)

    with pytest.raises(WrongState, match="Reopen it"):
        change_urgency(case, by=social, urgency=Urgency.RED)
    with pytest.raises(WrongState, match="already been decided"):
        change_request_urgency(make_request(state=RequestState.DECLINED), by=make_coordinator(), urgency=Urgency.RED)


def test_a_request_looked_at_again_moves_its_clock_and_what_is_to_be_done():
    coordinator = make_coordinator()
    request = make_request(by=coordinator, state=RequestState.TRIAGED)

    change_request_urgency(request, by=coordinator, urgency=Urgency.RED, signs=Signs(dangers=("child",)))

    day_later = request.received_at + dt.timedelta(hours=24)
    assert Request.objects.get(pk=request.pk).due_at == day_later
    assert request.tasks.get(kind=TaskKind.DECIDE).due_at == day_later
    with pytest.raises(Conflict):
        change_request_urgency(
            Request.objects.get(pk=request.pk), by=coordinator, urgency=Urgency.AMBER, reason="Указано по ошибке", expected=1
        )


def test_what_was_said_at_triage_opens_under_the_persons_key_after_admission():
    coordinator = make_coordinator()
    request = make_request(by=coordinator)
    triage_request(request, by=coordinator, urgency=Urgency.RED, signs=GRAVE)

    case = admit(
        request, PersonData(sex="male", given_name="Зулфия"), by=coordinator, organisation=coordinator.organisation, kind=Kind.SURVIVOR
    )

    row = UrgencyChange.objects.get(request=request)
    assert row.person_id == case.person_id
    (opened,) = open_sealed([row], by=coordinator.actor, purpose=Purpose.CARE)
    assert unpacked(opened.answers).suicide == ("thoughts", "plan")
    assert looks_at(case).last == row


def test_a_social_worker_admits_provisionally_in_danger_and_the_coordinator_is_told():
    social = make_user(Role.SOCIAL_WORKER)
    request = make_request(by=social)
    triage_request(request, by=social, urgency=Urgency.RED)
    facts = {"by": social, "organisation": social.organisation, "kind": Kind.SURVIVOR}
    person = PersonData(sex="unstated", given_name="Зулфия")

    with pytest.raises(Denied, match="The coordinator admits"):
        admit(request, person, **facts)
    case = admit(request, person, reason=DecisionReason.PROVISIONAL, **facts)

    task = case.tasks.get(kind=TaskKind.ADMISSION)
    assert (task.owner, task.role) == (None, Role.COORDINATOR)
    finish_task(task, by=make_coordinator())


def test_nobody_but_the_coordinator_admits_where_there_is_no_danger():
    social = make_user(Role.SOCIAL_WORKER)
    request = make_request(by=social, state=RequestState.TRIAGED)

    with pytest.raises(Denied, match="The coordinator admits"):
        admit(
            request,
            PersonData(sex="male"),
            by=social,
            organisation=social.organisation,
            kind=Kind.SURVIVOR,
            reason=DecisionReason.PROVISIONAL,
        )
    assert Case.objects.count() == 0


def answers(facility, **more):
    return {
        "facility": str(facility.pk),
        "service": Service.GENERAL,
        "complaints": "Сильная боль в животе, слабость",
        "ground": "unconscious",
        "words": "Без сознания, кровь",
        "sex": "unstated",
        **more,
    }


def test_an_urgent_referral_leaves_from_a_new_request_before_any_form_is_complete(client):
    social = make_user(Role.SOCIAL_WORKER)
    facility = make_facility(by=make_coordinator())
    request = make_request(by=social, family_name="", given_name="")
    sign_in(client, social)
    shown = text(client.get(reverse("desk:request_detail", args=[request.code])))
    assert "Urgent referral now" in shown

    sent = client.post(reverse("desk:request_urgent", args=[request.code]), answers(facility))

    referral = Referral.objects.get()
    assert sent.headers["Location"] == reverse("desk:referral", args=[referral.code])
    assert (referral.priority, referral.level, referral.state) == ("emergency", "neutral", "draft")
    case = Case.objects.get()
    assert (case.request, case.urgency, case.lead) == (request, "red", social)
    assert VitalInterest.objects.get().why == "unconscious"
    assert case.tasks.filter(kind=TaskKind.VITAL).exists()
    assert case.tasks.filter(kind=TaskKind.ADMISSION).exists()
    send_referral(referral, by=social)
    assert Referral.objects.get().state == "sent"


def test_an_urgent_referral_from_a_fresh_case_rests_on_the_spoken_consent(client):
    case, (physician,) = make_team(Role.PHYSICIAN)
    facility = make_facility(by=make_coordinator())
    sign_in(client, physician)
    assert "Urgent referral now" in text(client.get(reverse("desk:case_file", args=[case.code])))
    change_urgency(case, by=physician, urgency=Urgency.RED)
    work = soup_of(client.get(reverse("desk:case_file", args=[case.code])))
    there = reverse("desk:case_urgent", args=[case.code])
    assert work.select_one(f".stack-l a[href='{there}']") is not None
    empty = soup_of(client.post(there, {"version": "1"}))
    assert len(empty.select("main [id$=_error]")) == 5
    assert "Five answers are enough" in empty.get_text()

    client.post(reverse("desk:case_urgent", args=[case.code]), answers(facility, ground="agrees", words="Медсестра в палате"))

    assert Referral.objects.get().case == case
    assert (Consent.objects.get().purpose, VitalInterest.objects.count()) == ("referral", 0)


@pytest.mark.parametrize("name", ["case_urgent", "request_urgent", "referral_on"])
def test_what_goes_outside_never_names_the_lawyers_of_the_house(client, name):
    """What they read is chosen on a form of their own."""
    social = make_user(Role.SOCIAL_WORKER)
    house = make_legal_referral().facility
    case, request = make_case(workers=((social, Discipline.SOCIAL),)), make_request(by=social)
    declined = make_referral(by=social, case=case, state=ReferralState.DECLINED)
    sign_in(client, social)
    code = {"case_urgent": case.code, "request_urgent": request.code, "referral_on": declined.code}[name]

    choices = soup_of(client.get(reverse(f"desk:{name}", args=[code]))).select("[name=facility] option, input[name=facility]")
    offered = [each["value"] for each in choices]

    assert (str(house.pk) in offered, str(declined.facility_id) in offered) == (False, name != "referral_on")


def test_an_urgent_referral_that_is_refused_loses_nothing_and_admits_nobody(client):
    social = make_user(Role.SOCIAL_WORKER)
    request = make_request(by=social)
    sign_in(client, social)

    sent = client.post(reverse("desk:request_urgent", args=[request.code]), answers(make_facility(by=make_coordinator()), words=""))

    assert sent.status_code == 400
    assert "Сильная боль в животе" in text(sent)
    assert (Case.objects.count(), Referral.objects.count(), Request.objects.get().state) == (0, 0, "new")


def test_the_urgency_page_of_a_case_keeps_what_the_worker_chose(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    given = {"version": case.version, "urgency": "amber", "dangers": ["acute"], "suicide": ["ever"], "violence_hours": "30"}

    refused = client.post(reverse("desk:case_urgency", args=[case.code]), given)
    assert (refused.status_code, "The signs show more urgency than you chose" in text(refused)) == (400, True)
    client.post(reverse("desk:case_urgency", args=[case.code]), {**given, "reason": "Скорая уже едет"})

    shown = text(client.get(reverse("desk:case_file", args=[case.code])))
    assert Case.objects.get(pk=case.pk).urgency == "amber"
    for word in ("fresh injury or acute illness", "moderate"):
        assert word in shown


@pytest.mark.parametrize("danger", ["life", "acute"])
def test_a_danger_ticked_beside_the_urgency_that_stood_there_is_saved_and_raises_it(client, danger):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    request = make_request(by=make_coordinator())
    sign_in(client, social)

    for name, row in (("case_urgency", case), ("request_urgency", request)):
        if row is request:
            sign_in(client, make_coordinator())
        sent = client.post(reverse(f"desk:{name}", args=[row.code]), {"version": row.version, "urgency": "green", "dangers": [danger]})
        assert sent.status_code == 302, name

    assert [type(row).objects.get(pk=row.pk).urgency for row in (case, request)] == ["red", "red"]
    assert set(UrgencyChange.objects.values_list("before", "after", "proposed")) == {("green", "red", "red")}


def test_violence_is_coded_nowhere_and_stands_among_what_is_acute():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    told_at = now() - dt.timedelta(hours=30)

    change_urgency(case, by=social, urgency=Urgency.RED, signs=Signs(violence_at=told_at))
    change_urgency(case, by=social, urgency=Urgency.RED, signs=Signs(dangers=("acute",)))

    told_row, other = UrgencyChange.objects.order_by("at")
    assert (told_row.dangers, other.dangers) == (["acute"], ["acute"])
    assert len(told_row.answers) == len(other.answers) > 0
    coded = {name: str(getattr(told_row, name)) for name in UrgencyChange.PLAINTEXT_FIELDS}
    assert not [name for name, value in coded.items() if "violence" in name or str(told_at) in value]


def test_what_was_told_opens_by_a_press_for_who_asked_and_the_clinicians_alone(client):
    case, (social, physician, other) = make_team(Role.SOCIAL_WORKER, Role.PHYSICIAN, Role.SOCIAL_WORKER)
    signs = Signs(suicide=("wish",), violence_at=now() - dt.timedelta(hours=30))
    change_urgency(case, by=social, urgency=Urgency.RED, signs=signs)
    overview, opens = (reverse(f"desk:case_{name}", args=[case.code]) for name in ("file", "told"))

    for reader in (social, physician):
        sign_in(client, reader)
        shown = text(client.get(overview))
        assert ("Show what was told" in shown, "still possible until" in shown) == (True, False)
        told_page = text(client.post(opens))
        assert "still possible until" in told_page
        assert "wishes to be dead" in told_page
    sign_in(client, other)
    assert "Show what was told" not in text(client.get(overview))
    refused = client.post(opens)
    assert (refused.status_code, "still possible until" in text(refused)) == (403, False)


def test_what_was_told_of_a_request_opens_for_who_triaged_it(client):
    social, coordinator = make_user(Role.SOCIAL_WORKER), make_coordinator()
    request = make_request(by=social)
    triage_request(request, by=social, urgency=Urgency.RED, signs=GRAVE)
    opens = reverse("desk:request_told", args=[request.code])
    sign_in(client, social)
    assert opens in client.get(reverse("desk:request_detail", args=[request.code])).content.decode()
    assert "has a detailed plan and intends to act" in text(client.post(opens))

    sign_in(client, coordinator)
    assert opens not in client.get(reverse("desk:request_detail", args=[request.code])).content.decode()
    assert client.post(opens).status_code == 403


def test_danger_stays_unseen_by_who_does_not_work_on_the_case(client):
    lawyer = make_user(Role.LAWYER, organisation=make_legal_unit())
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    change_urgency(case, by=social, urgency=Urgency.RED, signs=GRAVE)
    show_case(case, by=make_coordinator(), organisation=lawyer.organisation)
    assign_worker(case, by=make_coordinator(), user=lawyer, discipline=Discipline.LEGAL)
    sign_in(client, lawyer)

    shown = text(client.get(reverse("desk:case_file", args=[case.code])))

    assert "Danger to life, by the answers" not in shown
    assert client.get(reverse("desk:case_urgency", args=[case.code])).status_code == 403


def test_a_high_answer_opens_the_one_task_of_the_risk_and_a_second_look_makes_no_second_one():
    case, (psychologist,) = make_team(Role.PSYCHOLOGIST)

    change_urgency(case, by=psychologist, urgency=Urgency.AMBER, signs=Signs(suicide=("ever",)))
    change_urgency(case, by=psychologist, urgency=Urgency.RED, signs=GRAVE)

    (task,) = case.tasks.filter(kind=TaskKind.RISK)
    assert task.due_at < now() + dt.timedelta(hours=1, minutes=1)
    assert task.owner == psychologist


# Danger that stands at admission already


def test_an_admission_in_danger_starts_the_clock():
    coordinator = make_coordinator()
    worker = make_user(Role.SOCIAL_WORKER)
    before = now()

    case = make_case(by=coordinator, urgency=Urgency.RED, workers=((worker, Discipline.SOCIAL),))

    task = case.tasks.get(kind=TaskKind.DANGER)
    assert task.owner == worker
    assert before <= task.due_at - dt.timedelta(hours=24) <= now()


def _admitted(request: Request, by: User) -> Case:
    return admit(request, PersonData(sex=Sex.FEMALE, given_name="Мадина"), by=by, organisation=by.organisation, kind=Kind.SURVIVOR)


def test_within_three_days_is_a_wish_and_nothing_says_that_a_danger_was_noticed(client):
    coordinator = sign_in(client, make_coordinator())
    request = triage_request(make_request(by=coordinator), by=coordinator, urgency=Urgency.AMBER)

    case = _admitted(request, coordinator)

    assert (case.urgency, case.tasks.filter(kind=TaskKind.DANGER).count()) == (Urgency.AMBER, 0)
    shown = text(client.get(reverse("desk:case_file", args=[case.code])))
    assert ("within 72 hours" in shown, "Danger: not asked" in shown) == (True, True)
    assert ("Check urgently" in shown, "A danger was noticed" in shown) == (False, False)


def test_a_sign_that_leaves_three_days_is_a_danger_of_the_case():
    coordinator = make_coordinator()
    signs = Signs(dangers=(DangerSign.HELD_SOON,))
    request = triage_request(make_request(by=coordinator), by=coordinator, urgency=Urgency.AMBER, signs=signs)
    before = now()

    task = _admitted(request, coordinator).tasks.get(kind=TaskKind.DANGER)

    assert before <= task.due_at - dt.timedelta(hours=72) <= now()


def test_a_red_request_of_which_nobody_asked_says_that_it_is_not_known_which_danger(client):
    coordinator = sign_in(client, make_coordinator())
    request = triage_request(make_request(by=coordinator), by=coordinator, urgency=Urgency.RED)

    shown = text(client.get(reverse("desk:request_detail", args=[request.code])))

    assert ("Which danger it is: not asked" in shown, "Danger: not asked" in shown) == (True, False)


def test_a_danger_that_ended_does_not_begin_anew_by_less_urgency():
    coordinator = make_coordinator()
    case = make_case(by=coordinator, urgency=Urgency.RED)
    end_danger(case.tasks.get(kind=TaskKind.DANGER), by=coordinator, words="Живёт теперь у сестры в другом районе")

    change_urgency(Case.objects.get(), by=coordinator, urgency=Urgency.AMBER, reason="Живёт теперь у сестры")

    assert case.tasks.filter(kind=TaskKind.DANGER, done_at=None).count() == 0


def test_a_red_request_starts_the_clock_of_its_case_and_a_green_one_none():
    coordinator = make_coordinator()
    red, green = (
        admit(
            make_request(by=coordinator, state=RequestState.TRIAGED, urgency=urgency),
            PersonData(sex=Sex.FEMALE, family_name="Раҳимова"),
            by=coordinator,
            organisation=coordinator.organisation,
            kind=Kind.SURVIVOR,
        )
        for urgency in (Urgency.RED, Urgency.GREEN)
    )

    assert [case.tasks.filter(kind=TaskKind.DANGER).count() for case in (red, green)] == [1, 0]


def test_a_change_after_a_red_admission_moves_the_one_clock():
    coordinator = make_coordinator()
    case = make_case(by=coordinator, urgency=Urgency.RED)

    change_urgency(case, by=coordinator, urgency=Urgency.GREEN, reason="Уже в безопасности")

    assert [task.done_at is not None for task in case.tasks.filter(kind=TaskKind.DANGER)] == [True]


def test_a_case_reopened_in_danger_has_its_clock():
    coordinator = make_coordinator()
    case = make_case(by=coordinator, state=CaseState.CLOSED)

    episode = reopen_case(case, by=coordinator, reason="Снова угрожают", urgency=Urgency.RED)

    assert episode.tasks.filter(kind=TaskKind.DANGER, done_at=None).count() == 1


def test_an_urgency_that_the_signs_raise_is_said_on_the_page_and_one_that_was_chosen_is_not(client):
    coordinator = sign_in(client, make_coordinator())
    request = make_request(by=coordinator, urgency=Urgency.AMBER)
    typed = {"urgency": "amber", "needs": ["medical"], "dangers": ["no_shelter"], "version": request.version}
    raised = text(client.post(reverse("desk:request_triage", args=[request.code]), typed, follow=True))

    assert Request.objects.get().tasks.filter(kind=TaskKind.DANGER, done_at=None).count() == 1
    assert "The urgency is higher because of the signs: at once, within 24 hours." in raised

    social = sign_in(client, make_user(Role.SOCIAL_WORKER))
    case = make_case(workers=((social, Discipline.SOCIAL),), urgency=Urgency.GREEN)
    url, version = reverse("desk:case_urgency", args=[case.code]), {"version": case.version}
    raised = text(client.post(url, {"urgency": case.urgency, "dangers": ["held_soon"], **version}, follow=True))
    assert "because of the signs: within 72 hours" in raised
    version = {"version": Case.objects.get(pk=case.pk).version}
    chosen = text(client.post(url, {"urgency": "red", "dangers": ["held_soon"], **version}, follow=True))
    assert ("Urgency changed." in chosen, "because of the signs" in chosen) == (True, False)
