"""What stands above a letter that does not say who refers."""

from django.db import models

from panoh.core.models import Base
from panoh.network.models import DIRECTORY
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Letterhead(Base):
    """The second name under which letters below 'full' leave, with an address, and the host where they are answered. One row, or none.

    Which name that is stays sealed: a seized disk does not join it to the house.
    """

    PLAINTEXT_FIELDS = frozenset({"host"})

    name = Sealed("staff")
    address = Sealed("staff")
    host = models.CharField(max_length=253, blank=True)

    def __str__(self) -> str:
        return "letterhead"

    def sealing_subject(self) -> Subject:
        return DIRECTORY
