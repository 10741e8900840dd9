"""What this room answers to lower ones: the entries of the directory that the booklet prints."""

from typing import Any

from panoh.booklet.elsewhere import Elsewhere, Regions
from panoh.booklet.signals import elsewhere_wanted
from panoh.exchange.help_elsewhere import help_elsewhere


def connect() -> None:
    """Called once, when Django is ready."""
    elsewhere_wanted.connect(on_elsewhere_wanted, dispatch_uid="exchange.elsewhere_wanted")


def on_elsewhere_wanted(**_kwargs: Any) -> Regions:
    """What the public page shows, in short."""
    return [
        (region, [Elsewhere(entry.name, entry.shown, entry.services, entry.address, entry.checked_on) for entry in entries])
        for region, entries in help_elsewhere()
    ]
