"""Questions that the coordinator adds to a form, and what was answered."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import User
from panoh.cases import enums
from panoh.cases.models.case import Case
from panoh.cases.models.requests import Request
from panoh.core.models import Base
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Question(Base):
    """An own question of the Unit. It is retired, never deleted: what was answered stays."""

    PUBLIC = frozenset({"text_en", "text_ru", "text_tg"})
    PLAINTEXT_FIELDS = frozenset({"form", "kind", "position", "choices", "counted_since", "retired_on"})

    form = models.CharField(max_length=12, choices=enums.AskingForm)
    kind = models.CharField(max_length=8, choices=enums.AnswerKind)
    position = models.PositiveSmallIntegerField(default=1)
    text_en = models.CharField(max_length=200)
    text_ru = models.CharField(max_length=200)
    text_tg = models.CharField(max_length=200)
    choices = models.JSONField(default=list)  # [{"code", "en", "ru", "tg"}]; codes are never used again for another answer
    counted_since = models.DateField(null=True, blank=True)  # from this day answers are codes, so that they can be counted
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["form", "position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(counted_since=None) | models.Q(kind__in=("choice", "number")), name="cases_only_codes_are_counted"
            )
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.kind} {self.position}"


class QuestionAnswer(Base):
    """One answer. Sealed, but for a choice or a number that the coordinator declared to be counted.

    One given at a request keeps its request, lies under its key until there is a person, and has no case until the request leads to one.
    """

    PLAINTEXT_FIELDS = frozenset({"discipline", "target", "given_at", "coded"})

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="own_answers")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, null=True, blank=True, related_name="own_answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # of assessment or session: its readers are theirs too
    discipline = models.CharField(max_length=14, choices=enums.Discipline, blank=True)
    target = models.UUIDField(null=True, blank=True)  # the row beside which it was asked
    given_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    coded = models.CharField(max_length=12, blank=True)
    words = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-given_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["question", "coded"], name="cases_answer_counted")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False) | models.Q(request__isnull=False), name="cases_answer_belongs_somewhere"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}"

    def sealing_subject(self) -> Subject:
        if self.person_id:
            return Subject("person", self.person_id)
        assert self.request_id is not None  # a case always has its person
        return Subject("enquiry", self.request_id)
