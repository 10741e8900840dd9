"""Every address that shows a form whose words are kept as a draft: its name, who comes, where it is."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.audit.trail import action
from panoh.cases.actions import Answers
from panoh.cases.actions.closure import record_follow_up
from panoh.cases.actions.conference import hold_conference
from panoh.cases.actions.emergency_access import open_in_emergency
from panoh.cases.actions.ending import propose_closing
from panoh.cases.actions.groups import record_group
from panoh.cases.actions.money import Money, ask_for_money, give_help
from panoh.cases.actions.questions import Own, add_question, keep_own_answers
from panoh.cases.actions.refusals import refuse_correction
from panoh.cases.actions.review import hold_review
from panoh.cases.actions.risk import raise_risk
from panoh.cases.enums import AnswerKind, AskingForm, CaseState, Discipline, ProgrammeState, RequestState, RiskLevel
from panoh.cases.models import Case, Danger, Goal, PlannedService, Problem, QuestionAnswer, Task
from panoh.coalition.actions import ask_back, ask_to_agree
from panoh.consent.actions import state_vital_interest
from panoh.core.agent import data_folder
from panoh.core.clock import now, today
from panoh.correspondence.actions.letters import give_to_reader
from panoh.correspondence.actions.promises import note_promise
from panoh.correspondence.actions.recommendations import give_recommendation, write_recommendation
from panoh.correspondence.enums import Side
from panoh.episodes.actions.acts import approve_act
from panoh.episodes.actions.invoices import approve_invoice, match_lines
from panoh.findings.actions.parts import keep_part
from panoh.findings.enums import Heading, ReportState
from panoh.hotline.actions import acknowledge_dispatch, arrive, cannot_go, take_up_shift
from panoh.hotline.queries.handover import open_on
from panoh.intake.actions import take_in
from panoh.network.actions import add_contact
from panoh.network.enums import FacilityKind, Service, TariffUnit
from panoh.people.actions import add_relationship
from panoh.planning.actions import hold_meeting
from panoh.planning.queries.plans import tree_of
from panoh.referrals.actions import ask_back as ask_the_worker
from panoh.referrals.actions.replies import answer, come_back, enter, make_reply_link
from panoh.reporting.actions import ask_readers
from panoh.reporting.enums import Audience
from panoh.team.actions.care import open_debrief, record_supervision
from tests.factories.accounts import make_member, make_secretariat, make_user
from tests.factories.acts import make_act, make_specialist
from tests.factories.agreements import make_agreement, make_rules
from tests.factories.booklet import make_booklet
from tests.factories.care import make_assessment, make_help, make_planned, make_programme, make_session
from tests.factories.cases import close, make_case, make_coordinator, make_request
from tests.factories.coalition import make_proposal
from tests.factories.correspondence import make_letter, make_letter_in
from tests.factories.departures import make_departure, make_leaver
from tests.factories.episodes import make_cost, make_episode, make_invoice
from tests.factories.figures import make_release, make_study, released
from tests.factories.findings import make_allergy, make_diagnosis, make_medicine, tell
from tests.factories.guidance import make_draft
from tests.factories.hotline import make_call, make_dispatch, make_officer, make_shift
from tests.factories.instruments import make_response
from tests.factories.intake import lay_more, make_thread
from tests.factories.legal import make_lawyer, make_legal_referral, make_milestone
from tests.factories.network import make_facility
from tests.factories.planning import lines_of, make_plan, year_of
from tests.factories.referrals import make_referral
from tests.factories.reports import agree, make_report
from tests.factories.team import make_complaint

VISIT = (Service.NEUROLOGY, TariffUnit.VISIT, "150.00")


class Address(NamedTuple):
    """`by_press`: what the form holds is opened by a button alone."""

    name: str
    who: User
    args: list[Any]
    by_press: bool = False


@dataclass(frozen=True, slots=True)
class House:
    """Who works here, a case of theirs with a programme in force, and one whose programme is a draft."""

    coordinator: User
    administrator: User
    social: User
    psychologist: User
    physician: User
    case: Case
    drafted: Case

    @property
    def team(self) -> tuple[tuple[User, Discipline], ...]:
        """Who is on a case, and for what."""
        disciplines = (Discipline.SOCIAL, Discipline.PSYCHOLOGICAL, Discipline.MEDICAL)
        return tuple(zip((self.social, self.psychologist, self.physician), disciplines, strict=True))

    def another_case(self) -> Case:
        """One more case of the team."""
        return make_case(by=self.coordinator, workers=self.team)


def all_addresses() -> list[Address]:
    """All of them, in a house made so that each form may be filled in."""
    make_secretariat()
    coordinator, administrator = make_coordinator(), make_user(Role.ADMINISTRATOR)
    staff = [make_user(role) for role in (Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.PHYSICIAN)]
    workers = tuple(zip(staff, (Discipline.SOCIAL, Discipline.PSYCHOLOGICAL, Discipline.MEDICAL), strict=True))
    case, drafted = (make_case(by=coordinator, workers=workers) for _ in range(2))
    house = House(coordinator, administrator, *staff, case, drafted)
    areas = (
        of_the_house,
        of_cases,
        of_care,
        of_the_programme,
        of_endings,
        of_findings,
        of_reports,
        of_questionnaires,
        of_guidance,
        of_staff,
        of_agreements,
        of_the_coalition,
        of_the_hotline,
        of_figures,
        of_intake,
        of_legal_help,
        of_the_office,
        of_care_outside,
        of_plans,
        of_emergency_access,
    )
    return [address for area in areas for address in area(house)]


def of_the_house(house: House) -> list[Address]:
    """Accounts, organisations, requests, the network, own questions."""
    coordinator, administrator, social = house.coordinator, house.administrator, house.social
    request, facility, home = make_request(by=coordinator, state=RequestState.TRIAGED), make_facility(), make_secretariat()
    contact = add_contact(facility, by=coordinator, phone="+992900000001")
    texts = {"en": "Who told you of us?", "ru": "Кто рассказал о нас?", "tg": "Дар бораи мо кӣ гуфт?"}
    question = add_question(by=coordinator, form=AskingForm.ASSESSMENT, kind=AnswerKind.NUMBER, texts=texts)
    told = add_question(by=coordinator, form=AskingForm.REQUEST, kind=AnswerKind.TEXT, texts=texts)
    (answer,) = answered(house.another_case(), {told: "Сосед"}, by=coordinator)
    on_request = ("request_triage", "request_refuse", "request_take_back", "request_admit", "request_urgency", "request_urgent")
    return [
        Address("account", social, []),
        Address("notices", social, [], by_press=True),
        *(
            Address(name, coordinator, [])
            for name in (
                *("imports", "letterhead", "request_new", "request_admit_new", "facility_add", "own_question_add"),
                *("facility_sheet", "call_sheet"),
            )
        ),
        *(Address(name, coordinator, [request.code]) for name in on_request),
        *(Address(f"facility_{name}", coordinator, [facility.pk], by_press=True) for name in ("change", "screening")),
        Address("contact_add", coordinator, [facility.pk]),
        Address("contact_change", coordinator, [contact.pk], by_press=True),
        *(Address(name, coordinator, [question.pk]) for name in ("own_question", "own_question_count")),
        Address("case_own_answer_correct", coordinator, [answer.case.code, answer.pk]),
        *(Address(name, administrator, []) for name in ("add_user", "user_sheet")),
        Address("user", administrator, [social.pk]),
        Address("organisation_add", administrator, []),
        *(Address(f"organisation_{name}", administrator, [home.pk]) for name in ("rename", "correct")),
    ]


def of_agreements(house: House) -> list[Address]:
    """Agreements, the terms of cooperation, the booklet."""
    coordinator = house.coordinator
    drawn, signed = make_agreement(by=coordinator, signed=False), make_agreement(by=coordinator, prices=(VISIT,))
    outside = make_referral(by=coordinator, case=house.case, facility=make_facility(by=coordinator, kind=FacilityKind.PRIVATE_CLINIC))
    act, paid = (make_act(make_specialist()) for _each in range(2))
    approve_act(paid, by=coordinator)
    rules = make_rules(by=coordinator)
    draft = make_rules(by=coordinator, adopted=False)
    booklet = make_booklet(by=coordinator)
    return [
        *(Address(name, coordinator, []) for name in ("agreement_add", "rules_add", "booklet_print_add")),
        Address("booklet_section_add", coordinator, [booklet.number]),
        Address("booklet_section", coordinator, [booklet.number, "whom"]),
        Address("booklet_voice", coordinator, ["whom", "tg"]),
        Address("agreement_change", coordinator, [drawn.pk], by_press=True),
        Address("agreement_sign", coordinator, [drawn.pk]),
        Address("agreement_correct", coordinator, [signed.pk]),
        Address("price_correct", coordinator, [signed.pk, signed.tariff.get().pk]),
        *(Address(f"agreement_{name}", coordinator, [signed.pk]) for name in ("end", "renew")),
        Address("terms_allow", coordinator, [outside.code]),
        *(Address(f"act_{name}", coordinator, [act.code]) for name in ("approve", "return")),
        Address("act_pay", make_user(Role.ACCOUNTANT), [paid.code]),
        Address("rules_change", coordinator, [draft.number]),
        Address("rules_accept", coordinator, [rules.number, signed.facility_id]),
    ]


@action
def answered(case: Case, own: Own, *, by: User) -> list[QuestionAnswer]:
    """Answers to own questions, kept as a form keeps them."""
    return keep_own_answers(case, own, by=by)


def of_the_coalition(house: House) -> list[Address]:
    """What one organisation proposes to another, and what it answers."""
    member = make_user(Role.MEMBER_WORKER, organisation=make_member(1))
    asked, back = make_proposal(by=house.coordinator), make_proposal(by=house.coordinator)
    ask_back(back, by=member, words="Когда?")
    return [
        Address("proposal_add", house.coordinator, [house.case.code]),
        *(Address("proposal_answer", member, [asked.code, act]) for act in ("accept", "ask", "decline")),
        Address("proposal_answer", house.coordinator, [back.code, "say"]),
        *_of_leaving(house),
        Address("centre_key", house.coordinator, [make_facility(kind=FacilityKind.CENTRE_ABROAD).pk]),
    ]


def _of_leaving(house: House) -> list[Address]:
    """An organisation that leaves: before, while it is prepared, and with the second person."""
    leaver = make_leaver()
    case = make_case(by=house.coordinator, organisation=leaver)
    row, asked = make_departure(leaver, by=house.coordinator), make_departure(by=house.coordinator)
    ask_to_agree(asked, by=house.coordinator)
    return [
        Address("departure_add", house.coordinator, [make_leaver().pk]),
        Address("departure_plan", house.coordinator, [row.pk]),
        Address("departure_case", house.coordinator, [row.pk, case.code]),
        Address("departure_send_back", house.administrator, [asked.pk]),
    ]


def of_intake(house: House) -> list[Address]:
    """What is answered to somebody who wrote without an account."""
    thread, receipt = make_thread(data_folder())
    lay_more(data_folder(), receipt, asks="kept")
    take_in(data_folder())
    asked = thread.said.get(kind="kept")
    return [
        Address("thread_answer", house.coordinator, [thread.request.code]),
        Address("asked_told", house.coordinator, [thread.request.code, asked.pk]),
    ]


def of_legal_help(house: House) -> list[Address]:
    """Steps of legal proceedings, referrals to the legal unit from both sides."""
    social, case = house.social, house.case
    lawyer = make_lawyer(case)
    row = make_milestone(case, by=lawyer)
    sent, asked = (make_legal_referral(house.another_case(), by=social) for _ in range(2))
    ask_the_worker(asked, by=lawyer, words="Был ли отказ?")
    return [
        Address("milestone_add", lawyer, [case.code]),
        Address("milestone_change", lawyer, [case.code, row.pk]),
        Address("legal_refer", social, [case.code]),
        Address("release_new", social, [case.code]),
        Address("legal_answer", lawyer, [sent.code, "asked_back"]),
        Address("referral_question", social, [asked.code]),
    ]


def of_cases(house: House) -> list[Address]:
    """Tasks, the case itself, its person and relatives, consents, referrals."""
    coordinator, social, case = house.coordinator, house.social, house.case
    task, ended = Task.objects.filter(case=house.another_case(), owner=social).first(), make_case(by=coordinator, state=CaseState.CLOSED)
    make_case(by=coordinator)  # nobody works on it
    relationship = add_relationship(case.person, "brother", by=social, other_status="dead")
    vital = state_vital_interest(case.person, by=social, why="detained", reason="Без сознания")
    referral, sent = make_referral(by=social, case=case), make_referral(by=social, case=case, consented=True)
    left = make_referral(by=social, case=case, state="sent")
    telling = make_referral(by=social, case=case, consented=True, complaints="Боли после удара дубинкой", keep_words=True)
    on_case = ("case_hold", "case_urgency", "report_danger", "case_correct", "case_contact_write", "tie_add", "vital_state")
    made = make_reply_link(left, by=social)
    door = enter(made.token, made.code, address="127.0.0.1")
    reply = answer(come_back(made.token, door.new_ticket()), kind="outcome", words="Осмотрен")
    return [
        *(Address(name, social, []) for name in ("task_add", "tasks_several")),
        *(Address(name, coordinator, []) for name in ("hand_over", "cases_assign")),
        *(Address(name, social, [task.pk]) for name in ("task_postpone", "task_give")),
        *(Address(name, social, [case.code]) for name in on_case),
        *(
            Address(name, coordinator, [case.code])
            for name in ("close_case", "consent_add", "consents_ask", "relatives_admit", "referral_add", "case_urgent", "exclusion_add")
        ),
        Address("case_person_correct", coordinator, [case.code], by_press=True),
        Address("case_reopen", coordinator, [ended.code]),
        Address("tie_change", social, [case.code, relationship.pk]),
        Address("pair_apart", coordinator, [case.person_id, house.drafted.person_id]),
        Address("vital_review", coordinator, [case.code, vital.pk]),
        Address("referral_change", social, [referral.code]),
        Address("referral_consent", social, [referral.code]),
        Address("referral_step", social, [sent.code, "withdrawn"]),
        *(Address(name, who, [telling.code]) for name, who in (("referral_return", coordinator), ("referral_alone", social))),
        Address("reply_take", social, [reply.pk], by_press=True),
    ]


def of_care(house: House) -> list[Address]:
    """Assessments, sessions and groups, help and its money."""
    social, psychologist, case = house.social, house.psychologist, house.case
    assessed, given = make_assessment(case, by=social), make_help(case, by=social)
    held, ahead = make_session(case, by=psychologist), make_planned(case, by=psychologist)
    planned = make_planned(case, by=psychologist, at=now() - dt.timedelta(hours=1))
    came = dict.fromkeys((case, house.drafted), "")
    group = record_group(by=psychologist, discipline="psychological", at=now() - dt.timedelta(hours=1), minutes=60, came=came)
    asked = ask_for_money(case, by=social, amount=Decimal(900), currency="TJS", words="Операция")
    paid = give_help(case, by=social, help="social", item="food", given_on=today(), money=Money(Decimal(90), "TJS", "signed"))
    return [
        *(Address(name, social, [case.code]) for name in ("record_assessment", "rate_capacities", "give_help", "money_ask")),
        Address("correct_assessment", social, [case.code, assessed.pk]),
        *(Address(name, psychologist, [case.code]) for name in ("plan_session", "add_session", "quick_note")),
        Address("record_session", psychologist, [case.code, planned.pk]),
        Address("move_session", psychologist, [case.code, ahead.pk]),
        Address("correct_session", psychologist, [case.code, held.pk]),
        Address("group_new", psychologist, []),
        Address("group_again", psychologist, [group.pk]),
        Address("correct_help", social, [case.code, given.pk]),
        Address("money_decide", house.coordinator, [case.code, asked.pk]),
        Address("correct_payment", social, [case.code, paid.pk]),
    ]


def of_the_programme(house: House) -> list[Address]:
    """Written, agreed to, approved, reviewed; conferences."""
    social, case, drafted = house.social, house.case, house.drafted
    make_programme(case, by=social, state=ProgrammeState.APPROVED)
    reviewed = hold_review(Case.objects.get(pk=case.pk), by=social, held_on=today(), outcome="same")
    programme = make_programme(drafted, by=social)
    agreed = make_programme(house.another_case(), by=social, state=ProgrammeState.AGREED)
    goal, problem, service = (model.objects.filter(**{path: programme}).get() for model, path in PIECES)
    met = hold_conference(case, by=social, held_on=today(), outside=["person"], decisions="Сначала сон")
    return [
        *(Address(name, social, [case.code]) for name in ("hold_review", "trigger_review", "hold_conference")),
        Address("correct_review", social, [case.code, reviewed.pk]),
        Address("correct_conference", social, [case.code, met.pk]),
        Address("conclude_goals", social, [case.code, 1]),
        *(Address(name, social, [drafted.code, 1]) for name in ("agree_programme", "write_wishes", "add_problem", "add_goal")),
        Address("change_problem", social, [drafted.code, 1, problem.pk]),
        *(Address(name, social, [drafted.code, 1, goal.pk]) for name in ("change_goal", "plan_service")),
        Address("change_service", social, [drafted.code, 1, service.pk]),
        *(Address(name, house.coordinator, [agreed.case.code, 1]) for name in ("approve_programme", "return_programme")),
    ]


PIECES = ((Goal, "programme"), (Problem, "programme"), (PlannedService, "goal__programme"))


def of_endings(house: House) -> list[Address]:
    """Contact that is sought, the safety plan, closing, follow-up, what is said of the help, a death."""
    coordinator, social, case = house.coordinator, house.social, house.case
    over, proposed = house.another_case(), house.another_case()
    close(over, by=coordinator, with_follow_up=True)
    done, ahead, _last = over.follow_ups.all()
    record_follow_up(done, by=social, done_on=today(), outcome="same")
    propose_closing(proposed, by=social, reason="moved", words="Уехал")
    return [
        Address("complaint_new", social, []),
        Address("complaint_answer", coordinator, [make_complaint(by=social).pk]),
        *(Address(name, social, [case.code]) for name in ("attempt_new", "safety_plan", "death_new")),
        Address("feedback_new", coordinator, [case.code]),
        Address("decide_closing", coordinator, [proposed.code]),
        Address("record_follow_up", social, [over.code, ahead.pk]),
        Address("correct_follow_up", social, [over.code, done.pk]),
    ]


def of_findings(house: House) -> list[Address]:
    """The physician's page, the story, the parts of an assessment, the body map."""
    social, physician, case = house.social, house.physician, house.drafted
    tell(house.case, by=social)
    own = make_diagnosis(case, by=house.psychologist, discipline=Discipline.PSYCHOLOGICAL)
    assessed, detailed = (make_assessment(case, by=social) for _ in range(2))
    keep_part(detailed, by=social, facts={"housing": "rented", "words": "У сестры"})
    return [
        *(Address(name, physician, [case.code]) for name in ("add_diagnosis", "add_medicine", "add_allergy", "place_mark")),
        Address("psychological_add_diagnosis", house.psychologist, [case.code]),
        Address("correct_diagnosis", physician, [case.code, make_diagnosis(case, by=physician).pk]),
        Address("correct_medicine", physician, [case.code, make_medicine(case, by=physician).pk]),
        Address("correct_allergy", physician, [case.code, make_allergy(case, by=physician).pk]),
        Address("psychological_correct_diagnosis", house.psychologist, [case.code, own.pk]),
        *(Address(name, social, [case.code]) for name in ("tell_story", "add_alleged_event")),
        Address("tell_story", social, [house.case.code], by_press=True),
        Address("keep_details", social, [case.code, assessed.pk]),
        Address("keep_details", social, [case.code, detailed.pk], by_press=True),
    ]


