"""A specialist's narrow account, and the monthly act made of its sessions."""

import datetime as dt
import io
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from panoh.accounts.roles import Role
from panoh.audit import undo
from panoh.audit.models import Undo
from panoh.cases.actions import correct_session
from panoh.cases.actions.groups import record_group
from panoh.cases.actions.work import end_assignment
from panoh.cases.enums import Attendance
from panoh.cases.models import Case, Session
from panoh.cases.policy import visible_cases
from panoh.core.clock import today
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, WrongState
from panoh.episodes.actions import acts as actions
from panoh.episodes.counting import count_month
from panoh.episodes.enums import ActState
from panoh.episodes.models import Act, ActLine
from panoh.episodes.queries import acts as queries
from panoh.network.actions.agreements import end_agreement, unlink_account
from panoh.network.enums import EndReason, Service, TariffUnit
from panoh.network.models import SpecialistAccount
from panoh.referrals.spending import spent
from tests.factories.accounts import make_user, sign_in
from tests.factories.acts import make_act, make_specialist
from tests.factories.care import make_planned, make_session
from tests.factories.cases import make_case

pytestmark = [pytest.mark.django_db, pytest.mark.database]

# The middle of a month, so that yesterday lies in it too.
MIDDLE = dt.datetime(2026, 11, 18, 9, 0, tzinfo=dt.UTC)
MONTH = dt.date(2026, 11, 1)


@pytest.fixture(autouse=True)
def middle_of_the_month():
    with time_machine.travel(MIDDLE):
        yield


@pytest.fixture
def outside():
    return make_specialist()


# What a specialist sees


def test_specialist_sees_the_persons_assigned_and_nobody_else(outside):
    mine, other = outside.entrust(), make_case(by=outside.coordinator)

    assert list(visible_cases(outside.again())) == [mine]
    assert other not in visible_cases(outside.again())


def test_specialist_sees_nobody_after_the_assignment_has_ended(outside):
    case = outside.entrust()
    end_assignment(case.assignments.get(user=outside.user), by=outside.coordinator)

    with time_machine.travel(MIDDLE + dt.timedelta(days=1)):
        assert not visible_cases(outside.again()).exists()


@pytest.mark.parametrize("reason", [EndReason.BOTH, EndReason.TERM])
def test_specialist_sees_nobody_after_the_agreement_has_ended(client, outside, reason):
    case = outside.entrust()
    session = make_session(case, by=outside.again())
    end_agreement(outside.agreement, by=outside.coordinator, last_day=today() - dt.timedelta(days=1), reason=reason)
    sign_in(client, outside.again())

    assert not visible_cases(outside.again()).exists()
    for name, args in (("case_file", [case.code]), ("case_session", [case.code, session.pk]), ("case_sessions", [case.code])):
        assert client.get(reverse(f"desk:{name}", args=args)).status_code == 404
    with pytest.raises(Denied):
        make_session(case, by=outside.again())


def test_specialist_sees_nobody_once_the_term_is_over_though_nobody_ended_it(outside):
    outside.entrust()
    with time_machine.travel(dt.datetime.combine(outside.agreement.ends_on, dt.time(9), dt.UTC)):
        assert visible_cases(outside.again()).exists()
    with time_machine.travel(dt.datetime.combine(outside.agreement.ends_on + dt.timedelta(days=1), dt.time(9), dt.UTC)):
        assert not visible_cases(outside.again()).exists()


def test_specialist_tied_to_nobody_sees_nobody(outside):
    outside.entrust()
    unlink_account(SpecialistAccount.objects.get(), by=outside.coordinator)
    assert not visible_cases(outside.again()).exists()


# What a month comes to


def test_act_counts_hours_by_the_price_and_names_codes_alone(outside):
    case = outside.entrust()
    make_session(case, by=outside.again(), minutes=50)
    make_session(case, by=outside.again(), minutes=90)

    (act,) = actions.hand_in_act(by=outside.again(), month=MONTH)

    lines = [(line.case_code, line.minutes, line.quantity, line.price, line.amount) for line in queries.lines(act)]
    assert sorted(lines) == sorted(
        [
            (case.code, 50, Decimal("0.83"), Decimal("100.00"), Decimal("83.00")),
            (case.code, 90, Decimal("1.50"), Decimal("100.00"), Decimal("150.00")),
        ]
    )
    assert (act.total, act.currency, act.state, act.agreement) == (Decimal("233.00"), "TJS", ActState.SUBMITTED, outside.agreement)


