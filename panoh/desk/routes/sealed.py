"""Addresses of the desk: sealed cases and their members."""

from django.urls import URLPattern, path

from panoh.desk.views import sealed

ONE = "cases/<slug:code>/sealed/"

urlpatterns: list[URLPattern] = [
    path("own-key/", sealed.open_own_key, name="own_key"),
    path(ONE, sealed.show_members, name="case_sealed"),
    path(ONE + "seal/", sealed.seal_case, name="case_seal"),
    path(ONE + "unseal/", sealed.unseal_case, name="case_unseal"),
    path(ONE + "add/<uuid:key>/", sealed.add_member, name="case_member_add"),
    path(ONE + "remove/<uuid:key>/", sealed.remove_member, name="case_member_remove"),
]
