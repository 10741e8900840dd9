"""What a notice brings along, so that its reader answers without signing in."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.core.models import Base
from panoh.hotline.models.alerts import Alert


class NoticeLink(Base):
    """By it one account says of one alert that it has it, or that it is going. Kept as a keyed hash: nobody can make the link from it."""

    PLAINTEXT_FIELDS = frozenset({"digest", "expires_at", "used_at"})

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="links")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["expires_at"]

    def __str__(self) -> str:
        return str(self.pk)
