"""Spending: exact sums by four ways, kinds of money apart, cases only for who sees them."""

import random
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.core.errors import Denied
from panoh.core.money import Currency
from panoh.episodes.actions.costs import Billing, strike_cost
from panoh.episodes.enums import SpendingBy
from panoh.episodes.models import CostLine
from panoh.episodes.queries.spending import spending, totals, ways
from panoh.episodes.sheets import spending_book, spending_rows
from tests.factories.accounts import make_user, sign_in
from tests.factories.episodes import make_cost, make_episode
from tests.factories.network import make_facility

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize("by", list(SpendingBy))
def test_every_way_comes_to_the_same_totals_and_money_is_never_mixed(coordinator, by):
    figures, place = random.Random(3), make_facility(by=coordinator)
    episodes = [make_episode(by=coordinator, facility=place) for _ in range(2)]
    wanted: dict[Currency, Decimal] = {}
    for _ in range(9):
        money, price = figures.choice(list(Currency)), Decimal(figures.randrange(1, 10_000)) / 100
        line = make_cost(figures.choice(episodes), by=coordinator, price=price, currency=money, quantity="1.5")
        wanted[money] = wanted.get(money, Decimal(0)) + line.amount
    strike_cost(make_cost(episodes[0], by=coordinator, price=Decimal(7), currency="TJS"), by=coordinator, words="Дважды")

    lines = spending(coordinator, by, today(), today())

    assert totals(lines) == wanted
    assert len({(line.key, line.currency) for line in lines}) == len(lines)
    assert sum(line.count for line in lines) == CostLine.objects.filter(struck_on=None).count()


def test_the_accountant_sees_no_case_and_others_no_money(client, coordinator):
    line = make_cost(make_episode(by=coordinator), by=coordinator, price=Decimal("12.50"))
    accountant, code = make_user(Role.ACCOUNTANT), line.episode.case.code
    assert SpendingBy.CASE not in ways(accountant)
    with pytest.raises(Denied):
        spending(accountant, SpendingBy.CASE, today(), today())
    with pytest.raises(Denied):
        spending(make_user(Role.SOCIAL_WORKER), SpendingBy.PAYER, today(), today())

    sign_in(client, accountant)
    for address in (reverse("desk:spending"), reverse("desk:spending_export", args=["csv"])):
        shown = client.get(address, {"by": "case"})
        assert (shown.status_code, code in shown.content.decode(), "12.5" in shown.content.decode()) == (200, False, True)
    assert client.get(reverse("desk:spending_export", args=["xlsx"])).content.startswith(b"PK")
    sign_in(client, coordinator)
    assert code in client.get(reverse("desk:spending"), {"by": "case"}).content.decode()


def test_the_sheet_holds_sums_as_numbers_and_names_their_money(coordinator):
    make_cost(make_episode(by=coordinator), by=coordinator, price=Decimal("1420.50"), currency="TJS")

    with translation.override("tg"):
        book = spending_book(spending_rows(coordinator, SpendingBy.PAYER, today(), today()))

    sheet = openpyxl.load_workbook(BytesIO(book)).active
    _key, _count, amount, money = sheet[2]
    assert (amount.value, amount.number_format, money.value) == (1420.5, "#,##0.00", "сомонӣ")
    assert sheet.title == "Хароҷот"


@pytest.mark.parametrize(
    ("by", "head", "none"),
    [
        (SpendingBy.AGREEMENT, "Соглашение", "без соглашения"),
        (SpendingBy.PAYER, "Кто платит", "плательщик не указан"),
        (SpendingBy.BUDGET_CODE, "Код бюджета", "без кода бюджета"),
    ],
)
def test_a_sum_without_a_key_says_so_under_a_head_of_one_word(coordinator, by, head, none):
    make_cost(make_episode(by=coordinator), by=coordinator, price=Decimal(5), billing=Billing())

    with translation.override("ru"):
        heads, line = spending_rows(coordinator, by, today(), today())

    assert (heads[0], line[0]) == (head, none)
