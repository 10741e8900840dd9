"""Public addresses: the language is in the path, nothing else is; under /r/ stand the one-time links of those who answer."""

from django.urls import path, re_path, register_converter

from panoh.public import reply_views, views, write_views
from panoh.public.languages import LanguageConverter

app_name = "public"

register_converter(LanguageConverter, "language")

urlpatterns = [
    path("", views.choose_language, name="choose_language"),
    path("exit/", views.leave, name="leave"),
    path("r/<str:token>/<language:language>/", reply_views.show_reply, name="reply"),
    re_path(r"^r(?:/|$)", reply_views.show_reply, name="reply_nowhere"),  # whatever else was typed: the same page
    path("<language:language>/", views.show_home, name="home"),
    path("<language:language>/help/", views.show_help, name="help"),
    path("<language:language>/rights/", views.show_rights, name="rights"),
    path("<language:language>/kept/", views.show_kept, name="kept"),
    path("<language:language>/write/", write_views.write, name="write"),
    path("<language:language>/answer/", write_views.come_back, name="come_back"),
]
