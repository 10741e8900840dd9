"""Where a page leads on to when the address of that is brought along."""

from django.utils.http import url_has_allowed_host_and_scheme

HOME = "/desk/"


def safe_next(wanted: str) -> str:
    """Where to go next: only to a page of the desk."""
    is_ours = wanted.startswith(HOME) and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_ours and "\\" not in wanted else HOME