def of_reports(house: House) -> list[Address]:
    """A medico-legal report that is written, one that is read a second time, one that is signed."""
    author, reader = house.physician, house.psychologist
    agree(house.case, by=author)
    states = (ReportState.DRAFT, ReportState.SECOND_READING, ReportState.SIGNED)
    draft, read, signed = (make_report(house.another_case(), by=author, reader=reader, state=state) for state in states)
    written = [draft.code, draft.number]
    return [
        Address("case_medico_start", author, [house.case.code]),
        Address("medico_section", author, [*written, list(Heading).index(Heading.PSYCHOLOGICAL_EXAM) + 1], by_press=True),
        Address("medico_add_finding", author, [*written, "physical"]),
        Address("medico_finding", author, [*written, draft.findings.get().pk], by_press=True),
        *(Address(f"medico_{name}", author, written) for name in ("overall", "author", "reader")),
        Address("medico_return", reader, [read.code, read.number]),
        Address("medico_sign", author, [read.code, read.number]),
        *(Address(f"medico_{name}", author, [signed.code, signed.number]) for name in ("version", "give")),
    ]


def of_care_outside(house: House) -> list[Address]:
    """Treatment at a facility, and what it cost."""
    social, case = house.social, house.case
    row = make_episode(by=social, case=case, facility=make_facility(), ago=5)
    line = make_cost(row, by=social, price=Decimal(10))
    accountant, place = make_user(Role.ACCOUNTANT), make_facility()
    entered, agreed = (make_invoice(accountant, place, number=number) for number in ("1", "2"))
    stay = make_episode(by=social, case=case, facility=place)
    cost, other = (make_cost(stay, by=social, price=Decimal(100)) for _each in range(2))
    approve_invoice(match_lines(agreed, by=accountant, chosen=[cost]), by=house.coordinator)
    match_lines(entered, by=accountant, chosen=[other])
    return [
        Address("invoice_add", accountant, []),
        Address("invoice_match", accountant, [entered.code]),
        *(Address("invoice_step", house.coordinator, [entered.code, step]) for step in ("approve", "void")),
        Address("invoice_step", accountant, [agreed.code, "pay"]),
        Address("episode_add", social, [case.code]),
        *(Address("episode_step", social, [row.code, step]) for step in ("end", "break")),
        *(Address(name, social, [row.code]) for name in ("episode_entry", "episode_cost", "episode_cost_taken")),
        Address("episode_cost_strike", social, [row.code, line.pk]),
    ]


