"""One time for every answer: what is right, wrong, spent or never was cannot be told apart by a clock."""

import time
from collections.abc import Callable

from django.http import HttpResponse

USUAL = 0.25  # seconds: what every answer takes at least, well above what the work takes


def at_one_speed(work: Callable[[], HttpResponse]) -> HttpResponse:
    """Does the work and answers not before the usual time is over."""
    begun = time.monotonic()
    response = work()
    time.sleep(max(0.0, USUAL - (time.monotonic() - begun)))
    return response
