"""Money: within the limit at once, above it after the coordinator agreed; codes and sums alone for the accountant."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions.money import Money, ask_for_money, correct_payment, decide_money, give_help
from panoh.cases.actions.reading import read_shared
from panoh.cases.enums import Help, HelpItem, MoneyState, Proof, TaskKind
from panoh.cases.models import Amendment, Assistance, MoneyAsked, Payment, Task
from panoh.cases.queries.money import agreed_money, sums, sums_by_code
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.core.money import Currency
from panoh.network.enums import Service, TariffUnit
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.agreements import make_agreement
from tests.factories.care import make_team
from tests.factories.cases import make_coordinator
from tests.pages import soup_of, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def money(amount="120", **facts):
    given = {"currency": Currency.TJS, "proof": Proof.RECEIPT, "receipt": "A-17", "budget_code": "F-2026/03", **facts}
    return Money(Decimal(amount), **given)


def give(case, by, cost, **facts):
    return give_help(case, by=by, money=cost, help=Help.ECONOMIC, item=HelpItem.MONEY, **{"given_on": today(), **facts})


def ask(case, by, amount="2000", **facts):
    return ask_for_money(case, by=by, amount=Decimal(amount), currency=Currency.TJS, words="Аренда на месяц", **facts)


def test_small_money_is_given_at_once_and_summed_by_kind_of_money():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    for amount in ("120", "80.50"):
        give(case, social, money(amount))
    give(case, social, money("20", currency=Currency.USD))

    assert sums(case) == [(Currency.TJS, Decimal("200.50")), (Currency.USD, Decimal(20))]
    assert Assistance.objects.count() == 3


@pytest.mark.parametrize(
    ("cost", "field"),
    [
        (None, "amount"),
        (money("0"), "amount"),
        (money(receipt=""), "receipt"),
        (money(receipt="Қодиров Ҷамшед"), "receipt"),
        (money(budget_code="of the year"), "budget_code"),
    ],
)
def test_money_that_lacks_something_gives_no_help_at_all(cost, field):
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Invalid) as refused:
        give(case, social, cost)
    assert list(refused.value.fields) == [field]
    assert (Assistance.objects.count(), Payment.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("cost", "facts", "waits"),
    [
        (money("151"), {}, True),
        (money("150"), {}, False),
        (money("300"), {"quantity": 2}, False),
        (money("20", currency=Currency.USD), {}, True),  # the price is in somoni
        (money("151"), {"item": HelpItem.TRANSPORT, "treatment": ""}, False),  # a price of treatment says nothing of the way there
        (money("151"), {"days_ago": 40}, False),  # before the agreement
    ],
)
def test_treatment_above_the_price_agreed_with_the_facility_is_laid_before_the_coordinator(cost, facts, waits):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    price = ((Service.NEUROLOGY, TariffUnit.VISIT, "150"), (Service.NEUROLOGY, TariffUnit.PROCEDURE, "90"))
    facility = make_agreement(prices=price).facility

    given = {"help": Help.MEDICAL, "item": HelpItem.TREATMENT, "treatment": "outpatient", "days_ago": 0, **facts}
    given["given_on"] = today() - dt.timedelta(days=given.pop("days_ago"))
    row = give_help(case, by=social, money=cost, facility=facility, **given)

    assert row.payment.amount == cost.amount  # recorded as it was
    assert (row.payment.asked is not None) == waits
    assert Task.objects.filter(kind=TaskKind.MONEY, role=Role.COORDINATOR, done_at=None).count() == waits
    if not waits and cost.amount == 150:
        correct_payment(row.payment, by=social, why="Опечатка в сумме", money=money("160"))
        assert Task.objects.filter(kind=TaskKind.MONEY, role=Role.COORDINATOR, done_at=None).count() == 1


def test_above_the_limit_the_coordinator_agrees_first():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    asked = ask(case, social)
    task = Task.objects.get(kind=TaskKind.MONEY, target=asked.pk)
    assert (task.role, task.done_at) == ("coordinator", None)

    decide_money(asked, by=make_coordinator(), agreed=True)
    assert agreed_money(case) == [asked]
    give(case, social, money("1800", asked=asked))

    assert Payment.objects.get().asked == asked
    assert agreed_money(case) == []
    assert Task.objects.get(pk=task.pk).done_at is not None


@pytest.mark.parametrize("cost", [money("500.01"), money("51", currency=Currency.USD)])
def test_help_above_the_limit_is_recorded_as_it_was_and_the_coordinator_decides_on_it(cost):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    coordinator = make_coordinator()

    give(case, social, cost, words="Операция")

    payment = Payment.objects.select_related("asked").get()
    assert (payment.amount, payment.currency) == (cost.amount, cost.currency)
    assert (payment.asked.state, payment.asked.amount, payment.asked.by) == ("asked", cost.amount, social)
    assert read_shared([payment.asked], by=social)[payment.asked.pk]["words"] == "Операция"
    task = Task.objects.get(kind=TaskKind.MONEY, target=payment.asked.pk)
    assert (task.role, task.done_at) == ("coordinator", None)
    decide_money(payment.asked, by=coordinator, agreed=False, remark="Надо было спросить")
    assert sums(case) == [(cost.currency, cost.amount)]
    assert agreed_money(case) == []


@pytest.mark.parametrize("facts", [{"amount": "2001"}, {"amount": "900", "currency": Currency.USD}])
def test_more_than_was_agreed_to_is_recorded_and_decided_on_anew(facts):
    case, (social, other) = make_team(Role.SOCIAL_WORKER, Role.PSYCHOLOGIST)
    asked, coordinator = ask(case, other), make_coordinator()
    decide_money(asked, by=coordinator, agreed=True)

    give(case, social, money(**facts, asked=asked))

    asked.refresh_from_db()
    assert (Payment.objects.get().amount, asked.amount) == (Decimal(facts["amount"]), Decimal(2000))
    assert (asked.state, asked.by, asked.decided_by) == ("asked", social, None)
    assert Task.objects.filter(kind=TaskKind.MONEY, target=asked.pk, done_at=None).count() == 1
    assert agreed_money(case) == []
    decide_money(asked, by=coordinator, agreed=True)
    assert agreed_money(case) == []


def test_what_was_agreed_to_is_given_once():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    asked = ask(case, social)
    decide_money(asked, by=make_coordinator(), agreed=True)

    give(case, social, money("2000", asked=asked))
    with pytest.raises(Invalid, match="already given"):
        give(case, social, money("2000", asked=asked))


@pytest.mark.parametrize("state", [MoneyState.ASKED, MoneyState.DECLINED])
def test_what_was_not_agreed_to_is_not_given(state):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    asked = ask(case, social)
    if state == MoneyState.DECLINED:
        decide_money(asked, by=make_coordinator(), agreed=False, remark="В этом месяце средств нет")

    with pytest.raises(Invalid, match="This was not approved"):
        give(case, social, money("2000", asked=asked))


def test_what_was_agreed_to_for_one_case_is_not_given_in_another():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    other, (colleague,) = make_team(Role.SOCIAL_WORKER)
    asked = ask(other, colleague)
    decide_money(asked, by=make_coordinator(), agreed=True)

    with pytest.raises(Invalid, match="This was not approved"):
        give(case, social, money("2000", asked=asked))


def test_nobody_agrees_to_what_they_asked_for_and_no_worker_agrees():
    coordinator, (case, (social,)) = make_coordinator(), make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Denied, match="Money is approved by someone other"):
        decide_money(ask(case, coordinator), by=coordinator, agreed=True)
    with pytest.raises(Denied):
        decide_money(ask(case, social), by=social, agreed=True)
    assert set(MoneyAsked.objects.values_list("state", flat=True)) == {"asked"}


def test_money_is_declined_with_a_reason_and_decided_once():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    asked, coordinator = ask(case, social), make_coordinator()

    with pytest.raises(Invalid) as refused:
        decide_money(asked, by=coordinator, agreed=False)
    assert list(refused.value.fields) == ["remark"]
    decide_money(asked, by=coordinator, agreed=True)
    with pytest.raises(WrongState):
        decide_money(asked, by=coordinator, agreed=False, remark="Поздно")


def test_help_that_cost_something_is_not_corrected_to_nothing(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    give(case, social, money("120"))
    payment = Payment.objects.get()
    sign_in(client, social)
    sent = {"amount": "0", "currency": "TJS", "proof": "later", "why": "Опечатка", "version": payment.version}

    refused = client.post(reverse("desk:correct_payment", args=[case.code, payment.assistance_id]), sent)

    assert refused.status_code == 400
    assert list(refused.context["form"].errors) == ["amount"]
    assert Payment.objects.get().amount == Decimal(120)


def test_a_correction_keeps_what_stood_there_and_above_the_limit_the_coordinator_decides():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    give(case, social, money("120"))
    payment = Payment.objects.select_related("case").get()

    correct_payment(payment, by=social, why="Опечатка", money=money("12"))
    assert not MoneyAsked.objects.exists()
    correct_payment(payment, by=social, why="Ещё", money=money("5000"))

    payment = Payment.objects.select_related("case", "asked").get()
    assert payment.amount == Decimal(5000)
    assert list(Amendment.objects.values_list("model", "field")) == [("payment", "amount")] * 2
    assert (payment.asked.state, payment.asked.amount) == ("asked", Decimal(5000))
    correct_payment(payment, by=social, why="Другая статья", money=money("5000", budget_code="F-2"))
    correct_payment(payment, by=social, why="Всё же больше", money=money("6000", budget_code="F-2"))
    asked = MoneyAsked.objects.get()
    assert (asked.state, asked.amount) == ("asked", Decimal(6000))
    assert Task.objects.filter(kind=TaskKind.MONEY, done_at=None).count() == 1

    decide_money(asked, by=make_coordinator(), agreed=True)
    payment = Payment.objects.select_related("case", "asked").get()
    correct_payment(payment, by=social, why="Меньше", money=money("5500", budget_code="F-2"))
    assert MoneyAsked.objects.get().state == "agreed"
    correct_payment(payment, by=social, why="Больше", money=money("7000", budget_code="F-2"))
    assert (MoneyAsked.objects.get().state, MoneyAsked.objects.get().amount) == ("asked", Decimal(6000))


def test_the_accountant_sees_codes_and_sums_and_nothing_that_leads_to_a_person(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    row = give(case, social, money("120"), words="Лекарство для сестры")
    accountant = sign_in(client, make_user(Role.ACCOUNTANT))

    shown = client.get(reverse("desk:money"))

    assert ("F-2026/03" in text(shown), "A-17" in text(shown), "120 somoni" in text(shown)) == (True, True, True)
    page = shown.content.decode()
    assert all(str(word) not in page for word in (case.code, case.pk, row.pk, social.username, "Лекарство"))
    assert [(each.budget_code, each.amount, each.count) for each in sums_by_code(accountant)] == [("F-2026/03", Decimal(120), 1)]


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PSYCHOLOGIST, Role.DIRECTOR])
def test_the_books_are_closed_to_others(client, role):
    sign_in(client, make_user(role))

    assert client.get(reverse("desk:money")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_books_ask_as_much_for_one_as_for_three(client, count):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    for _ in range(count):
        give(case, social, money("10"))
    sign_in(client, make_user(Role.ACCOUNTANT))

    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("desk:money"))

    assert len(asked) == QUERIES + 2


def test_money_is_asked_for_decided_on_and_given_on_pages(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    client.post(reverse("desk:money_ask", args=[case.code]), {"item": "treatment", "amount": "900", "currency": "TJS", "words": "Операция"})
    asked = MoneyAsked.objects.get()
    assert client.get(reverse("desk:money_decide", args=[case.code, asked.pk])).status_code == 403

    sign_in(client, make_coordinator())
    there = reverse("desk:money_decide", args=[case.code, asked.pk])
    assert "900 somoni · treatment. Операция" in text(client.get(there))
    client.post(there, {"agreed": "yes", "version": asked.version})

    sign_in(client, social)
    given = {"help": "medical", "item": "treatment", "given_on": f"{today():%d.%m.%Y}", "quantity": "1"}
    cost = {"amount": "900", "currency": "TJS", "proof": "signed", "asked": str(asked.pk)}
    client.post(reverse("desk:give_help", args=[case.code]), {**given, **cost})
    shown = text(client.get(reverse("desk:case_sessions", args=[case.code])))
    assert "Given so far: 900 somoni" in shown
    assert "signed by the person" in shown


def test_a_sum_above_the_limit_is_kept_and_said_to_wait_for_the_coordinator(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    given = {
        "help": "medical",
        "item": "treatment",
        "given_on": f"{today():%d.%m.%Y}",
        "quantity": "1",
        "amount": "501",
        "currency": "TJS",
        "proof": "later",
        "words": "Операция",
    }

    shown = text(client.post(reverse("desk:give_help", args=[case.code]), given, follow=True))

    assert "The coordinator decides on it" in shown
    assert "Given so far: 501 somoni" in shown
    sign_in(client, make_coordinator())
    asked = MoneyAsked.objects.get()
    assert "Already given: 501 somoni." in text(client.get(reverse("desk:money_decide", args=[case.code, asked.pk])))


def row_of_day(client, title):
    """The row of that title in my day: its words, and where it leads."""
    rows = soup_of(client.get(reverse("desk:my_day"))).main.select("ul.tasks > li")
    found = [(" ".join(row.get_text(" ").split()), row.a["href"]) for row in rows if row.a and row.a.get_text(strip=True) == title]
    return found[0] if found else ("", "")


DECIDE, DECISION = "Decide on the money requested", "Decision on the money you requested"


def test_who_decides_reads_in_their_day_for_which_help_and_how_much(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    asked = ask(case, social, item=HelpItem.HOUSING, budget_code="OWN-12")
    sign_in(client, make_coordinator())

    assert f"2 000 somoni · housing · OWN-12 {case.code}" in row_of_day(client, DECIDE)[0].replace("\u202f", " ").replace("\xa0", " ")
    decides = reverse("desk:money_decide", args=[case.code, asked.pk])
    assert row_of_day(client, DECIDE)[1] == decides
    page = text(client.get(decides))
    assert "somoni · housing · OWN-12. Аренда на месяц" in page
    assert case.code in page
    client.post(reverse("desk:discreet"), {"on": "1"})
    assert "housing" not in soup_of(client.get(reverse("desk:my_day"))).main.get_text()


def test_help_that_waits_for_a_decision_says_which_help_it_was():
    case, (social,) = make_team(Role.SOCIAL_WORKER)

    give(case, social, money("900"))

    assert MoneyAsked.objects.get().item == HelpItem.MONEY


@pytest.mark.parametrize(("agreed", "state"), [(True, "agreed to"), (False, "declined")])
def test_who_asked_has_the_decision_with_its_reason_in_their_day_until_they_have_read_it(client, agreed, state):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    asked = ask(case, social, item=HelpItem.HOUSING)
    coordinator = make_coordinator()
    decide_money(asked, by=coordinator, agreed=agreed, remark="Только до конца месяца")

    sign_in(client, coordinator)
    assert row_of_day(client, DECISION) == ("", "")
    sign_in(client, social)
    row, there = row_of_day(client, DECISION)
    page = soup_of(client.get(there)).main
    press = page.select_one("form[action$='done/']")
    client.post(press["action"])

    assert f"{state} · 2" in row
    assert "housing" in row
    assert "Только до конца месяца" in page.get_text()
    assert press.button.get_text(strip=True) == "I have read the decision"
    assert row_of_day(client, DECISION) == ("", "")


def test_who_gave_what_was_agreed_to_has_read_the_decision():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    asked = ask(case, social)
    decide_money(asked, by=make_coordinator(), agreed=True)
    assert Task.objects.get(kind=TaskKind.ANSWERED, done_at=None).owner == social

    give(case, social, money("2500", asked=asked))  # more than was agreed to: it is decided on again

    assert not Task.objects.filter(kind=TaskKind.ANSWERED, done_at=None).exists()


def test_who_decides_reads_what_was_paid_in_this_case_so_far(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    asked = ask(case, social)
    sign_in(client, make_coordinator())
    decides = reverse("desk:money_decide", args=[case.code, asked.pk])
    assert "Nothing was paid for help in this case yet." in text(client.get(decides))

    give(case, social, money("120"))
    give(case, social, money("20", currency=Currency.USD))

    assert "Paid for help in this case so far: 120 somoni, 20" in text(client.get(decides))
