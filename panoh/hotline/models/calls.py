"""A call to a hotline."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases.models import CODE_LENGTH, Request
from panoh.core.ids import new_code
from panoh.core.models import Base
from panoh.hotline import enums
from panoh.hotline.models.lines import PhoneLine
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class Call(Base):
    """What was heard and done at one call. The number that called is not kept: a keyed hash tells for a month whether it called before.

    What the caller agreed to for calling back is sealed with the words. One that was counted by a press has no key and no words.
    """

    PLAINTEXT_FIELDS = frozenset(
        "code way kind begun_at recorded_at is_late caller is_anonymous region place needs dangers urgency given may_call_back"
        " call_from call_to call_back_due_at call_back_done_at caller_mark capture is_after_end no_help_at is_practice".split()
    )

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code)
    line = models.ForeignKey(PhoneLine, on_delete=models.PROTECT, related_name="calls")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=7, choices=enums.Way, default=enums.Way.CALL)
    kind = models.CharField(max_length=11, choices=enums.CallKind)
    begun_at = models.DateTimeField(db_index=True)
    recorded_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)  # entered afterwards, from paper or memory
    caller = models.CharField(max_length=12, choices=enums.Caller, blank=True)
    is_anonymous = models.BooleanField(default=True)
    region = models.CharField(max_length=5, blank=True)
    place = models.CharField(max_length=40, blank=True)
    needs = models.JSONField(default=list)  # codes of cases.Need: why they call
    dangers = models.JSONField(default=list)  # codes of cases.danger.DangerSign, and OWN_LIFE
    urgency = models.CharField(max_length=10, choices=enums.Soon, blank=True)
    given = models.JSONField(default=list)  # codes of Given
    may_call_back = models.BooleanField(null=True, blank=True)  # None: not asked
    call_from = models.TimeField(null=True, blank=True)
    call_to = models.TimeField(null=True, blank=True)
    call_back_due_at = models.DateTimeField(null=True, blank=True)  # the next try, within the agreed hours
    call_back_done_at = models.DateTimeField(null=True, blank=True)
    caller_mark = models.BinaryField(default=b"", blank=True)  # keyed hash of the number, for a month
    capture = models.BinaryField(max_length=16, null=True, unique=True)  # number of a record of a telephone, so that it is one
    is_after_end = models.BooleanField(default=False)  # from a telephone that was disconnected, or of a closed account
    request = models.OneToOneField(Request, on_delete=models.SET_NULL, null=True, blank=True, related_name="call")
    no_help_at = models.DateTimeField(null=True, blank=True)  # of a danger somebody wrote why no help is asked for
    no_help_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_practice = models.BooleanField(default=False)
    said = Sealed("words")
    number = Sealed("contact")  # safe to call back, with the caller's consent
    who_may_answer = Sealed("contact")
    what_to_say = Sealed("contact")  # if somebody else answers
    family_name = Sealed("identity")
    given_name = Sealed("identity")
    no_help_why = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["-begun_at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["caller_mark", "begun_at"], name="hotline_call_mark")]

    def __str__(self) -> str:
        return self.code

    @property
    def is_heard(self) -> bool:
        """Whether something was said or noticed, also where it broke off then; a call counted by a press holds nothing."""
        return bool(self.urgency)

    @property
    def lacks_number(self) -> bool:
        """Whether calling back was agreed and the number is missing, or could not be read as one and stands among the words."""
        return bool(self.may_call_back) and not bytes(self.number)

    def sealing_subject(self) -> Subject:
        return Subject("enquiry", self.id)
