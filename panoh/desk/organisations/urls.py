"""Addresses: organisations of the coalition: members, proposals between them, leaving."""

from django.urls import URLPattern, path

from panoh.desk.organisations.views import coalition, departures, organisations

ONE = "between/<slug:code>/"
LEAVING = "leaving/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("organisations/", organisations.show_organisations, name="organisations"),
    path("organisations/add/", organisations.add_organisation, name="organisation_add"),
    path("organisations/<uuid:key>/", organisations.show_organisation, name="organisation"),
    path("organisations/<uuid:key>/rename/", organisations.rename_organisation, name="organisation_rename"),
    path("organisations/<uuid:key>/correct/", organisations.correct_organisation, name="organisation_correct"),
    path("organisations/<uuid:key>/membership/", organisations.change_membership, name="organisation_membership"),
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
