"""Addresses: letters to and from authorities: register, promises, recommendations, scans."""

from django.urls import URLPattern, path

from panoh.desk.letters.views import addressees, authority_letters, promises, recommendations, register, scans

TO = "letters/contacts/<uuid:key>/"
ITEM = "letters/<uuid:key>/"
ADVICE = "recommendations/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("letters/", register.show_register, name="register"),
    path("letters/words/", register.show_register_words, name="register_words"),
    path("letters/received/new/", register.receive_letter, name="letter_receive"),
    path("letters/talks/new/", register.note_talk, name="talk_new"),
    path("letters/new/", authority_letters.write_letter, name="letter_new"),
    path("letters/contacts/", addressees.show_addressees, name="addressees"),
    path("letters/contacts/names/", addressees.show_addressee_names, name="addressee_names"),
    path("letters/contacts/new/", addressees.add_addressee, name="addressee_add"),
    path(TO, addressees.show_addressee, name="addressee"),
    path(TO + "change/", addressees.change_addressee, name="addressee_change"),
    path(TO + "close/", addressees.close_addressee, name="addressee_close"),
    path("letters/promises/", promises.show_promises, name="promises"),
    path("letters/promises/words/", promises.show_promise_words, name="promise_words"),
    path("letters/promises/new/", promises.note_promise, name="promise_new"),
    path("letters/promises/<uuid:key>/", promises.settle_promise, name="promise_settle"),
    path(ITEM, register.show_item, name="register_item"),
    path(ITEM + "words/", register.show_item_words, name="register_item_words"),
    path(ITEM + "change/", register.change_item, name="item_change"),
    path(ITEM + "link/", register.link_item, name="item_link"),
    path(ITEM + "strike/", register.strike_item, name="item_strike"),
    path(ITEM + "rewrite/", authority_letters.change_letter, name="letter_change"),
    path(ITEM + "look/", authority_letters.preview_letter, name="letter_preview"),
    path(ITEM + "reader/", authority_letters.choose_reader, name="letter_reader"),
    path(ITEM + "return/", authority_letters.return_letter, name="letter_return"),
    path(ITEM + "agree/", authority_letters.agree_to_letter, name="letter_agree"),
    path(ITEM + "back/", authority_letters.take_back, name="letter_back"),
    path(ITEM + "drop/", authority_letters.drop_letter, name="letter_drop"),
    path(ITEM + "send/", authority_letters.send_letter, name="letter_send"),
    path(ITEM + "copy/", authority_letters.open_copy, name="letter_copy"),
    path(ITEM + "scans/new/", scans.keep_scan, name="scan_new"),
    path(ITEM + "scans/<uuid:scan>/", scans.open_scan, name="scan"),
    path(ITEM + "scans/<uuid:scan>/out/", scans.take_out_scan, name="scan_take_out"),
    path("recommendations/", recommendations.show_recommendations, name="recommendations"),
    path("recommendations/words/", recommendations.show_recommendation_words, name="recommendation_texts"),
    path("recommendations/changed/", recommendations.show_changed, name="recommendations_changed"),
    path("recommendations/changed/words/", recommendations.show_changed_words, name="recommendations_changed_words"),
    path("recommendations/adopted/print/", recommendations.print_adopted, name="recommendations_print"),
    path("recommendations/new/", recommendations.write_recommendation, name="recommendation_new"),
    path(ADVICE, recommendations.show_recommendation, name="recommendation"),
    path(ADVICE + "change/", recommendations.change_recommendation, name="recommendation_change"),
    path(ADVICE + "give/", recommendations.give_recommendation, name="recommendation_give"),
    path(ADVICE + "answer/", recommendations.answer_recommendation, name="recommendation_answer"),
    path(ADVICE + "drop/", recommendations.drop_recommendation, name="recommendation_drop"),
    path("cases/<slug:code>/letters/", register.show_case_letters, name="case_letters"),
]