def of_questionnaires(house: House) -> list[Address]:
    """Asked on a case, and kept for the unit."""
    coordinator, psychologist, case = house.coordinator, house.psychologist, house.case
    answered = make_response(case, by=psychologist)
    return [
        *(Address(name, psychologist, [case.code, "phq9"]) for name in ("case_ask", "case_sheet_keep")),
        Address("case_response_correct", psychologist, [case.code, answered.pk]),
        *(Address(f"instrument_{name}", coordinator, ["phq9"]) for name in ("switch", "wording")),
    ]


def of_guidance(house: House) -> list[Address]:
    """A new version that is written, and the steps of a case."""
    coordinator, social, case = house.coordinator, house.social, house.drafted
    edition, step = make_draft(by=coordinator), case.steps.filter(state="open").first()
    return [
        Address("guidance_step", coordinator, [edition.code, "approve"]),
        Address("guidance_step_new", coordinator, [edition.code]),
        Address("guidance_adopt", coordinator, [edition.code]),
        *(Address(name, social, [case.code]) for name in ("note_happening", "move_guidance")),
        *(Address(name, social, [case.code, step.step, step.mark or "first"]) for name in ("skip_step", "decline_step")),
    ]


def of_staff(house: House) -> list[Address]:
    """Supervision, and talks after hard events."""
    coordinator, social = house.coordinator, house.social
    held = record_supervision(by=social, kind="individual", held_on=today(), minutes=60, words="О нагрузке")
    talk = open_debrief(social, by=coordinator, incident="threat")
    return [
        *(Address(name, coordinator, []) for name in ("staff_record", "staff_debrief")),
        Address("unit_step_done", coordinator, ["supervision", held.pk.hex]),
        *(Address(name, social, []) for name in ("staff_own_record", "staff_ask_debrief")),
        Address("staff_correct", social, [held.pk], by_press=True),
        Address("staff_hold_debrief", social, [talk.pk]),
    ]


