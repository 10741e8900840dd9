"""Addresses of the desk: lock and unlock, the record, taking back an act, everything else."""

from django.urls import URLPattern, path

from panoh.desk.views import audit, keys, more

urlpatterns: list[URLPattern] = [
    path("unlock/", keys.unlock, name="unlock"),
    path("keys/", keys.show_keys, name="keys"),
    path("keys/confirm/", keys.confirm_open, name="confirm_open"),
    path("keys/hours/", keys.set_lock_hours, name="set_lock_hours"),
    path("keys/cards/", keys.make_cards, name="make_cards"),
    path("keys/lock/", keys.lock_everything, name="lock_everything"),
    path("audit/", audit.show_audit, name="audit"),
    path("audit/verify/", audit.verify_audit, name="verify_audit"),
    path("undo/<uuid:key>/", more.take_back, name="take_back"),
    path("more/", more.show_more, name="more"),
]
