"""Addresses: consents: asked for, given, withdrawn."""

from django.urls import URLPattern, path

from panoh.desk.consents import views

urlpatterns: list[URLPattern] = [
    path("cases/<slug:code>/consents/", views.show_consents, name="case_consents"),
    path("cases/<slug:code>/consents/ask/", views.ask_consents, name="consents_ask"),
    path("cases/<slug:code>/consents/ask/read/", views.read_consents, name="consents_read"),
    path("cases/<slug:code>/consents/add/", views.add_consent, name="consent_add"),
    path("referrals/<slug:code>/consent/", views.ask_for_referral, name="referral_consent"),
    path("cases/<slug:code>/consents/<uuid:key>/withdraw/", views.withdraw_consent, name="consent_withdraw"),
    path("cases/<slug:code>/basis/", views.state_vital_interest, name="vital_state"),
    path("cases/<slug:code>/basis/<uuid:key>/", views.review_vital_interest, name="vital_review"),
]
