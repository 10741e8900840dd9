"""What a script of ours sends: a body that is no form."""

import json
from typing import Any

from django.http import HttpRequest
from django.http.request import RawPostDataException


def body_as_sent(request: HttpRequest) -> bytes:
    """The body as it came, in bytes; empty when it said it was a form with files, which is read before any view and is none of ours."""
    try:
        return request.body
    except RawPostDataException:
        return b""


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object a script sent, empty when it is none."""
    try:
        found = json.loads(body_as_sent(request))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
