"""Addresses of the desk: between organisations of the house."""

from django.urls import URLPattern, path

from panoh.desk.views import coalition

ONE = "between/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("between/", coalition.show_proposals, name="proposals"),
    path("cases/<slug:code>/propose/", coalition.add_proposal, name="proposal_add"),
    path(ONE, coalition.show_proposal, name="proposal"),
    path(ONE + "take-back/", coalition.take_back_proposal, name="proposal_take_back"),
    path(ONE + "<slug:act>/", coalition.answer_proposal, name="proposal_answer"),
]
