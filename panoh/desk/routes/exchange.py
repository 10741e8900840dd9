"""Addresses of the desk: bringing a register in."""

from django.urls import URLPattern, path

from panoh.desk.views import exchange

urlpatterns: list[URLPattern] = [
    path("import/", exchange.show_imports, name="imports"),
    path("import/<uuid:key>/", exchange.show_import, name="import"),
    path("import/<uuid:key>/bring/", exchange.bring_import, name="bring_import"),
    path("import/<uuid:key>/rejected/", exchange.download_rejected, name="import_rejected"),
    path("import/<uuid:key>/put-aside/", exchange.put_aside_import, name="put_aside_import"),
    path("import/<uuid:key>/take-back/", exchange.take_back_import, name="take_back_import"),
    path("import/row/<uuid:key>/", exchange.decide_import_row, name="decide_import_row"),
]
