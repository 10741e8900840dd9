"""Addresses of the desk: lists of several persons that leave the house."""

from django.urls import URLPattern, path

from panoh.desk.views import exports

ONE = "exports/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("exports/", exports.show_exports, name="exports"),
    path("exports/new/", exports.add_export, name="export_add"),
    path(ONE, exports.show_export, name="export"),
    path(ONE + "agree/", exports.agree_export, name="export_agree"),
    path(ONE + "call-off/", exports.call_off_export, name="export_call_off"),
    path(ONE + "take/", exports.take_export, name="export_take"),
]
