"""Addresses of `panoh intake`: the form, the way back, the quick exit. Whatever else is asked for is not here."""

from django.urls import include, path

from panoh.public import views, write_views
from panoh.public.urls import urlpatterns as whole  # also registers the languages

ALSO = {"leave", "write", "come_back"}

public = [
    path("", views.choose_language, name="choose_language"),
    path("<language:language>/", write_views.write, name="home"),
    *(each for each in whole if each.name in ALSO),
]
urlpatterns = [path("", include((public, "public")))]
