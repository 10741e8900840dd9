"""Addresses: danger to life and urgency: seen to, triaged again, the urgent referral.

No address of a case says danger, law or death: it is read over a shoulder while the title is a code.
"""

from django.urls import URLPattern, path

from panoh.desk.danger.views import dangers, joining, reported, urgency

urlpatterns: list[URLPattern] = [
    path("tasks/<uuid:key>/act/", dangers.see_to_danger, name="danger"),
    path("tasks/<uuid:key>/take/", dangers.take_danger, name="take_danger"),
    path("tasks/<uuid:key>/decline/", dangers.decline_danger, name="decline_danger"),
    path("tasks/<uuid:key>/same/", joining.join_danger, name="join_danger"),
    path("tasks/<uuid:key>/apart/", joining.separate_dangers, name="separate_dangers"),
    path("tasks/<uuid:key>/written/", dangers.open_danger_told, name="danger_told"),
    path("reported/<uuid:key>/", reported.show_reported, name="reported_danger"),
    path("cases/<slug:code>/now/", dangers.report_danger, name="report_danger"),
    path("cases/<slug:code>/urgency/", urgency.change_urgency, name="case_urgency"),
    path("cases/<slug:code>/refer-now/", urgency.refer_from_case, name="case_urgent"),
    path("cases/<slug:code>/told/", urgency.open_case_told, name="case_told"),
    path("requests/<slug:code>/told/", urgency.open_request_told, name="request_told"),
    path("requests/<slug:code>/urgency/", urgency.change_request_urgency, name="request_urgency"),
    path("requests/<slug:code>/refer-now/", urgency.refer_from_request, name="request_urgent"),
]
