"""Addresses of the desk: ending all that opens by an account."""

from django.urls import URLPattern, path

from panoh.desk.views import leaving

urlpatterns: list[URLPattern] = [
    path("revoke/", leaving.revoke, name="revoke"),
    path("revoke/done/", leaving.show_revoked, {"is_taken": False}, name="revoked"),
    path("revoke/taken/", leaving.show_revoked, {"is_taken": True}, name="revoked_taken"),
]
