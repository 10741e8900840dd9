"""Addresses: referrals to clinics and specialists: the board, letters, steps, replies, terms."""

from django.urls import URLPattern, path

from panoh.desk.referrals.views import board, exclusions, letter_reading, letterhead, letters, referrals, replies, reply_links, steps, terms

urlpatterns: list[URLPattern] = [
    path("referrals/<slug:code>/terms/allow/", terms.allow_terms, name="terms_allow"),
    path("referrals/<slug:code>/terms/reason/", terms.open_reason, name="terms_reason"),
    path("referrals/<slug:code>/terms/cost-reason/", terms.open_cost_reason, name="cost_reason"),
    path("cases/<slug:code>/not-to-be-sent/", exclusions.show_exclusions, name="case_exclusions"),
    path("cases/<slug:code>/not-to-be-sent/add/", exclusions.add_exclusion, name="exclusion_add"),
    path("cases/<slug:code>/not-to-be-sent/<uuid:key>/end/", exclusions.end_exclusion, name="exclusion_end"),
    path("letterhead/", letterhead.change_letterhead, name="letterhead"),
    path("referrals/", board.show_referrals, name="referrals"),
    path("cases/<slug:code>/referrals/", referrals.show_case_referrals, name="case_referrals"),
    path("cases/<slug:code>/referrals/add/", referrals.add_referral, name="referral_add"),
    path("referrals/<slug:code>/", referrals.show_referral, name="referral"),
    path("referrals/<slug:code>/change/", referrals.change_referral, name="referral_change"),
    path("referrals/<slug:code>/step/<slug:step>/", steps.record_step, name="referral_step"),
    path("referrals/<slug:code>/another/", steps.refer_on, name="referral_on"),
    path("referrals/<slug:code>/preview/", letters.preview_letter, name="referral_preview"),
    path("referrals/<slug:code>/reader/", letter_reading.give_letter, name="referral_reader"),
    path("referrals/<slug:code>/agree/", letter_reading.agree_to_letter, name="referral_agree"),
    path("referrals/<slug:code>/return/", letter_reading.return_letter, name="referral_return"),
    path("referrals/<slug:code>/alone/", letter_reading.go_alone, name="referral_alone"),
    path("referrals/<uuid:key>/reading/", letter_reading.show_reading, name="referral_reading"),
    path("referrals/<slug:code>/send/", letters.send_referral, name="referral_send"),
    path("referrals/<slug:code>/letter/", letters.download_letter, name="referral_letter"),
    path("replies/", replies.show_replies, name="replies"),
    path("replies/<uuid:key>/", replies.show_reply, name="reply"),
    path("replies/<uuid:key>/take/", replies.take_over, name="reply_take"),
    path("replies/<uuid:key>/aside/", replies.set_aside, name="reply_aside"),
    path("referrals/<slug:code>/links/", reply_links.show_links, name="reply_links"),
    path("referrals/<slug:code>/links/new/", reply_links.make_link, name="reply_link_new"),
    path("reply-links/<uuid:key>/close/", reply_links.revoke_link, name="reply_link_revoke"),
]
