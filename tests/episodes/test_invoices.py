"""Invoices: matched with lines of cost, approved by another, paid; each line in one of them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse

from panoh.accounts.roles import Role
from panoh.core.clock import today
from panoh.core.errors import Denied, Invalid, WrongState
from panoh.episodes.actions.costs import strike_cost
from panoh.episodes.actions.invoices import approve_invoice, match_lines, open_scan, pay_invoice, void_invoice
from panoh.episodes.enums import INVOICE_TRANSITIONS, InvoiceState
from panoh.episodes.models import CostLine, Invoice
from panoh.episodes.queries.invoices import difference, lines, lines_to_match
from tests.desk.frame import QUERIES
from tests.factories.accounts import make_user, sign_in
from tests.factories.agreements import PDF
from tests.factories.cases import make_coordinator
from tests.factories.episodes import make_cost, make_episode, make_invoice
from tests.factories.network import make_facility
from tests.pages import main_text, soup_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def accountant():
    return make_user(Role.ACCOUNTANT)


@pytest.fixture
def hospital(coordinator):
    return make_facility(by=coordinator)


def make_line(hospital, by, price="100", currency="TJS"):
    return make_cost(make_episode(by=by, facility=hospital), by=by, price=Decimal(price), currency=currency)


def test_from_the_paper_to_the_payment(coordinator, accountant, hospital):
    line, invoice = make_line(hospital, coordinator), make_invoice(accountant, hospital, scan=PDF)
    assert lines_to_match(invoice) == [line]
    match_lines(invoice, by=accountant, chosen=[line])
    assert difference(invoice, lines(invoice)) == 0
    with pytest.raises(Denied):
        approve_invoice(invoice, by=accountant)
    with pytest.raises(WrongState):
        pay_invoice(invoice, by=accountant, paid_on=today())

    approve_invoice(invoice, by=coordinator)
    with pytest.raises(Denied):
        pay_invoice(invoice, by=coordinator, paid_on=today())
    pay_invoice(invoice, by=accountant, paid_on=today(), payment_number="55")

    assert Invoice.objects.get().state == InvoiceState.PAID
    assert open_scan(invoice, by=coordinator).content == PDF
    with pytest.raises(Denied):
        open_scan(invoice, by=accountant)


def test_a_line_stands_in_one_invoice_only_until_that_is_set_aside(coordinator, accountant, hospital):
    line = make_line(hospital, coordinator)
    first, second = make_invoice(accountant, hospital), make_invoice(accountant, hospital, number="8")
    match_lines(first, by=accountant, chosen=[line])
    assert lines_to_match(second) == []
    with pytest.raises(Invalid):
        match_lines(second, by=accountant, chosen=[line])

    void_invoice(first, by=coordinator, remark="Счёт отозван")

    match_lines(second, by=accountant, chosen=[line])
    assert CostLine.objects.get().invoice == second


def test_other_money_another_facility_and_struck_lines_do_not_fit(coordinator, accountant, hospital):
    struck = make_line(hospital, coordinator)
    strike_cost(struck, by=coordinator, words="Дважды")
    foreign = [make_line(hospital, coordinator, currency="USD"), make_line(make_facility(by=coordinator), coordinator), struck]
    invoice = make_invoice(accountant, hospital)

    assert lines_to_match(invoice) == []
    for line in foreign:
        with pytest.raises(Invalid):
            match_lines(invoice, by=accountant, chosen=[line])


def test_a_difference_is_approved_with_a_reason_alone_and_never_by_who_entered_it(coordinator, hospital):
    line, invoice = make_line(hospital, coordinator), make_invoice(coordinator, hospital, amount="100.01")
    other = make_coordinator()
    with pytest.raises(WrongState):
        approve_invoice(invoice, by=other)
    match_lines(invoice, by=coordinator, chosen=[line])
    assert difference(invoice, lines(invoice)) == Decimal("0.01")
    with pytest.raises(Denied):
        approve_invoice(invoice, by=coordinator, remark="Округление")
    with pytest.raises(Invalid):
        approve_invoice(invoice, by=other)

    assert approve_invoice(invoice, by=other, remark="Округление").state == InvoiceState.APPROVED
    with pytest.raises(WrongState):
        match_lines(invoice, by=coordinator, chosen=[])
    with pytest.raises(WrongState):
        strike_cost(CostLine.objects.get(), by=coordinator, words="Ошибка")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"number": "Қодиров Ҷ"}, "number"),
        ({"amount": "0"}, "amount"),
        ({"currency": "RUB"}, "currency"),
        ({"dated_on": dt.date(2999, 1, 1)}, "dated_on"),
        ({"scan": b"<html>"}, "scan"),
        ({}, "number"),
    ],
)
def test_what_is_wrong_is_named(accountant, hospital, facts, field):
    if not facts:
        make_invoice(accountant, hospital)

    with pytest.raises(Invalid) as refused:
        make_invoice(accountant, hospital, **facts)

    assert list(refused.value.fields) == [field]


def test_pages_lead_through_and_show_neither_case_nor_person(client, coordinator, accountant, hospital):
    line = make_line(hospital, coordinator)
    sign_in(client, accountant)
    given = {"facility": hospital.pk, "number": "12/3", "dated_on": f"{today():%d.%m.%Y}", "amount": "100", "currency": "TJS"}
    client.post(reverse("desk:invoice_add"), given)
    invoice = Invoice.objects.get()
    client.post(reverse("desk:invoice_match", args=[invoice.code]), {"lines": [line.pk], "version": invoice.version})
    shown = client.get(reverse("desk:invoice", args=[invoice.code])).content.decode()
    assert ("The invoice and its lines match" in shown, line.episode.case.code in shown) == (True, False)

    sign_in(client, coordinator)
    version = Invoice.objects.get().version
    client.post(reverse("desk:invoice_step", args=[invoice.code, "approve"]), {"remark": "", "version": version})
    sign_in(client, accountant)
    paid = {"paid_on": f"{today():%d.%m.%Y}", "payment_number": "9", "version": Invoice.objects.get().version}
    client.post(reverse("desk:invoice_step", args=[invoice.code, "pay"]), paid)
    assert Invoice.objects.get().state == InvoiceState.PAID


def test_an_invoice_waits_in_the_day_of_who_approves_and_then_of_who_pays_it(client, coordinator, accountant, hospital):
    line, invoice = make_line(hospital, coordinator), make_invoice(accountant, hospital, amount="150.5")
    match_lines(invoice, by=accountant, chosen=[line])

    def days():
        pages = {}
        for name, user in (("coordinator", coordinator), ("accountant", accountant)):
            sign_in(client, user)
            rows = soup_of(client.get(reverse("desk:my_day"))).select("ul.tasks li")
            shown = [row for row in rows if invoice.code in row.text]
            assert all(f"150.50 somoni · {hospital.get_kind_display()}" in row.text for row in shown)
            pages[name] = [row.a.get_text(" ", strip=True) for row in shown]
        return pages

    assert days() == {"coordinator": ["Approve the invoice"], "accountant": []}
    sign_in(client, coordinator)
    page = main_text(client.get(reverse("desk:invoice_step", args=[invoice.code, "approve"])))
    assert "150.50 somoni. Difference between the invoice and its lines: 50.50" in page
    approve_invoice(invoice, by=coordinator, remark="Доставка")
    assert days() == {"coordinator": [], "accountant": ["Pay the invoice"]}


def test_an_invoice_without_costs_waits_for_who_enters_invoices_and_is_offered_to_nobody_to_approve(
    client, coordinator, accountant, hospital
):
    line, invoice = make_line(hospital, coordinator), make_invoice(accountant, hospital, amount="100")
    one = reverse("desk:invoice", args=[invoice.code])

    def shown(user):
        sign_in(client, user)
        rows = [row for row in soup_of(client.get(reverse("desk:my_day"))).select("ul.tasks li") if invoice.code in row.text]
        return [row.a.get_text(" ", strip=True) for row in rows], [row.a["href"] for row in rows]

    assert shown(coordinator) == ([], [])
    offered = soup_of(client.get(one)).select_one("main .row")
    assert [link.get_text(strip=True) for link in offered.select("a")] == ["Not valid"]
    assert offered.select(".btn--main") == []
    assert shown(accountant) == (["Choose the costs of the invoice"], [reverse("desk:invoice_match", args=[invoice.code])])
    match = {"lines": [], "version": invoice.version}
    assert "Nobody is asked to approve it" in main_text(client.post(shown(accountant)[1][0], match, follow=True))
    match_lines(Invoice.objects.get(), by=accountant, chosen=[line])
    assert shown(coordinator) == (["Approve the invoice"], [one])


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_one_as_for_three(client, accountant, hospital, count, django_assert_num_queries):
    for number in range(count):
        make_invoice(accountant, hospital, number=str(number))
    sign_in(client, accountant)
    client.get(reverse("desk:invoices"))

    with django_assert_num_queries(QUERIES + 1):  # which parts are in use
        shown = client.get(reverse("desk:invoices"))

    assert shown.content.decode().count('data-head="Sum"') == count


def test_every_state_is_reached():
    assert {to for states in INVOICE_TRANSITIONS.values() for to in states} | {InvoiceState.ENTERED} == set(InvoiceState)


def test_facilities_of_an_invoice_stand_by_the_alphabet(client, coordinator, accountant):
    for name in ("Шифо", "Амин", "Марказ"):
        make_facility(by=coordinator, name=name)
    sign_in(client, accountant)

    offered = soup_of(client.get(reverse("desk:invoice_add"))).select("label:has(> input[name=facility])")

    assert [one.get_text().split(",")[0].strip() for one in offered] == ["Амин", "Марказ", "Шифо"]


def test_an_invoice_to_which_no_recorded_cost_belongs_says_so_and_what_to_do(client, accountant, hospital):
    invoice = make_invoice(accountant, hospital)
    sign_in(client, accountant)

    page = main_text(client.get(reverse("desk:invoice_match", args=[invoice.code])))

    assert "There are no recorded costs of this facility to choose from. Ask who works on the case to record them" in page


def test_the_names_of_the_directory_stay_shut_in_the_form_while_details_are_hidden(client):
    sign_in(client, make_user(Role.ACCOUNTANT))
    make_facility(name="Клиника у моста")
    assert "Клиника у моста" in client.get(reverse("desk:invoice_add")).text

    client.post(reverse("desk:discreet"), {"on": "1"})

    assert "Клиника у моста" not in client.get(reverse("desk:invoice_add")).text
