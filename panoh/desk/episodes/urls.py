"""Addresses: stays and courses of treatment, and what they cost."""

from django.urls import URLPattern, path

from panoh.desk.episodes.views import costs, episodes

ONE = "care/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("cases/<slug:code>/care/", episodes.case_episodes, name="case_episodes"),
    path("cases/<slug:code>/care/new/", episodes.add_episode, name="episode_add"),
    path(ONE, episodes.show_episode, name="episode"),
    path(ONE + "entry/", episodes.add_entry, name="episode_entry"),
    path(ONE + "cost/", costs.add_cost, name="episode_cost"),
    path(ONE + "cost/take-over/", costs.take_over_cost, name="episode_cost_taken"),
    path(ONE + "cost/<uuid:key>/strike/", costs.strike_cost, name="episode_cost_strike"),
    path(ONE + "step/<slug:step>/", episodes.move_episode, name="episode_step"),
]
