"""Addresses: money: limits, receipts, invoices, what was spent, acts of completed work."""

from django.urls import URLPattern, path

from panoh.desk.money.views import acts, invoices, money, receipts, spending

CASE = "cases/<slug:code>/"
ONE = "acts/<slug:code>/"
INVOICE = "invoices/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("money/", money.show_money, name="money"),
    path(CASE + "money/ask/", money.ask_for_money, name="money_ask"),
    path(CASE + "money/<uuid:key>/decide/", money.decide_money, name="money_decide"),
    path(CASE + "help/<uuid:key>/receipt/", receipts.show_receipt, name="receipt"),
    path(CASE + "help/<uuid:key>/receipt/new/", receipts.keep_receipt, name="receipt_new"),
    path(CASE + "help/<uuid:key>/receipt/out/", receipts.take_out_receipt, name="receipt_out"),
    path(CASE + "help/<uuid:key>/cost/", money.correct_payment, name="correct_payment"),
    path("acts/", acts.show_acts, name="acts"),
    path("my-act/<int:year>-<int:month>/", acts.show_month, name="act_month"),
    path("my-act/<int:year>-<int:month>/hand-in/", acts.hand_in, name="act_hand_in"),
    path(ONE, acts.show_act, name="act"),
    path(ONE + "approve/", acts.approve_act, name="act_approve"),
    path(ONE + "return/", acts.return_act, name="act_return"),
    path(ONE + "pay/", acts.pay_act, name="act_pay"),
    path(ONE + "print/", acts.print_act, name="act_print"),
    path("money/spending/", spending.show_spending, name="spending"),
    path("money/spending/<slug:form>/", spending.export_spending, name="spending_export"),
    path("invoices/", invoices.show_invoices, name="invoices"),
    path("invoices/new/", invoices.add_invoice, name="invoice_add"),
    path(INVOICE, invoices.show_invoice, name="invoice"),
    path(INVOICE + "lines/", invoices.match_invoice, name="invoice_match"),
    path(INVOICE + "scan/", invoices.open_invoice_scan, name="invoice_scan"),
    path(INVOICE + "step/<slug:step>/", invoices.move_invoice, name="invoice_step"),
]