def of_the_office(house: House) -> list[Address]:
    """Letters, meetings, promises, recommendations, needs nobody meets."""
    by, reader = house.coordinator, house.social
    came, drawn, waiting = make_letter_in(by=by), make_letter(by=by), make_letter(by=by, case=house.case)
    give_to_reader(waiting, by=by, user=reader)
    promise = note_promise(by=by, addressee=came.addressee, side=Side.US, due_on=today(), words="Список")
    draft, given = (write_recommendation(by=by, addressee=came.addressee, text_ru="Принимать") for _ in range(2))
    give_recommendation(given, by=by, given_on=today())
    return [
        *(
            Address(name, by, [])
            for name in ("addressee_add", "letter_receive", "talk_new", "letter_new", "promise_new", "recommendation_new")
        ),
        Address("addressee_change", by, [came.addressee_id], by_press=True),
        Address("item_change", by, [came.pk], by_press=True),
        *(Address(f"item_{name}", by, [came.pk]) for name in ("link", "strike")),
        Address("letter_change", by, [drawn.pk], by_press=True),
        Address("letter_return", reader, [waiting.pk]),
        Address("promise_settle", by, [promise.pk]),
        Address("recommendation_change", by, [draft.pk], by_press=True),
        Address("recommendation_answer", by, [given.pk]),
        Address("gap_new", by, [house.case.code]),
    ]


