"""Addresses of the desk: what outsiders answer, by a link or on a paper slip."""

from django.urls import URLPattern, path

from panoh.desk.views import replies, reply_links

urlpatterns: list[URLPattern] = [
    path("replies/", replies.show_replies, name="replies"),
    path("replies/<uuid:key>/", replies.show_reply, name="reply"),
    path("replies/<uuid:key>/take/", replies.take_over, name="reply_take"),
    path("replies/<uuid:key>/aside/", replies.set_aside, name="reply_aside"),
    path("referrals/<slug:code>/links/", reply_links.show_links, name="reply_links"),
    path("referrals/<slug:code>/links/new/", reply_links.make_link, name="reply_link_new"),
    path("reply-links/<uuid:key>/close/", reply_links.revoke_link, name="reply_link_revoke"),
]
