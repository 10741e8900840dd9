"""Addresses of the desk: strategic plans."""

from django.urls import URLPattern, path

from panoh.desk.views import plan_periods, plans

ONE = "plans/<uuid:key>/"
PERIOD = "plans/periods/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("plans/", plans.show_plans, name="plans"),
    path("plans/new/", plans.begin_plan, name="plan_begin"),
    path(PERIOD, plan_periods.show_period, name="plan_period"),
    path(PERIOD + "told/", plan_periods.tell_period, name="plan_told"),
    path(PERIOD + "figures/<slug:line>/", plan_periods.bring_figure, name="plan_figure"),
    path(PERIOD + "freeze/", plan_periods.freeze_period, name="plan_freeze"),
    path(PERIOD + "out/", plan_periods.take_out_period, name="plan_period_out"),
    path(ONE, plans.show_plan, name="plan"),
    path(ONE + "versions/<int:number>/", plans.show_version, name="plan_version"),
    path(ONE + "periods/new/", plan_periods.add_period, name="plan_period_add"),
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
]
