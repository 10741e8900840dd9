"""On what somebody works: what one carries gets lost and is looked at by others, so only what is plainly a desk computer counts as one."""

from collections.abc import Mapping

_DESKS = ("Windows NT", "Macintosh", "X11")
_CARRIED = ("Mobi", "Android", "iPhone", "iPad", "Tablet", "Opera Mini")
_CARRIED_SYSTEMS = ("Android", "iOS")


def looks_like_desk_computer(headers: Mapping[str, str]) -> bool:
    """Whether all that a browser says speaks of a desk computer: its name, and the hints that some send beside it. What says nothing is
    taken for a telephone. Whoever wants to be taken for a desk computer can be; so a session also remembers how it began."""
    name = headers.get("User-Agent", "")
    is_mobile = headers.get("Sec-CH-UA-Mobile", "?0").strip() != "?0"
    system = headers.get("Sec-CH-UA-Platform", "").strip(' "')
    is_desk = any(mark in name for mark in _DESKS) and not any(mark in name for mark in _CARRIED)
    return is_desk and not is_mobile and system not in _CARRIED_SYSTEMS
