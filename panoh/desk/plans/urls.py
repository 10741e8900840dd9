"""Addresses: strategic plans: making, periods, values, files, the public page."""

from django.urls import URLPattern, path

from panoh.desk.plans.views import drafting, files, periods, plans, public

PERIOD = "plans/periods/<uuid:key>/"
ONE = "plans/<uuid:key>/"
MEETING = "plans/meetings/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("plans/", plans.show_plans, name="plans"),
    path("plans/new/", plans.begin_plan, name="plan_begin"),
    path(PERIOD, periods.show_period, name="plan_period"),
    path(PERIOD + "told/", periods.tell_period, name="plan_told"),
    path(PERIOD + "figures/<slug:line>/", periods.bring_figure, name="plan_figure"),
    path(PERIOD + "freeze/", periods.freeze_period, name="plan_freeze"),
    path(PERIOD + "out/", periods.take_out_period, name="plan_period_out"),
    path(ONE, plans.show_plan, name="plan"),
    path(ONE + "versions/<int:number>/", plans.show_version, name="plan_version"),
    path(ONE + "periods/new/", periods.add_period, name="plan_period_add"),
    path(ONE + "set/", plans.set_plan, name="plan_set"),
    path(ONE + "adopt/", plans.adopt_version, name="plan_adopt"),
    path(ONE + "begin-version/", plans.begin_version, name="plan_version_begin"),
    path(ONE + "discard/", plans.discard_version, name="plan_version_discard"),
    path(ONE + "close/", plans.close_plan, name="plan_close"),
    path(ONE + "objectives/new/", plans.add_objective, name="plan_objective_add"),
    path(ONE + "objectives/<slug:part>/", plans.change_objective, name="plan_objective"),
    path(ONE + "objectives/<slug:within>/outcomes/new/", plans.add_outcome, name="plan_outcome_add"),
    path(ONE + "objectives/<slug:within>/outcomes/<slug:part>/", plans.change_outcome, name="plan_outcome"),
    path(ONE + "outcomes/<slug:within>/indicators/new/", plans.add_line, name="plan_line_add"),
    path(ONE + "outcomes/<slug:within>/indicators/<slug:part>/", plans.change_line, name="plan_line"),
    path(ONE + "parts/<slug:part>/up/", plans.raise_part, name="plan_part_up"),
    path(ONE + "parts/<slug:part>/out/", plans.take_out_part, name="plan_part_out"),
    path(ONE + "logframe/<slug:form>/", files.take_logframe, name="plan_file"),
    path(ONE + "beside/<uuid:other>/", files.show_beside, name="plan_beside"),
    path(ONE + "public/", public.show_public, name="plan_public"),
    path(ONE + "public/ask/", public.ask_public, name="plan_public_ask"),
    *(path(f"{ONE}public/<int:number>/{act}/", public.act_on_public, {"act": act}, name=f"plan_public_{act}") for act in public.ACTS),
    path(ONE + "making/", drafting.show_making, name="plan_making"),
    path(ONE + "meetings/new/", drafting.add_meeting, name="plan_meeting_add"),
    path(MEETING, drafting.change_meeting, name="plan_meeting"),
    path(MEETING + "out/", drafting.take_out_meeting, name="plan_meeting_out"),
    path(MEETING + "seats/new/", drafting.seat, name="plan_seat"),
    path(MEETING + "seats/<uuid:row>/out/", drafting.unseat, name="plan_unseat"),
    path(MEETING + "decisions/new/", drafting.decide, name="plan_decide"),
    path(MEETING + "decisions/<uuid:row>/out/", drafting.take_out_decision, name="plan_decision_out"),
]
