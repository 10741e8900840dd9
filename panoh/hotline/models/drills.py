"""A danger that was invented, to see who answers it and how soon."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases.models import CODE_LENGTH
from panoh.core.ids import new_code
from panoh.core.models import Base


class Drill(Base):
    """It rings as a danger does, until somebody says that they have it or its hour is over. It is about nobody: no case, no figure."""

    PLAINTEXT_FIELDS = frozenset({"code", "begun_at", "ends_by", "answered_at", "ended_at"})

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    ends_by = models.DateTimeField()
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-begun_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation"], condition=models.Q(ended_at=None), name="hotline_drill_one_at_a_time")
        ]

    def __str__(self) -> str:
        return self.code
