"""All addresses. The desk is for staff; nothing public links to it."""

from django.urls import include, path

urlpatterns = [
    path("desk/", include("panoh.desk.urls")),
    path("api/v1/", include("panoh.desk.machine_urls")),
    path("", include("panoh.public.urls")),
]

handler400 = "panoh.desk.views.errors.bad_request"
handler403 = "panoh.desk.views.errors.forbidden"
handler404 = "panoh.desk.views.errors.not_found"
handler500 = "panoh.desk.views.errors.server_error"
