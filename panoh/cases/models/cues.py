"""Private cues: by which picture a worker knows a case in their own lists."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases.models.case import Case
from panoh.core.models import Base


class Cue(Base):
    """A picture that one worker gave a case. Which one opens by this worker's own key alone, and is bound to the case."""

    GOES_ALONG = True  # with a case that is taken back
    PLAINTEXT_FIELDS = frozenset({"picture"})  # ciphertext under no person's key, so that no field is Sealed

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="cues")
    picture = models.BinaryField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "case"], name="cases_one_cue_a_worker")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.case_id}"
