"""Money: within the limit at once, above it after the coordinator agreed; codes and sums alone for the accountant."""

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.cases.actions.money import Money, ask_for_money, correct_payment, decide_money, give_help
from panoh.cases.enums import Help, HelpItem, MoneyState, Proof, TaskKind
from panoh.cases.models import Amendment, Assistance, MoneyAsked, Payment, Task
from panoh.cases.money_queries import agreed_money, sums, sums_by_code
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.core.money import Currency
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.care import make_team
from tests.factories.cases import make_case, make_coordinator

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def money(amount="120", **facts):
    given = {"currency": Currency.TJS, "proof": Proof.RECEIPT, "receipt": "A-17", "budget_code": "F-2026/03", **facts}
    return Money(Decimal(amount), **given)


def give(case, by, cost, **facts):
    return give_help(case, by=by, money=cost, help=Help.ECONOMIC, item=HelpItem.MONEY, **{"given_on": today(), **facts})


def ask(case, by, amount="2000", **facts):
    return ask_for_money(case, by=by, amount=Decimal(amount), currency=Currency.TJS, words="Аренда на месяц", **facts)


def text(response):
    return " ".join(BeautifulSoup(response.content, "html.parser").get_text(" ").split())


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
        (money("500.01"), "amount"),
        (money("51", currency=Currency.USD), "amount"),
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


def test_what_was_agreed_to_is_given_once_and_no_more_than_that():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    asked = ask(case, social)
    decide_money(asked, by=make_coordinator(), agreed=True)

    for cost, match in (
        (money("2001", asked=asked), "more than was agreed"),
        (money("900", asked=asked, currency=Currency.USD), "more than"),
    ):
        with pytest.raises(Invalid, match=match):
            give(case, social, cost)
    give(case, social, money("2000", asked=asked))
    with pytest.raises(Invalid, match="given already"):
        give(case, social, money("2000", asked=asked))


@pytest.mark.parametrize("state", [MoneyState.ASKED, MoneyState.DECLINED])
def test_what_was_not_agreed_to_is_not_given(state):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    asked = ask(case, social)
    if state == MoneyState.DECLINED:
        decide_money(asked, by=make_coordinator(), agreed=False, remark="В этом месяце средств нет")

    with pytest.raises(Invalid, match="not agreed to"):
        give(case, social, money("2000", asked=asked))


def test_what_was_agreed_to_for_one_case_is_not_given_in_another():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    other, (colleague,) = make_team(Role.SOCIAL_WORKER)
    asked = ask(other, colleague)
    decide_money(asked, by=make_coordinator(), agreed=True)

    with pytest.raises(Invalid, match="not agreed to"):
        give(case, social, money("2000", asked=asked))


def test_nobody_agrees_to_what_they_asked_for_and_no_worker_agrees():
    coordinator, (case, (social,)) = make_coordinator(), make_team(Role.SOCIAL_WORKER)

    with pytest.raises(Denied, match="somebody other"):
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


def test_a_correction_keeps_what_stood_there_and_the_limit_holds():
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    give(case, social, money("120"))
    payment = Payment.objects.select_related("case").get()

    correct_payment(payment, by=social, why="Опечатка", money=money("12"))
    with pytest.raises(Invalid, match="more than was agreed"):
        correct_payment(payment, by=social, why="Ещё", money=money("5000"))

    assert Payment.objects.get().amount == Decimal(12)
    assert list(Amendment.objects.values_list("model", "field")) == [("payment", "amount")]


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

    assert len(asked) == QUERIES + 3 - 2


def test_money_is_asked_for_decided_on_and_given_on_pages(client):
    case, (social,) = make_team(Role.SOCIAL_WORKER)
    sign_in(client, social)
    client.post(reverse("desk:money_ask", args=[case.code]), {"amount": "900", "currency": "TJS", "words": "Операция"})
    asked = MoneyAsked.objects.get()
    assert client.get(reverse("desk:money_decide", args=[case.code, asked.pk])).status_code == 403

    sign_in(client, make_coordinator())
    there = reverse("desk:money_decide", args=[case.code, asked.pk])
    assert "900 somoni. Операция" in text(client.get(there))
    client.post(there, {"agreed": "yes", "version": asked.version})

    sign_in(client, social)
    given = {"help": "medical", "item": "treatment", "given_on": f"{today():%d.%m.%Y}", "quantity": "1"}
    cost = {"amount": "900", "currency": "TJS", "proof": "signed", "asked": str(asked.pk)}
    client.post(reverse("desk:give_help", args=[case.code]), {**given, **cost})
    shown = text(client.get(reverse("desk:case_sessions", args=[case.code])))
    assert "Given so far: 900 somoni" in shown
    assert "signed by the person" in shown


def test_a_sum_above_the_limit_comes_back_with_what_to_do(client):
    case = make_case()
    social = make_coordinator()
    sign_in(client, social)
    given = {
        "help": "medical",
        "item": "treatment",
        "given_on": f"{today():%d.%m.%Y}",
        "quantity": "1",
        "amount": "501",
        "words": "Операция",
    }

    refused = client.post(reverse("desk:give_help", args=[case.code]), given)

    assert refused.status_code == 400
    assert ("Ask for it first" in text(refused), "Операция" in refused.content.decode()) == (True, True)
