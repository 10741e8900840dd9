"""Addresses: import and export of lists, and figures for machines."""

from django.urls import URLPattern, path

from panoh.desk.exchange.views import exchange, exports

ONE = "exports/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("import/", exchange.show_imports, name="imports"),
    path("import/template/", exchange.download_template, name="import_template"),
    path("import/<uuid:key>/", exchange.show_import, name="import"),
    path("import/<uuid:key>/columns/", exchange.choose_columns, name="import_columns"),
    path("import/<uuid:key>/bring/", exchange.bring_import, name="bring_import"),
    path("import/<uuid:key>/rejected/", exchange.download_rejected, name="import_rejected"),
    path("import/<uuid:key>/put-aside/", exchange.put_aside_import, name="put_aside_import"),
    path("import/<uuid:key>/take-back/", exchange.take_back_import, name="take_back_import"),
    path("import/row/<uuid:key>/", exchange.decide_import_row, name="decide_import_row"),
    path("exports/", exports.show_exports, name="exports"),
    path("exports/new/", exports.add_export, name="export_add"),
    path(ONE, exports.show_export, name="export"),
    path(ONE + "agree/", exports.agree_export, name="export_agree"),
    path(ONE + "call-off/", exports.call_off_export, name="export_call_off"),
    path(ONE + "take/", exports.take_export, name="export_take"),
]
