"""Addresses of the desk: between organisations of the house."""

from django.urls import URLPattern, path

from panoh.desk.views import coalition, departures

ONE = "between/<slug:code>/"

LEAVING = "leaving/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("between/", coalition.show_proposals, name="proposals"),
    path("cases/<slug:code>/propose/", coalition.add_proposal, name="proposal_add"),
    path(ONE, coalition.show_proposal, name="proposal"),
    path(ONE + "take-back/", coalition.take_back_proposal, name="proposal_take_back"),
    path(ONE + "<slug:act>/", coalition.answer_proposal, name="proposal_answer"),
    path("organisations/<uuid:key>/leaving/", departures.add_departure, name="departure_add"),
    path(LEAVING, departures.show_departure, name="departure"),
    path(LEAVING + "plan/", departures.plan_many, name="departure_plan"),
    path(LEAVING + "plan/<slug:code>/", departures.plan_one, name="departure_case"),
    path(LEAVING + "send-back/", departures.send_back, name="departure_send_back"),
    path(LEAVING + "go-on/", departures.go_on, name="departure_go_on"),
    *(
        path(f"{LEAVING}{act}/", departures.act_on_departure, {"act": act}, name=f"departure_{act.replace('-', '_')}")
        for act in departures.ACTS
    ),
]
