"""A file that is to be erased, its certificate; how long what is kept; who is to be told; a list that is to leave; what is sealed."""

import datetime as dt
from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases.models import CODE_LENGTH, Request
from panoh.core.clock import today
from panoh.core.models import Base
from panoh.data_protection import enums
from panoh.findings.enums import Recipient
from panoh.network.models import Facility
from panoh.people.models import Person

# What a clock runs for, and what is erased: the records of one person, or one request that has no person.
ABOUT_ONE = models.Q(person__isnull=False, request=None) | models.Q(person=None, request__isnull=False)


class Erasure(Base):
    """One erasing, from the wish to the certificate. It holds codes and days, no word: so it can stay when the person is gone."""

    PLAINTEXT_FIELDS = frozenset(
        "code end why in_private copy state asked_at agreed_at due_on to_wait waited_on held_until held_for ended_at epochs wraps done_at "
        "is_practice".split()
    )
    PUBLIC = frozenset({"certificate", "signature"})

    code = models.CharField(max_length=CODE_LENGTH)  # of the case, or the request, by which it was asked for
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="erasures")
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, blank=True, related_name="erasures")
    end = models.CharField(max_length=10, choices=enums.End, default=enums.End.ERASED)
    why = models.CharField(max_length=8, choices=enums.Why)
    in_private = models.CharField(max_length=12, choices=enums.InPrivate)
    copy = models.CharField(max_length=9, choices=enums.Copy)
    state = models.CharField(max_length=10, choices=enums.ErasureState, default=enums.ErasureState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField()  # not before that day
    to_wait = models.PositiveSmallIntegerField(default=7)  # so many days in which it can be called off, once two have agreed
    waited_on = models.JSONField(default=list)  # the day on which the second agreed, then those on which the house ran since
    held_until = models.DateField(null=True, blank=True)
    held_for = models.CharField(max_length=10, choices=enums.Hold, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # who called it off
    ended_at = models.DateTimeField(null=True, blank=True)
    epochs = models.JSONField(default=dict)  # {id of an organisation that held a key: the number of its epoch then}
    wraps = models.PositiveIntegerField(default=0)  # how many wrapped keys were deleted
    done_at = models.DateTimeField(null=True, blank=True)
    is_practice = models.BooleanField(default=False)
    certificate = models.TextField(blank=True)  # what was done and when, in English: about nobody
    signature = models.BinaryField(default=b"", blank=True)  # Ed25519, by the key that signs the checkpoints of the audit

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(state__in=enums.WAITS), name="data_protection_one_erasure_waits"),
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(state__in=enums.WAITS), name="data_protection_one_of_a_request_waits"
            ),
            models.CheckConstraint(condition=ABOUT_ONE, name="data_protection_erasure_of_one"),
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("asked_by")), name="data_protection_two_agree_to_erase"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def waits(self) -> bool:
        """Whether it can still be called off."""
        return self.state in enums.WAITS

    @property
    def days_left(self) -> int:
        """On how many more days the house has to run before it is carried out."""
        return max(0, self.to_wait - max(0, len(self.waited_on) - 1))

    @property
    def soonest_on(self) -> dt.date:
        """Nothing is done before that day: its days are counted from the agreement, so until then from today."""
        if self.state != enums.ErasureState.ASKED:
            return self.due_on
        return max(self.due_on, today() + dt.timedelta(days=self.to_wait))

    @property
    def is_due(self) -> bool:
        """Whether no day is waited for any more, once two have agreed."""
        return not self.days_left and self.soonest_on <= today()

    @property
    def about(self) -> Person | Request:
        """Whom it is about: the person, or the request where there is none."""
        found = self.person or self.request
        assert found is not None
        return found