def of_figures(house: House) -> list[Address]:
    """A table that is released, one that waits for readers; case studies."""
    inside = {"by": house.coordinator, "audience": Audience.INSIDE}  # nobody of this house is hidden there
    out, asked = released(rows="sex", **inside), make_release(rows="region", **inside)
    ask_readers(asked, by=house.coordinator)
    case = house.another_case()
    study = make_study(case, by=house.social)
    return [
        Address("study_write", house.social, [house.case.code]),
        Address("study_change", house.social, [case.code, study.pk], by_press=True),
        Address("study_approve", house.social, [case.code, study.pk]),
        Address("statistics_release_new", house.coordinator, []),
        Address("statistics_release_read", make_user(Role.DIRECTOR), [asked.pk]),
        Address("statistics_release_withdraw", house.coordinator, [out.pk]),
        Address("standard_paste", house.coordinator, [3]),
        Address("standard_rate", house.coordinator, [3, today().year], by_press=True),
    ]


def of_the_hotline(_house: House) -> list[Address]:
    """Calls, what follows them, the note of a shift."""
    officer, shift = make_officer(), make_shift()
    take_up_shift(shift, by=shift.user, seen={item.key for item in open_on(shift, shift.user)})
    call, sent = make_call(), make_dispatch()
    owed = make_call(by=officer, sending=Answers()).request
    for act in (acknowledge_dispatch, arrive):
        act(sent, by=sent.worker)
    going, unable = make_dispatch(), make_dispatch(by=officer)
    cannot_go(unable, by=unable.worker)
    return [
        Address("call_new", officer, [call.line.region]),
        *(Address(name, officer, [call.code]) for name in ("call_back", "call_worker")),
        Address("request_call_back", make_coordinator(), [owed.code]),
        Address("dispatch_add", officer, []),
        Address("hotline_number", make_coordinator(), [call.line.region]),
        Address("dispatch_end", sent.worker, [sent.code]),
        Address("dispatch_cannot", going.worker, [going.code]),
        Address("dispatch_danger", going.worker, [going.code]),
        Address("dispatch_off", officer, [make_dispatch(by=officer).code]),
        Address("dispatch_instead", officer, [unable.code], by_press=True),
        Address("shift_end", shift.user, [shift.pk]),
    ]


