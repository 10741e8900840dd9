"""Public addresses: the language is in the path, nothing else is."""

from django.urls import path, register_converter

from panoh.public import views
from panoh.public.languages import LanguageConverter

app_name = "public"

register_converter(LanguageConverter, "language")

urlpatterns = [
    path("", views.choose_language, name="choose_language"),
    path("exit/", views.leave, name="leave"),
    path("<language:language>/", views.show_home, name="home"),
    path("<language:language>/help/", views.show_help, name="help"),
    path("<language:language>/rights/", views.show_rights, name="rights"),
    path("<language:language>/kept/", views.show_kept, name="kept"),
]
