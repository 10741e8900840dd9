"""Public addresses: the language is in the path, nothing else is; under /r/ stand the one-time links of those who answer, under
/field/ the page for officers on their telephone, under /ring/ what an enrolled telephone runs and asks."""

from django.urls import path, re_path, register_converter

from panoh.public import field_views, notice_views, reply_views, ring_views, views, write_views
from panoh.public.languages import LanguageConverter

app_name = "public"

register_converter(LanguageConverter, "language")

urlpatterns = [
    path("", views.choose_language, name="choose_language"),
    path("exit/", views.leave, name="leave"),
    path("r/have/<str:token>/", notice_views.answer, {"going": False}, name="notice_have"),
    path("r/going/<str:token>/", notice_views.answer, {"going": True}, name="notice_going"),
    path("r/<str:token>/<language:language>/", reply_views.show_reply, name="reply"),
    re_path(r"^r(?:/|$)", reply_views.show_reply, name="reply_nowhere"),  # whatever else was typed: the same page
    path("field/", field_views.choose, name="field_choose"),
    path("field/<language:language>/", field_views.show, name="field"),
    path("field/<language:language>/worker.js", field_views.worker, name="field_worker"),
    path("field/<language:language>/sign-in/", field_views.sign_in, name="field_sign_in"),
    path("field/<language:language>/send/", field_views.send, name="field_send"),
    path("ring/worker.js", ring_views.worker, name="ring_worker"),
    path("ring/now/", ring_views.ask_now, name="ring_now"),
    path("<language:language>/", views.show_home, name="home"),
    path("<language:language>/help/", views.show_help, name="help"),
    path("<language:language>/rights/", views.show_rights, name="rights"),
    path("<language:language>/kept/", views.show_kept, name="kept"),
    path("<language:language>/call/", views.show_call, name="call"),
    path("<language:language>/places/", views.show_places, name="places"),
    path("<language:language>/booklet/", views.show_booklet, name="booklet"),
    path("<language:language>/booklet/<slug:key>/", views.show_section, name="section"),
    re_path(r"^(?P<language>tg|ru|en)/booklet/(?P<name>[a-z0-9-]+\.(?:pdf|mp3))$", views.open_file, name="booklet_file"),
    path("<language:language>/figures/", views.show_figures, name="figures"),
    path("<language:language>/figures/<int:number>/", views.show_figure, name="figure"),
    path("<language:language>/figures/<int:number>.csv", views.open_figure_file, name="figure_file"),
    path("<language:language>/plan/", views.show_plan, name="plan"),
    path("<language:language>/write/", write_views.write, name="write"),
    path("<language:language>/answer/", write_views.come_back, name="come_back"),
]
