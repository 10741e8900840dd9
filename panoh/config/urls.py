"""All addresses. The desk is for staff; nothing public links to it."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("panoh.desk.urls")),
    path("api/v1/", include("panoh.desk.exchange.machine_urls")),
    path("", include("panoh.public.urls")),
]

handler400 = "panoh.desk.frame.errors.bad_request"
handler403 = "panoh.desk.frame.errors.forbidden"
handler404 = "panoh.desk.frame.errors.not_found"
handler500 = "panoh.desk.frame.errors.server_error"
