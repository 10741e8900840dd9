"""Addresses of the desk: referrals and their letters."""

from django.urls import URLPattern, path

from panoh.desk.views import abroad, exclusions, letter_reading, letterhead, letters, referral_board, referral_steps, referrals

urlpatterns: list[URLPattern] = [
    path("cases/<slug:code>/not-to-be-sent/", exclusions.show_exclusions, name="case_exclusions"),
    path("cases/<slug:code>/not-to-be-sent/add/", exclusions.add_exclusion, name="exclusion_add"),
    path("cases/<slug:code>/not-to-be-sent/<uuid:key>/end/", exclusions.end_exclusion, name="exclusion_end"),
    path("letterhead/", letterhead.change_letterhead, name="letterhead"),
    path("referrals/", referral_board.show_referrals, name="referrals"),
    path("cases/<slug:code>/referrals/", referrals.show_case_referrals, name="case_referrals"),
    path("cases/<slug:code>/referrals/add/", referrals.add_referral, name="referral_add"),
    path("referrals/<slug:code>/", referrals.show_referral, name="referral"),
    path("referrals/<slug:code>/change/", referrals.change_referral, name="referral_change"),
    path("referrals/<slug:code>/step/<slug:step>/", referral_steps.record_step, name="referral_step"),
    path("referrals/<slug:code>/another/", referral_steps.refer_on, name="referral_on"),
    path("referrals/<slug:code>/preview/", letters.preview_letter, name="referral_preview"),
    path("referrals/<slug:code>/reader/", letter_reading.give_letter, name="referral_reader"),
    path("referrals/<slug:code>/agree/", letter_reading.agree_to_letter, name="referral_agree"),
    path("referrals/<slug:code>/return/", letter_reading.return_letter, name="referral_return"),
    path("referrals/<slug:code>/alone/", letter_reading.go_alone, name="referral_alone"),
    path("referrals/<uuid:key>/reading/", letter_reading.show_reading, name="referral_reading"),
    path("referrals/<slug:code>/send/", letters.send_referral, name="referral_send"),
    path("referrals/<slug:code>/letter/", letters.download_letter, name="referral_letter"),
    path("referrals/<slug:code>/sealed/", abroad.download_parcel, name="referral_sealed"),
]
