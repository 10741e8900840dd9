"""Addresses of the desk: invoices of facilities."""

from django.urls import URLPattern, path

from panoh.desk.views import invoices

ONE = "invoices/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("invoices/", invoices.show_invoices, name="invoices"),
    path("invoices/new/", invoices.add_invoice, name="invoice_add"),
    path(ONE, invoices.show_invoice, name="invoice"),
    path(ONE + "lines/", invoices.match_invoice, name="invoice_match"),
    path(ONE + "scan/", invoices.open_invoice_scan, name="invoice_scan"),
    path(ONE + "step/<slug:step>/", invoices.move_invoice, name="invoice_step"),
]
