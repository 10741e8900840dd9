"""Addresses of the desk: the information booklet."""

from django.urls import URLPattern, path

from panoh.desk.views import booklet

ONE = "booklet/<int:number>/"
SECTION = ONE + "sections/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path("booklet/", booklet.show_booklet, name="booklet"),
    path("booklet/begin/", booklet.begin_edition, name="booklet_begin"),
    path("booklet/prints/new/", booklet.count_print, name="booklet_print_add"),
    path("booklet/prints/<uuid:key>/out/", booklet.take_out_print, name="booklet_print_out"),
    path("booklet/voice/<slug:key>/<slug:language>/", booklet.keep_voice, name="booklet_voice"),
    path("booklet/voice/<slug:key>/<slug:language>/out/", booklet.take_out_voice, name="booklet_voice_out"),
    path(ONE, booklet.show_version, name="booklet_version"),
    path(ONE + "sections/new/", booklet.add_section, name="booklet_section_add"),
    path(SECTION, booklet.write_section, name="booklet_section"),
    path(SECTION + "up/", booklet.raise_section, name="booklet_section_up"),
    path(SECTION + "out/", booklet.take_out_section, name="booklet_section_out"),
    path(ONE + "adopt/", booklet.adopt_edition, name="booklet_adopt"),
    path(ONE + "discard/", booklet.discard_edition, name="booklet_discard"),
    path(ONE + "print/<slug:language>/<slug:shape>/", booklet.open_print, name="booklet_print"),
]
