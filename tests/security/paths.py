"""Every address of the house with something in its places: what each of them must answer, whoever asks and whatever is there."""

import re
from collections.abc import Iterator

from panoh.reference import addresses

INVENTED = {
    "uuid": "0f1d2a4e-6f0f-4b2c-9c1c-0d7b6a1f9e11",
    "int": "7",
    "slug": "x1",
    "str": "x1",
    "language": "en",
    "instrument": "12",
    "step": "78",
}
# Written as patterns; what stands for each.
PATTERNS = {
    "/desk/^drafts/(?P<form>[a-z0-9:_-]{1,120})/$": "/desk/drafts/x1/",
    "/desk/^drafts/(?P<form>[a-z0-9:_-]{1,120})/words/$": "/desk/drafts/x1/words/",
    "/desk/^drafts/(?P<form>[a-z0-9:_-]{1,120})/discard/$": "/desk/drafts/x1/discard/",
    r"/^(?P<language>tg|ru|en)/booklet/(?P<name>[a-z0-9-]+\.(?:pdf|mp3))$": "/en/booklet/x1.pdf",
    "/^r(?:/|$)": "/r/",
}


def every_path() -> Iterator[tuple[str, str]]:
    """Route and a path that leads there; nothing of what it names is there."""
    for route, _pattern in addresses():
        yield route, PATTERNS.get(route) or re.sub(r"<(\w+):\w+>", lambda place: INVENTED[place[1]], route)
