"""Register imports: the run, and every row with what became of it. A row's cells stay sealed."""

from typing import ClassVar

from django.db import models

from panoh.accounts.models import Organisation, User
from panoh.cases.enums import Kind
from panoh.cases.models import Case
from panoh.core.ids import new_id
from panoh.core.models import Base
from panoh.exchange.enums import Answer, HeldReason, Holds, RowState, RunState
from panoh.network.models import DIRECTORY, Facility
from panoh.people.models import Person
from panoh.vault.fields import Sealed
from panoh.vault.subject import Subject


class ImportRun(Base):
    """One file or paste brought in by one person."""

    PLAINTEXT_FIELDS = frozenset({"state", "started_at", "finished_at", "rows", "is_practice", "series", "holds", "everyone_is"})

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=RunState, default=RunState.PREVIEW)
    holds = models.CharField(max_length=11, choices=Holds, default=Holds.NEW)
    everyone_is = models.CharField(max_length=8, choices=Kind, blank=True)  # said of all, where no column says it
    member = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")  # whose own list it is
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    rows = models.PositiveIntegerField(default=0)
    is_practice = models.BooleanField(default=False)
    series = models.UUIDField(default=new_id, editable=False)  # the register of which this is a version: within it a number says who
    source = Sealed("file")  # the file as it came, while a row of it is still to be brought in, decided on or mended
    file_name = Sealed("words")
    heads = Sealed("words")
    columns = Sealed("words", blank=True, default=b"")  # {head: field}, as somebody chose it for heads that are not known

    class Meta:
        ordering: ClassVar[list[str]] = ["-started_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(holds=Holds.MEMBER, member__isnull=False)
                | (~models.Q(holds=Holds.MEMBER) & models.Q(member__isnull=True)),
                name="exchange_run_member_of_its_list",
            )
        ]

    def __str__(self) -> str:
        return str(self.started_at)

    @property
    def corrects(self) -> bool:
        """Whether its rows are only compared with people who are here."""
        return self.holds == Holds.CORRECTIONS

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)


class ImportRow(Base):
    """One row of a run. `number_token` and `row_token` are keyed hashes of its number and of all it says."""

    PLAINTEXT_FIELDS = frozenset(
        {"number", "state", "held_reason", "answer", "answered_at", "remarks", "number_token", "row_token", "tie_token"}
    )

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="lines")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()  # as the spreadsheet shows it
    state = models.CharField(max_length=9, choices=RowState)
    held_reason = models.CharField(max_length=9, choices=HeldReason, blank=True)
    candidate = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="import_rows")
    remarks = models.JSONField(default=list)  # codes and columns of warnings and problems, no values
    number_token = models.BinaryField(db_index=True)
    row_token = models.BinaryField(db_index=True)
    tie_token = models.BinaryField(default=b"", blank=True, db_index=True)  # of the number whose relative this row says it is
    answer = models.CharField(max_length=5, choices=Answer, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    cells = Sealed("words")

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["run", "state"], name="exchange_row_state")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "number"], name="exchange_row_once")  # no row is brought in twice
        ]

    def __str__(self) -> str:
        return str(self.number)

    def sealing_subject(self) -> Subject:
        return Subject("organisation", self.organisation_id)


class ImportPart(Base):
    """What one act of an import wrote, so that all of it can be taken back while nothing was added: marks of rows, no words."""

    PLAINTEXT_FIELDS = frozenset({"at", "written"})

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="parts")
    at = models.DateTimeField()
    written = models.JSONField()  # audit.taking_back.Written

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.at)


class DirectoryUpload(Base):
    """A package of another directory that somebody looks at before it is brought in or put aside. It goes with either."""

    PLAINTEXT_FIELDS = frozenset({"at", "rows"})

    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    content = Sealed("file")

    def __str__(self) -> str:
        return str(self.pk)

    def sealing_subject(self) -> Subject:
        return DIRECTORY


class DirectoryRecord(Base):
    """A record of another directory as it came: what ours has no field for goes out again as it was."""

    PLAINTEXT_FIELDS = frozenset({"table", "record", "number"})

    facility = models.ForeignKey(Facility, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    table = models.CharField(max_length=24)
    record = models.UUIDField()
    number = models.PositiveIntegerField(default=0)  # its place in the file
    content = Sealed("staff")

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["table", "record"], name="exchange_directory_record_once")
        ]

    def __str__(self) -> str:
        return self.table

    def sealing_subject(self) -> Subject:
        return DIRECTORY
