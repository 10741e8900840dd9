"""Addresses: people and families: particulars, relatives, duplicates, search."""

from django.urls import URLPattern, path

from panoh.desk.people.views import duplicates, family, people, search

PAIR = "duplicates/<uuid:left>/<uuid:right>/"

urlpatterns: list[URLPattern] = [
    path("cases/<slug:code>/contact/", people.show_contact, name="case_contact"),
    path("cases/<slug:code>/contact/write/", people.write_contact, name="case_contact_write"),
    path("cases/<slug:code>/contact/confirm/", people.confirm_contact, name="case_contact_confirm"),
    path("cases/<slug:code>/person/", people.show_person, name="case_person"),
    path("cases/<slug:code>/person/correct/", people.correct_person, name="case_person_correct"),
    path("cases/<slug:code>/family/", family.show_family, name="case_family"),
    path("cases/<slug:code>/family/picture/", family.show_picture, name="case_family_picture"),
    path("cases/<slug:code>/family/admit/", family.add_relatives, name="relatives_admit"),
    path("cases/<slug:code>/family/add/", family.add_relationship, name="tie_add"),
    path("cases/<slug:code>/family/<uuid:key>/", family.change_relationship, name="tie_change"),
    path("cases/<slug:code>/family/<uuid:key>/here/", family.resolve_relationship, name="tie_resolve"),
    path("cases/<slug:code>/family/<uuid:key>/end/", family.end_relationship, name="tie_end"),
    path("duplicates/", duplicates.show_duplicates, name="duplicates"),
    path("duplicates/compare/", duplicates.compare_cases, name="duplicates_compare"),
    path("duplicates/joined/", duplicates.show_joined, name="duplicates_joined"),
    path("duplicates/joined/<uuid:key>/apart/", duplicates.unmerge, name="duplicates_apart"),
    path(PAIR, duplicates.show_pair, name="pair"),
    path(PAIR + "join/", duplicates.join_pair, name="pair_join"),
    path(PAIR + "two/", duplicates.confirm_distinct, name="pair_apart"),
    path("search/", search.show_search, name="search"),
    path("search/names/", search.show_found_names, name="search_names"),
    path("search/open/", search.open_found, name="search_open"),
]
