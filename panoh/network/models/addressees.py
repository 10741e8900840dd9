"""Those with whom the Unit corresponds: authorities, facilities, centres. Whom it writes to is sealed like the directory."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation
from panoh.core.clock import now
from panoh.core.models import Base
from panoh.network.enums.addressees import AddresseeKind
from panoh.network.models.directory import DIRECTORY
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Addressee(Base):
    """An institution, an office in it, a person there: whom letters go to and come from."""

    PLAINTEXT_FIELDS = frozenset({"kind", "region", "place", "is_active", "checked_on", "named_at"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")  # who keeps this entry
    kind = models.CharField(max_length=16, choices=AddresseeKind)
    region = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    checked_on = models.DateField()
    named_at = models.DateTimeField(default=now)  # since when it is called as it is: an older consent names somebody else
    institution = Sealed("staff")
    office = Sealed("staff")  # department, position
    contact_name = Sealed("staff")
    phone = Sealed("staff")
    address = Sealed("staff")  # by post or e-mail
    note = Sealed("staff")

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "region", "pk"]

    def __str__(self) -> str:
        return self.kind

    def sealing_subject(self) -> Subject:
        return DIRECTORY
