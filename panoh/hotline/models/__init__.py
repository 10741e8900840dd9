"""What the hotlines keep."""

from panoh.hotline.models.alerts import Alert
from panoh.hotline.models.callbacks import Attempt, Dispatch, Visit
from panoh.hotline.models.calls import Call
from panoh.hotline.models.drills import Drill
from panoh.hotline.models.lines import Cover, PhoneLine, Route
from panoh.hotline.models.notice_links import NoticeLink
from panoh.hotline.models.phone_entries import PhoneEntry
from panoh.hotline.models.rota import HandOverItem, Shift, Swap

__all__ = [
    "Alert",
    "Attempt",
    "Call",
    "Cover",
    "Dispatch",
    "Drill",
    "HandOverItem",
    "NoticeLink",
    "PhoneEntry",
    "PhoneLine",
    "Route",
    "Shift",
    "Swap",
    "Visit",
]