def test_only_own_sessions_that_took_place_are_counted(outside):
    case = outside.entrust()
    make_session(case, by=outside.again(), attendance=Attendance.NOT_ATTENDED, minutes=None, reason="person_chose")
    make_planned(case, by=outside.again())
    colleague = make_user(Role.PSYCHOLOGIST)
    others = make_case(by=outside.coordinator, workers=((colleague, "psychological"),))
    make_session(others, by=colleague)

    assert count_month(outside.again(), MONTH).works == []
    with pytest.raises(Invalid, match="Nothing to hand in for this month: no session under an agreement is missing"):
        actions.hand_in_act(by=outside.again(), month=MONTH)


def test_session_stands_in_one_act_only(outside):
    act = make_act(outside)

    with pytest.raises(Invalid, match="Nothing to hand in for this month: no session under an agreement is missing"):
        actions.hand_in_act(by=outside.again(), month=MONTH)
    make_session(Case.objects.get(code=queries.lines(act)[0].case_code), by=outside.again(), minutes=60)
    (second,) = actions.hand_in_act(by=outside.again(), month=MONTH)
    assert second.total == Decimal("100.00")
    assert ActLine.objects.values("session").distinct().count() == 2


def test_late_session_comes_into_the_next_act_and_later_months_not_into_this(outside):
    case = outside.entrust()
    make_session(case, by=outside.again(), at=MIDDLE - dt.timedelta(days=30))

    assert count_month(outside.again(), dt.date(2026, 9, 1)).works == []
    assert len(count_month(outside.again(), MONTH).works[0].lines) == 1
    with pytest.raises(Invalid, match="has not begun"):
        actions.hand_in_act(by=outside.again(), month=dt.date(2026, 12, 1))


def test_session_on_a_day_without_an_agreement_is_left_out_and_said(outside):
    case = outside.entrust()
    make_session(case, by=outside.again())
    make_session(case, by=outside.again(), at=MIDDLE - dt.timedelta(days=150))

    found = count_month(outside.again(), MONTH)

    assert (len(found.works[0].lines), found.uncovered) == (1, 1)


def test_meeting_of_a_group_counts_once(outside):
    cases = [outside.entrust() for _each in range(3)]
    record_group(
        by=outside.again(),
        discipline="psychological",
        at=MIDDLE - dt.timedelta(days=1),
        came=dict.fromkeys(cases, ""),
        minutes=90,
    )

    (work,) = count_month(outside.again(), MONTH).works

    assert (len(work.lines), work.hours, work.total) == (3, Decimal("1.50"), Decimal("150.00"))


@pytest.mark.parametrize(
    ("prices", "total"),
    [
        (((Service.PSYCHOLOGY, TariffUnit.VISIT, "70.00"),), "70.00"),
        ((), "0.00"),
    ],
)
def test_visits_count_one_by_one_and_free_help_comes_to_nothing(prices, total):
    act = make_act(make_specialist(prices=prices))
    assert act.total == Decimal(total)


def test_price_that_fits_no_session_is_said_and_nothing_is_handed_in():
    outside = make_specialist(prices=((Service.PSYCHOLOGY, TariffUnit.PACKAGE, "900"),))
    with pytest.raises(Invalid, match="The agreement has no price for an hour or a visit of psychological help"):
        make_act(outside)
    assert not Act.objects.exists()


# From hand to hand


def test_act_is_approved_by_the_coordinator_and_paid_by_the_accountant(outside):
    act, accountant = make_act(outside), make_user(Role.ACCOUNTANT)
    with pytest.raises(NotFound):
        queries.get_act(accountant, act.code)

    actions.approve_act(act, by=outside.coordinator)
    act = queries.get_act(accountant, act.code)
    with pytest.raises(Invalid, match="number"):
        actions.pay_act(act, by=accountant, paid_on=today(), payment_number="для Рахимова")
    with pytest.raises(Invalid, match="day it was paid"):
        actions.pay_act(act, by=accountant, paid_on=today() + dt.timedelta(days=1))
    actions.pay_act(act, by=accountant, paid_on=today(), payment_number="117")

    act.refresh_from_db()
    assert (act.state, act.paid_by, act.payment_number) == (ActState.PAID, accountant, "117")
    with pytest.raises(WrongState):
        actions.return_act(act, by=outside.coordinator, remark="Поздно")


