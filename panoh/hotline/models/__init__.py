"""What the hotlines keep."""

from panoh.hotline.models.alerts import Alert
from panoh.hotline.models.calls import Call
from panoh.hotline.models.following import Attempt, Dispatch, Visit
from panoh.hotline.models.lines import Line, Route
from panoh.hotline.models.rota import Shift, Swap

__all__ = ["Alert", "Attempt", "Call", "Dispatch", "Line", "Route", "Shift", "Swap", "Visit"]