class Period(Base):
    """Another period for one rule, said by one person and agreed to by another. The latest that was agreed to is in force."""

    PUBLIC = frozenset({"rule", "months", "state"})
    PLAINTEXT_FIELDS = frozenset({"asked_at", "ended_at"})

    rule = models.CharField(max_length=8, choices=enums.Rule)
    months = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=enums.PeriodState, default=enums.PeriodState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # who agreed, or called it off
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["rule"], condition=models.Q(state="asked"), name="data_protection_one_period_waits"),
            models.CheckConstraint(
                condition=~models.Q(state="agreed") | ~models.Q(ended_by=models.F("asked_by")), name="data_protection_two_agree_to_a_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.months}"


class Due(Base):
    """That the time of one file, or of one request, is over or soon will be. It proposes; two people decide."""

    PLAINTEXT_FIELDS = frozenset("rule code counts_from due_on noted_on put_off_until put_off_for is_practice".split())

    rule = models.CharField(max_length=8, choices=enums.Rule)
    code = models.CharField(max_length=CODE_LENGTH)  # of the latest case, or of the request
    person = models.OneToOneField(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="due")
    request = models.OneToOneField(Request, on_delete=models.CASCADE, null=True, blank=True, related_name="due")
    counts_from = models.DateField()
    due_on = models.DateField()
    noted_on = models.DateField()
    put_off_until = models.DateField(null=True, blank=True)
    put_off_for = models.CharField(max_length=12, choices=enums.PutOff, blank=True)
    put_off_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_practice = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=ABOUT_ONE, name="data_protection_due_of_one"),
            models.CheckConstraint(
                condition=models.Q(put_off_until=None, put_off_for="", put_off_by=None)
                | models.Q(put_off_until__isnull=False, put_off_by__isnull=False) & ~models.Q(put_off_for=""),
                name="data_protection_put_off_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class FormerStaff(Base):
    """That the time is over for which the name of somebody who left is kept. It proposes; two people decide, and the row says when."""

    PLAINTEXT_FIELDS = frozenset("counts_from due_on noted_on asked_at agreed_at".split())

    account = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    counts_from = models.DateField()
    due_on = models.DateField()
    noted_on = models.DateField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["due_on", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("asked_by")), name="data_protection_two_agree_to_a_name"
            )
        ]

    def __str__(self) -> str:
        return str(self.due_on)


class ErasureNotice(Base):
    """Who had received something of a file that was erased, and is to be told so without the name: by their own reference."""

    PLAINTEXT_FIELDS = frozenset("code recipient references last_on is_late told_on how is_practice".split())

    code = models.CharField(max_length=CODE_LENGTH)  # of the case
    erasure = models.ForeignKey(Erasure, on_delete=models.PROTECT, null=True, blank=True, related_name="erasure_notices")
    facility = models.ForeignKey(Facility, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recipient = models.CharField(max_length=16, choices=Recipient, blank=True)  # who got a clinical report
    references = models.JSONField(default=list)  # the codes of referrals, by which they know it
    last_on = models.DateField()  # when the last of it went there
    is_late = models.BooleanField(default=False)  # found in an older backup that was put back, where it was still under way
    told_on = models.DateField(null=True, blank=True)
    told_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    how = models.CharField(max_length=10, choices=enums.ToldHow, blank=True)
    is_practice = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["told_on", "-last_on", "code"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(told_on=None, told_by=None, how="")
                | models.Q(told_on__isnull=False, told_by__isnull=False) & ~models.Q(how=""),
                name="data_protection_told_how",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Export(Base):
    """A list of several persons that leaves the house: asked by one, agreed by another, taken once. Codes and days alone."""

    PLAINTEXT_FIELDS = frozenset("why is_named is_open state asked_at agreed_at taken_at ended_at rows is_practice".split())
    PUBLIC = frozenset({"recipient"})

    why = models.CharField(max_length=8, choices=enums.ExportWhy)
    is_named = models.BooleanField(default=False)  # with names; without, rows of codes
    is_open = models.BooleanField(default=True)  # open cases alone, not all
    recipient = models.CharField(max_length=80, blank=True)  # an age public key: only who holds the other half opens the file
    state = models.CharField(max_length=10, choices=enums.ExportState, default=enums.ExportState.ASKED)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    is_practice = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(agreed_by=None) | ~models.Q(agreed_by=models.F("asked_by")), name="data_protection_two_agree_to_export"
            )
        ]

    def __str__(self) -> str:
        return self.state


class Sealing(Base):
    """One time in which a file was sealed. To whom it opens, the table of keys alone says (`vault.members`)."""

    PLAINTEXT_FIELDS = frozenset("why sealed_at epochs closed_at ended_at is_practice".split())

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sealings")
    why = models.CharField(max_length=8, choices=enums.SealedFor)
    sealed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField()
    epochs = models.JSONField(default=dict)  # as of an erasure: what older copies open with is destroyed after each change
    closed_at = models.DateTimeField(null=True, blank=True)  # when that was last done; none while it is under way
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    is_practice = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-sealed_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(ended_at=None), name="data_protection_sealed_once"),
        ]

    def __str__(self) -> str:
        return self.why
