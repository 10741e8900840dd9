"""Addresses of the desk: the monthly acts of completed work."""

from django.urls import URLPattern, path

from panoh.desk.views import acts

ONE = "acts/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("acts/", acts.show_acts, name="acts"),
    path("my-act/<int:year>-<int:month>/", acts.show_month, name="act_month"),
    path("my-act/<int:year>-<int:month>/hand-in/", acts.hand_in, name="act_hand_in"),
    path(ONE, acts.show_act, name="act"),
    path(ONE + "approve/", acts.approve_act, name="act_approve"),
    path(ONE + "return/", acts.return_act, name="act_return"),
    path(ONE + "pay/", acts.pay_act, name="act_pay"),
    path(ONE + "print/", acts.print_act, name="act_print"),
]