def of_plans(house: House) -> list[Address]:
    """A draft of a strategic plan, part by part, and a year of it."""
    plan = make_plan(by=house.coordinator)
    (objective,) = tree_of(plan.versions.get()).objectives
    (outcome,) = objective.outcomes
    year, by_hand = year_of(plan, 2018), lines_of(plan)[1]
    meeting = hold_meeting(plan, by=house.coordinator, held_on=today())
    return [
        Address("plan_begin", house.coordinator, []),
        *(Address(name, house.coordinator, [plan.pk]) for name in ("plan_set", "plan_objective_add", "plan_adopt", "plan_period_add")),
        *(Address(name, house.coordinator, [plan.pk, objective.key]) for name in ("plan_objective", "plan_outcome_add")),
        Address("plan_outcome", house.coordinator, [plan.pk, objective.key, outcome.key]),
        Address("plan_line_add", house.coordinator, [plan.pk, outcome.key]),
        Address("plan_line", house.coordinator, [plan.pk, outcome.key, by_hand.key]),
        Address("plan_told", house.coordinator, [year.pk]),
        Address("plan_figure", house.coordinator, [year.pk, by_hand.key]),
        Address("plan_meeting_add", house.coordinator, [plan.pk]),
        *(Address(name, house.coordinator, [meeting.pk]) for name in ("plan_seat", "plan_decide")),
        Address("plan_meeting", house.coordinator, [meeting.pk], by_press=True),
    ]


def of_emergency_access(house: House) -> list[Address]:
    """A danger that is seen to, what is opened in an emergency, and what is closed to somebody who is tied to the person."""
    outside = make_user(Role.SOCIAL_WORKER)
    case = make_case(by=house.coordinator, workers=((house.social, Discipline.SOCIAL),))
    refused = refuse_correction(case, by=house.social, asked="Я родился не там", why="Так в паспорте")
    opening = open_in_emergency(make_case(by=house.coordinator).code, by=outside, why="life", words="Звонят соседи")
    danger = raise_risk(make_case(by=house.coordinator), level=RiskLevel.HIGH, by=house.coordinator)
    assert danger
    officer = make_officer()
    reported = make_call(by=officer, dangers=["own_life"], urgency="hour", sending=Answers()).request
    return [
        Address("danger", house.coordinator, [danger.pk]),
        Address("reported_danger", officer, [Danger.objects.get(request=reported, kind="risk").pk]),
        Address("opening_add", house.social, []),
        Address("opening_judge", house.coordinator, [opening.pk]),
        Address("block_add", house.coordinator, []),
        Address("case_refusals", house.social, [refused.case.code]),
        Address("case_refusal", house.coordinator, [refused.case.code, refused.pk], by_press=True),
    ]
