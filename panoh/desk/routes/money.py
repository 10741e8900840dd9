"""Addresses of the desk: money asked for and given, and the accountant's page."""

from django.urls import URLPattern, path

from panoh.desk.views import money, receipts

CASE = "cases/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("money/", money.show_money, name="money"),
    path(CASE + "money/ask/", money.ask_for_money, name="money_ask"),
    path(CASE + "money/<uuid:key>/decide/", money.decide_money, name="money_decide"),
    path(CASE + "help/<uuid:key>/receipt/", receipts.show_receipt, name="receipt"),
    path(CASE + "help/<uuid:key>/receipt/new/", receipts.keep_receipt, name="receipt_new"),
    path(CASE + "help/<uuid:key>/receipt/out/", receipts.take_out_receipt, name="receipt_out"),
    path(CASE + "help/<uuid:key>/cost/", money.correct_payment, name="correct_payment"),
]
