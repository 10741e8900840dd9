"""Addresses of the desk: requests and admission."""

from django.urls import URLPattern, path

from panoh.desk.views import requests

urlpatterns: list[URLPattern] = [
    path("requests/", requests.show_requests, name="requests"),
    path("requests/new/", requests.new_request, name="request_new"),
    path("requests/admit/", requests.admit_directly, name="request_admit_new"),
    path("requests/<slug:code>/", requests.show_request, name="request_detail"),
    path("requests/<slug:code>/triage/", requests.triage_request, name="request_triage"),
    path("requests/<slug:code>/refuse/", requests.refuse_request, name="request_refuse"),
    path("requests/<slug:code>/take-back/", requests.take_request_back, name="request_take_back"),
    path("requests/<slug:code>/reopen/", requests.reopen_request, name="request_reopen"),
    path("requests/<slug:code>/same/", requests.answer_request, name="request_same"),
    path("requests/<slug:code>/admit/", requests.admit_request, name="request_admit"),
]
