"""Addresses of the desk: the person, the family, reaching them safely, consents."""

from django.urls import URLPattern, path

from panoh.desk.views import consents, family, people

urlpatterns: list[URLPattern] = [
    path("cases/<slug:code>/contact/", people.show_contact, name="case_contact"),
    path("cases/<slug:code>/contact/write/", people.write_contact, name="case_contact_write"),
    path("cases/<slug:code>/contact/confirm/", people.confirm_contact, name="case_contact_confirm"),
    path("cases/<slug:code>/person/", people.show_person, name="case_person"),
    path("cases/<slug:code>/person/correct/", people.correct_person, name="case_person_correct"),
    path("cases/<slug:code>/family/", family.show_family, name="case_family"),
    path("cases/<slug:code>/family/picture/", family.show_picture, name="case_family_picture"),
    path("cases/<slug:code>/family/add/", family.add_tie, name="tie_add"),
    path("cases/<slug:code>/family/<uuid:key>/", family.change_tie, name="tie_change"),
    path("cases/<slug:code>/family/<uuid:key>/here/", family.resolve_tie, name="tie_resolve"),
    path("cases/<slug:code>/family/<uuid:key>/end/", family.end_tie, name="tie_end"),
    path("cases/<slug:code>/consents/", consents.show_consents, name="case_consents"),
    path("cases/<slug:code>/consents/add/", consents.add_consent, name="consent_add"),
    path("cases/<slug:code>/consents/<uuid:key>/withdraw/", consents.withdraw_consent, name="consent_withdraw"),
    path("cases/<slug:code>/vital/", consents.state_vital_interest, name="vital_state"),
    path("cases/<slug:code>/vital/<uuid:key>/", consents.review_vital_interest, name="vital_review"),
]
