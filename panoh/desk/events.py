"""What the desk itself records: lists taken away."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Event(StrEnum):
    """A list leaves the page."""

    LIST_TAKEN = "desk.list_taken"


SENTENCES = {Event.LIST_TAKEN: _("A list of codes was downloaded")}