@pytest.mark.parametrize("ceiling", ["ceiling_total", "ceiling_person"])
def test_act_above_a_ceiling_is_approved_with_a_reason_alone(client, ceiling):
    outside = make_specialist(**{ceiling: Decimal(200)})
    case = outside.entrust()
    make_session(case, by=outside.again(), minutes=120)
    (first,) = actions.hand_in_act(by=outside.again(), month=MONTH)
    actions.approve_act(first, by=outside.coordinator)
    make_session(case, by=outside.again(), minutes=30)
    (act,) = actions.hand_in_act(by=outside.again(), month=MONTH)

    with pytest.raises(Invalid) as refused:
        actions.approve_act(act, by=outside.coordinator)
    assert list(refused.value.fields) == ["remark"]
    sign_in(client, outside.coordinator)
    there = reverse("desk:act_approve", args=[act.code])
    assert client.post(there).status_code == 400
    assert client.post(there, {"remark": "Человек в опасности"}).status_code == 302

    act.refresh_from_db()
    assert act.state == ActState.APPROVED
    assert actions.read_remark(act, by=outside.coordinator) == "Человек в опасности"


def test_given_back_act_frees_its_sessions_and_says_why(outside):
    act = make_act(outside)
    with pytest.raises(Invalid, match="Say what must be corrected"):
        actions.return_act(act, by=outside.coordinator, remark=" ")
    actions.return_act(act, by=outside.coordinator, remark="Девятого встречи не было")

    assert b"\xd0\x94\xd0\xb5\xd0\xb2" not in bytes(act.remark)
    assert actions.read_remark(queries.get_act(outside.again(), act.code), by=outside.again()) == "Девятого встречи не было"
    assert len(queries.lines(act)) == 1
    (again,) = actions.hand_in_act(by=outside.again(), month=MONTH)
    assert again.total == act.total


def test_session_corrected_after_handing_in_keeps_the_act_from_being_approved(outside):
    act, session = make_act(outside), Session.objects.get()
    correct_session(
        session, by=outside.again(), why="Ошибка", attendance="attended", minutes=40, reason="", summary="", notes="", venue="", others=""
    )

    with pytest.raises(WrongState, match="corrected after the act was handed in"):
        actions.approve_act(act, by=outside.coordinator)


def test_handing_in_is_taken_back_by_undo_while_nobody_has_approved(outside):
    act = make_act(outside)
    undo.take_back(Undo.objects.latest("at").pk, by=outside.user.actor)

    assert not Act.objects.exists()
    assert len(count_month(outside.again(), MONTH).works[0].lines) == 1
    assert act.state == ActState.SUBMITTED


def test_two_coordinators_do_not_decide_over_each_other(outside):
    act = make_act(outside)
    stale = queries.get_act(outside.coordinator, act.code)
    actions.approve_act(act, by=outside.coordinator)
    with pytest.raises((Conflict, WrongState)):
        actions.return_act(stale, by=outside.coordinator, remark="Нет")


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.DIRECTOR, Role.ACCOUNTANT, Role.ADMINISTRATOR])
def test_nobody_else_sees_or_decides_an_act_that_was_handed_in(outside, role):
    act, user = make_act(outside), make_user(role)
    assert not queries.acts(user).exists()
    with pytest.raises(Denied):
        actions.approve_act(act, by=user)
    with pytest.raises(Denied):
        actions.hand_in_act(by=user, month=MONTH)


def test_specialist_sees_own_acts_alone_also_after_the_agreement(outside):
    act, other = make_act(outside), make_act(make_specialist())
    end_agreement(outside.agreement, by=outside.coordinator, last_day=today() - dt.timedelta(days=1), reason=EndReason.BOTH)

    assert list(queries.acts(outside.again())) == [act]
    with pytest.raises(NotFound):
        queries.get_act(outside.again(), other.code)


