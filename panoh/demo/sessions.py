"""Sessions with others, help with receipts, contact that is sought, and what is said about the Unit, in the sample."""

import datetime as dt
from decimal import Decimal

from panoh.cases import actions
from panoh.cases.actions import ending
from panoh.cases.actions.contact import record_attempt
from panoh.cases.actions.money import Money, ask_for_money, decide_money, give_help
from panoh.cases.actions.receipts import keep_receipt
from panoh.cases.enums import (
    CloseReason,
    Discipline,
    Help,
    HelpItem,
    NotAttended,
    Outcome,
    Payer,
    Proof,
    Reached,
    SessionKind,
    Venue,
)
from panoh.cases.models import Case, Payment
from panoh.cases.queries.meetings import group_cases
from panoh.core.clock import now, today
from panoh.core.money import Currency
from panoh.demo.findings import plain_picture
from panoh.demo.staff import Staff
from panoh.people.enums import Channel
from panoh.team.actions.complaints import answer_complaint, record_complaint, take_up
from panoh.team.enums import ComplaintAbout, ComplaintKind, ComplaintOutcome, Voice


def make_meetings(staff: Staff, cases: dict[str, Case]) -> None:
    """A group that met twice, a series ahead, a visit on the way back, a psychologist more who reads the notes."""
    first, *rest = group_cases(staff.psychologist)[:3]
    came = {first: str(NotAttended.PERSON_AWAY), **dict.fromkeys(rest, "")}
    for days in (12, 5):
        actions.record_group(
            by=staff.psychologist,
            discipline=Discipline.PSYCHOLOGICAL,
            at=now() - dt.timedelta(days=days),
            minutes=90,
            venue=Venue.OFFICE,
            came=came,
            note="Дыхание и сон: упражнение, которое можно делать дома",
        )
    actions.plan_series(
        cases["first"],
        by=staff.psychologist,
        at=now() + dt.timedelta(days=9),
        times=3,
        discipline=Discipline.PSYCHOLOGICAL,
        kind=SessionKind.COUPLE,
        venue=Venue.OFFICE,
        others="переводчик Сафар",
    )
    actions.record_quick_note(
        cases["first"],
        by=staff.social_worker,
        discipline=Discipline.SOCIAL,
        kind=SessionKind.ACCOMPANIMENT,
        at=now() - dt.timedelta(days=1),
        minutes=80,
        summary="Вместе сходили в поликлинику, карта заведена",
        next_words="Узнать, готовы ли анализы",
        next_on=today() + dt.timedelta(days=3),
        venue=Venue.OUTSIDE,
    )


def make_money(staff: Staff, cases: dict[str, Case]) -> None:
    """Small money with its receipt, more of it agreed to and given, something that waits for the coordinator."""
    case, worker = cases["first"], staff.social_worker
    for days, amount, item, words in ((20, "85.50", HelpItem.TRANSPORT, "Проезд до больницы"), (6, "240", HelpItem.TREATMENT, "Лекарства")):
        cost = Money(Decimal(amount), Currency.TJS, Proof.RECEIPT, Payer.FUNDER, "F-2026/03", f"K-{days}")
        give_help(case, by=worker, help=Help.SOCIAL, item=item, given_on=today() - dt.timedelta(days=days), words=words, money=cost)
    keep_receipt(Payment.objects.select_related("case").get(case=case, receipt="K-20"), by=worker, content=plain_picture())
    asked = ask_for_money(
        case,
        by=worker,
        amount=Decimal(1400),
        currency=Currency.TJS,
        words="Аренда комнаты на месяц",
        item=HelpItem.HOUSING,
        budget_code="OWN-12",
        payer=Payer.OWN,
    )
    decide_money(asked, by=staff.coordinator, agreed=True)
    cost = Money(Decimal(1400), Currency.TJS, Proof.SIGNED, Payer.OWN, "OWN-12", asked=asked)
    give_help(case, by=worker, help=Help.ECONOMIC, item=HelpItem.HOUSING, given_on=today() - dt.timedelta(days=1), money=cost)
    massage = {"item": HelpItem.TREATMENT, "words": "Курс массажа, десять раз"}
    ask_for_money(case, by=worker, amount=Decimal(900), currency=Currency.TJS, payer=Payer.FUNDER, **massage)


def make_endings(staff: Staff, cases: dict[str, Case]) -> None:
    """Somebody who is sought, a closing that waits for the coordinator, a safety plan, what a person said of the help."""
    case = cases["detained"]
    for days in (6, 1):
        record_attempt(
            case,
            by=staff.social_worker,
            at=now() - dt.timedelta(days=days, hours=days),
            way=Channel.CALL,
            outcome=Reached.NO_ANSWER,
            words="Долгие гудки, сообщения не оставляли",
        )
    ending.write_safety_plan(
        cases["first"],
        by=staff.psychologist,
        signs="Не сплю вторую ночь, не хочу ни с кем говорить",
        coping="Дышать на счёт, выйти во двор, позвонить брату",
        people="Брат; сосед Умед",
        services="Психолог по понедельникам и четвергам",
    )
    ending.propose_closing(
        cases["again"],
        by=staff.social_worker,
        reason=CloseReason.PERSON_CHOSE,
        words="Справляется сама, знает, как вернуться",
        outcomes={"mental": Outcome.BETTER, "social": Outcome.SAME},
    )
    ending.record_feedback(cases["first"], by=staff.coordinator, heard=4, respected=4, useful=3, words="Хорошо, что звонили заранее")


def make_complaints(staff: Staff) -> None:
    """One of each kind, in the hands of the coordinator and of the director."""
    record_complaint(
        by=staff.member_worker,
        kind=ComplaintKind.COMPLAINT,
        about=ComplaintAbout.SERVICE,
        voice=Voice.RELATIVE,
        words="Долго ждали у кабинета, никто не вышел",
        answer_to="через члена организации, по телефону не звонить",
        received_on=today() - dt.timedelta(days=15),
    )
    heard = record_complaint(
        by=staff.social_worker,
        kind=ComplaintKind.COMPLAINT,
        about=ComplaintAbout.WORKER,
        concerned=staff.physician,
        voice=Voice.PERSON,
        words="Врач торопился и не объяснил назначение",
        received_on=today() - dt.timedelta(days=9),
    )
    take_up(heard, by=staff.coordinator)
    record_complaint(
        by=staff.regional_worker,
        kind=ComplaintKind.THANKS,
        about=ComplaintAbout.WORKER,
        concerned=staff.psychologist,
        voice=Voice.PERSON,
        words="Спасибо, что всегда звонили, когда обещали",
    )
    done = record_complaint(
        by=staff.social_worker,
        kind=ComplaintKind.SUGGESTION,
        about=ComplaintAbout.SERVICE,
        voice=Voice.UNNAMED,
        words="Принимать и в субботу",
        received_on=today() - dt.timedelta(days=30),
    )
    answer_complaint(done, by=staff.coordinator, words="Суббота раз в месяц, с января", outcome=ComplaintOutcome.RIGHT)
    record_complaint(
        by=staff.lawyer,
        kind=ComplaintKind.COMPLAINT,
        about=ComplaintAbout.WORKER,
        concerned=staff.coordinator,
        voice=Voice.PARTNER,
        words="На письмо не ответили месяц",
        received_on=today() - dt.timedelta(days=3),
    )
