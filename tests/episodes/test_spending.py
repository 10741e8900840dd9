"""Recorded costs: exact sums by four ways, what is paid beside them, kinds of money apart, cases only for who sees them."""

import datetime as dt
import random
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from panoh.accounts.roles import Role
from panoh.audit.guard import writes_allowed
from panoh.cases.actions.money import Money, give_help
from panoh.core.clock import today
from panoh.core.errors import Denied
from panoh.core.money import Currency
from panoh.core.templatetags.panoh import money
from panoh.episodes.actions.acts import approve_act, pay_act
from panoh.episodes.actions.costs import Billing, strike_cost
from panoh.episodes.actions.invoices import approve_invoice, match_lines, pay_invoice
from panoh.episodes.enums import SpendingBy
from panoh.episodes.models import CostLine
from panoh.episodes.queries.spending import spending, totals, totals_paid, ways
from panoh.episodes.sheets import spending_book, spending_rows
from panoh.network.enums import Service, TariffUnit
from panoh.network.models import Agreement
from panoh.referrals.actions import send_referral
from panoh.referrals.spending import spent
from tests.factories.accounts import make_user, sign_in
from tests.factories.acts import make_act, make_specialist
from tests.factories.agreements import make_agreement
from tests.factories.episodes import make_cost, make_episode, make_invoice
from tests.factories.network import make_facility
from tests.factories.referrals import make_referral
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


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


def test_what_is_paid_stands_beside_what_was_recorded(client, coordinator):
    place, accountant = make_facility(by=coordinator), make_user(Role.ACCOUNTANT)
    episode = make_episode(by=coordinator, facility=place)
    billed = make_cost(episode, by=coordinator, price=Decimal(100), currency="TJS")
    make_cost(episode, by=coordinator, price=Decimal(30), currency="TJS")
    give_help(episode.case, by=coordinator, help="social", item="food", given_on=today(), money=Money(Decimal(7), "TJS", "signed"))
    invoice = make_invoice(accountant, place)
    match_lines(invoice, by=accountant, chosen=[billed])

    def sums():
        lines = spending(coordinator, SpendingBy.CASE, today(), today())
        return totals(lines), totals_paid(lines)

    approve_invoice(invoice, by=coordinator)
    approved = sums()
    pay_invoice(invoice, by=accountant, paid_on=today())

    assert approved == ({Currency.TJS: Decimal(137)}, {Currency.TJS: Decimal(7)})
    assert sums() == ({Currency.TJS: Decimal(137)}, {Currency.TJS: Decimal(107)})
    sign_in(client, coordinator)
    answer = client.get(reverse("desk:spending"))
    shown = main_text(answer)
    assert ("Of that paid" in shown, "(of that paid: 107)" in shown) == (True, True)
    heads = [[cell["data-head"] for cell in row.select("td")] for row in soup_of(answer).select("main tbody tr")]
    assert {tuple(row) for row in heads} == {("How many", "Sum", "Of that paid")}  # on a telephone each line is a card


def test_sessions_of_a_specialist_are_paid_with_their_act():
    outside = make_specialist()
    act, accountant = make_act(outside), make_user(Role.ACCOUNTANT)
    month = (today() - dt.timedelta(days=40), today())

    def paid():
        (line,) = spending(outside.coordinator, SpendingBy.AGREEMENT, *month)
        return line.amount, line.paid

    before = paid()
    approve_act(act, by=outside.coordinator)
    pay_act(act, by=accountant, paid_on=today())

    assert before[1] == 0
    assert paid() == (before[0], before[0])


def test_what_remains_of_a_ceiling_stands_beside_the_costs_of_its_agreement(client):
    outside = make_specialist()
    make_act(outside)
    sign_in(client, make_user(Role.ACCOUNTANT))

    def shown(ceiling):
        with writes_allowed():
            Agreement.objects.filter(pk=outside.agreement.pk).update(ceiling_total=ceiling)
        period = {"start": f"{today() - dt.timedelta(days=40):%d.%m.%Y}", "end": f"{today():%d.%m.%Y}"}
        return " ".join(main_text(client.get(reverse("desk:spending"), period)).split())

    total = spent(outside.agreement).total
    assert "ceiling" not in shown(None)
    assert f"ceiling {money(total + 100)}, remaining 100" in shown(total + 100)


def test_what_is_expected_for_referrals_is_said_to_be_deducted_from_what_remains(client, coordinator):
    agreement = make_agreement(by=coordinator, prices=((Service.NEUROLOGY, TariffUnit.VISIT, "150.00"),), ceiling_total=Decimal(1000))
    make_cost(make_episode(by=coordinator, facility=agreement.facility), by=coordinator, unit=TariffUnit.VISIT)
    send_referral(make_referral(by=coordinator, facility=agreement.facility, consented=True), by=coordinator)
    sign_in(client, make_user(Role.ACCOUNTANT))

    shown = " ".join(main_text(client.get(reverse("desk:spending"))).split())

    assert "ceiling 1 000, remaining 700: 150 expected for referrals is already deducted" in shown


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
    _key, _count, amount, paid, money = sheet[2]
    assert (amount.value, amount.number_format, paid.value, money.value) == (1420.5, "#,##0.00", 0, "сомонӣ")
    assert sheet.title == "Хароҷоти сабтшуда"


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
