"""Addresses of the desk: a file an area under `routes`, all in the namespace `desk`."""

from django.urls import path

from panoh.desk.routes import accounts, cases, duplicates, exchange, figures, guidance, keys, people, referrals, requests, search, work
from panoh.desk.views import components

app_name = "desk"

urlpatterns = [
    path("components/", components.show_components, name="components"),
    *accounts.urlpatterns,
    *requests.urlpatterns,
    *cases.urlpatterns,
    *work.urlpatterns,
    *people.urlpatterns,
    *duplicates.urlpatterns,
    *search.urlpatterns,
    *referrals.urlpatterns,
    *exchange.urlpatterns,
    *figures.urlpatterns,
    *guidance.urlpatterns,
    *keys.urlpatterns,
]