def test_acts_count_against_the_agreement_until_they_are_given_back(outside):
    act = make_act(outside, minutes=60)
    assert spent(outside.agreement).billed == Decimal("100.00")
    actions.return_act(act, by=outside.coordinator, remark="Не так")
    assert spent(outside.agreement).billed == 0


# The pages


def test_specialist_hands_in_on_the_page_and_prints_without_a_name(client, outside):
    case = outside.entrust()
    make_session(case, by=outside.again(), minutes=60)
    sign_in(client, outside.again())
    shown = client.get(reverse("desk:act_month", args=[2026, 11])).content.decode()
    assert case.code in shown

    handed = client.post(reverse("desk:act_hand_in", args=[2026, 11]))
    act = Act.objects.get()
    assert handed.url == reverse("desk:act", args=[act.code])
    assert client.get(reverse("desk:act_month", args=[2026, 13])).status_code == 404
    again = client.post(reverse("desk:act_hand_in", args=[2026, 11]))
    assert (again.status_code, "Nothing to hand in for this month: no session under an agreement is missing" in again.content.decode()) == (
        400,
        True,
    )

    paper = PdfReader(io.BytesIO(client.get(reverse("desk:act_print", args=[act.code]) + "?language=ru").content))
    words = paper.pages[0].extract_text()
    assert case.code in words
    assert outside.user.username not in words
    assert "Қодиров" not in words
    assert (paper.metadata or {}).get("/Author") is None
    assert client.post(reverse("desk:act_approve", args=[act.code])).status_code == 403


def test_coordinator_finds_the_act_on_the_day_and_the_accountant_after_it(client, outside):
    act, accountant = make_act(outside), make_user(Role.ACCOUNTANT)
    sign_in(client, outside.coordinator)
    assert act.code in client.get(reverse("desk:my_day")).content.decode()
    assert client.post(reverse("desk:act_approve", args=[act.code])).status_code == 302
    assert act.code not in client.get(reverse("desk:my_day")).content.decode()

    sign_in(client, accountant)
    assert act.code in client.get(reverse("desk:my_day")).content.decode()
    act.refresh_from_db()
    paid = {"paid_on": f"{today():%d.%m.%Y}", "payment_number": "117", "version": act.version}
    assert client.post(reverse("desk:act_pay", args=[act.code]), paid).status_code == 302
    act.refresh_from_db()
    assert act.state == ActState.PAID


def test_coordinator_gives_it_back_on_the_page(client, outside):
    act = make_act(outside)
    sign_in(client, outside.coordinator)
    assert client.post(reverse("desk:act_return", args=[act.code]), {"remark": "", "version": act.version}).status_code == 400
    assert client.post(reverse("desk:act_return", args=[act.code]), {"remark": "Не тот день", "version": act.version}).status_code == 302
    sign_in(client, outside.again())
    url = reverse("desk:act", args=[act.code])
    assert "Не тот день" not in client.get(url).content.decode()
    assert "Не тот день" in client.post(url).content.decode()


def test_an_approved_act_that_is_wrong_goes_back_before_it_is_paid_by_the_coordinator_whom_the_accountant_asks(client, outside):
    act = make_act(outside)
    actions.approve_act(act, by=outside.coordinator)
    there, back = reverse("desk:act", args=[act.code]), reverse("desk:act_return", args=[act.code])

    sign_in(client, make_user(Role.ACCOUNTANT))
    page = client.get(there).text
    assert "ask the coordinator to return it" in page
    assert back not in page
    sign_in(client, outside.coordinator)
    page = client.get(there).text
    assert "return it with a comment" in page
    assert back in page
    assert client.post(back, {"remark": "Сумма неверна", "version": act.version}).status_code == 302
    act.refresh_from_db()
    assert act.state == ActState.RETURNED


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_acts_asks_the_database_as_often_for_one_as_for_three(client, outside, rows, django_assert_num_queries):
    for _each in range(rows):
        make_act(outside)
    sign_in(client, outside.coordinator)
    client.get(reverse("desk:acts"))
    with django_assert_num_queries(11):
        client.get(reverse("desk:acts"))
