"""Addresses of the desk: for how long what is kept, and who is told when it is gone."""

from django.urls import URLPattern, path

from panoh.desk.views import retention

ONE = "retention/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("retention/", retention.show_due, name="retention"),
    path(ONE, retention.show_one_due, name="due"),
    path(ONE + "confirm/", retention.confirm_due, name="due_confirm"),
    path(ONE + "put-off/", retention.put_off_due, name="due_put_off"),
    *(
        path(f"retention/former/<uuid:key>/{act}/", view, name=f"former_{act}")
        for act, view in (("ask", retention.ask_name_off), ("agree", retention.agree_to_name_off), ("leave", retention.leave_name))
    ),
    path("retention/periods/", retention.show_periods, name="periods"),
    path("retention/periods/<slug:rule>/", retention.set_period, name="period_set"),
    *(
        path(f"retention/periods/<uuid:key>/{act}/", retention.act_on_period, {"act": act}, name=f"period_{act.replace('-', '_')}")
        for act in retention.ACTS
    ),
    path("retention/told/", retention.show_tellings, name="tellings"),
    path("retention/told/<uuid:key>/", retention.note_told, name="telling"),
    path("retention/told/<uuid:key>/letter/", retention.print_telling, name="telling_letter"),
]
