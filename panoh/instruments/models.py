"""Answers with their scores, the wording a unit may use, and which questionnaires it uses."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.core.clock import now
from panoh.core.models import Base
from panoh.core.spoken import Spoken
from panoh.instruments.enums import Informant, Occasion, Verdict, Way, Wording
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class TextPack(Base):
    """The wording of a questionnaire in one language, as far as the unit may use it. Usable when two others have checked it."""

    PLAINTEXT_FIELDS = frozenset({"instrument", "language", "status", "licence", "wording", "made_at", "is_current"})

    instrument = models.CharField(max_length=16)
    language = models.CharField(max_length=8, choices=Spoken)
    status = models.CharField(max_length=8, choices=Wording)
    licence = models.TextField()  # what permits it, in the words of whoever brought it in
    wording = models.JSONField()  # {"intro": "…", "items": {"1": "…"}, "answers": {"often4": ["…", …]}}
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=now, editable=False)
    first_checker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    second_checker = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_current = models.BooleanField(default=False)  # of those checked, the newest of its language

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["instrument", "language"], condition=models.Q(is_current=True), name="instruments_one_current_wording"
            ),
            models.CheckConstraint(
                condition=models.Q(is_current=False) | models.Q(second_checker__isnull=False), name="instruments_current_is_checked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.language}"


class Use(Base):
    """Whether the unit uses a questionnaire, on the strength of what, and the figures by which it calls a change reliable."""

    PLAINTEXT_FIELDS = frozenset({"instrument", "is_on", "ground", "sd", "r", "changed_at"})

    instrument = models.CharField(max_length=16, unique=True)
    is_on = models.BooleanField()
    ground = models.TextField(blank=True)  # the licence or permission the unit holds
    sd = models.FloatField(null=True, blank=True)
    r = models.FloatField(null=True, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.instrument


class Response(Base):
    """A questionnaire that was answered. The single answers stay; scores are what the rules of that version made of them."""

    PLAINTEXT_FIELDS = frozenset(
        {
            *("case", "instrument", "rules", "language", "way", "occasion", "informant"),
            *("done_on", "recorded_at", "is_complete", "verdict", "unsent"),
        }
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="responses")
    case = models.UUIDField(db_index=True)  # cases stand a floor above
    instrument = models.CharField(max_length=16)
    rules = models.PositiveSmallIntegerField()  # the version of the definition
    language = models.CharField(max_length=8, choices=Spoken)
    way = models.CharField(max_length=8, choices=Way)
    occasion = models.CharField(max_length=10, choices=Occasion)
    informant = models.CharField(max_length=8, choices=Informant, default=Informant.SELF)
    text_pack = models.ForeignKey(TextPack, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done_on = models.DateField()
    recorded_at = models.DateTimeField(default=now, editable=False)
    is_complete = models.BooleanField()
    # Against the first answers of this person that have a score; blank: these are the first, or it cannot be said.
    verdict = models.CharField(max_length=8, choices=Verdict, blank=True)
    # The half-filled form of which this was recorded at once, because an answer told of danger; until that form is sent.
    unsent = models.UUIDField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    items = Sealed("clinical")  # {"items": {"1": 2, "2": null}, "declined": ["2"]}
    outcome = Sealed("clinical")  # the scores, bands, flags and alerts as they were computed
    remark = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-done_on", "-recorded_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "instrument", "done_on"], name="instruments_of_person")]

    def __str__(self) -> str:
        return f"{self.instrument} {self.done_on:%Y-%m-%d}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class Sheet(Base):
    """The photograph of a filled-in paper form: pixels alone, sealed. It waits until its answers are keyed, then stands beside them."""

    PLAINTEXT_FIELDS = frozenset({"case", "instrument", "kept_at"})

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    case = models.UUIDField(db_index=True)
    instrument = models.CharField(max_length=16)
    response = models.ForeignKey(Response, on_delete=models.SET_NULL, null=True, blank=True, related_name="sheets")
    kept_at = models.DateTimeField(default=now, editable=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    image = Sealed("file")

    class Meta:
        ordering: ClassVar[list[str]] = ["kept_at"]

    def __str__(self) -> str:
        return self.instrument

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)


class ResponseCorrection(Base):
    """What a response said before it was corrected, and why."""

    PLAINTEXT_FIELDS = frozenset({"at", "by"})

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="corrections")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    former = Sealed("clinical")
    reason = Sealed("words")
    at = models.DateTimeField()
    by = models.UUIDField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.response_id}"

    def sealing_subject(self) -> Subject:
        return Subject("person", self.person_id)
