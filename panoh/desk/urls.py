"""Addresses of the desk: a file an area under `routes`, all in the namespace `desk`."""

from django.urls import path

from panoh.desk.routes import (
    accounts,
    cases,
    coalition,
    complaints,
    duplicates,
    ending,
    exchange,
    figures,
    findings,
    guidance,
    keys,
    meetings,
    money,
    own_questions,
    people,
    programme,
    questionnaires,
    referrals,
    reports,
    requests,
    search,
    staff_care,
    urgency,
    work,
    workload,
)
from panoh.desk.views import components

app_name = "desk"

urlpatterns = [
    path("components/", components.show_components, name="components"),
    *accounts.urlpatterns,
    *requests.urlpatterns,
    *cases.urlpatterns,
    *coalition.urlpatterns,
    *complaints.urlpatterns,
    *meetings.urlpatterns,
    *money.urlpatterns,
    *work.urlpatterns,
    *programme.urlpatterns,
    *workload.urlpatterns,
    *reports.urlpatterns,
    *own_questions.urlpatterns,
    *staff_care.urlpatterns,
    *people.urlpatterns,
    *duplicates.urlpatterns,
    *ending.urlpatterns,
    *questionnaires.urlpatterns,
    *search.urlpatterns,
    *referrals.urlpatterns,
    *exchange.urlpatterns,
    *figures.urlpatterns,
    *guidance.urlpatterns,
    *keys.urlpatterns,
    *urgency.urlpatterns,
    *findings.urlpatterns,
]
