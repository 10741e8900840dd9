"""What goes with a person's file. Words under the person's own key die with that key, and their columns are emptied; here stands the rest.

A model whose words are under another key is named here, as one that goes too or as one that is about nobody who is helped:
tests/data_protection/test_erasure_scope.py holds the two lists against all models.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from panoh.accounts.drafts import forget_drafts_about
from panoh.audit.trail import blank, remove, save
from panoh.cases.models import Case, Request, Task
from panoh.coalition.models import Proposal
from panoh.core.clock import now
from panoh.core.models import Base
from panoh.data_protection.models import Due
from panoh.exchange.models import ImportRow
from panoh.hotline.actions import forget_words
from panoh.hotline.actions.phone_entries import forget_entries_about
from panoh.hotline.models import Call, Dispatch
from panoh.intake.models import Thread
from panoh.people.models import Candidate, Merge, NameIndexEntry, Person, Relationship
from panoh.reporting.enums import StudyState
from panoh.reporting.models import CaseStudy
from panoh.team.models import Complaint
from panoh.vault.fields import sealed_fields
from panoh.vault.subject import Subject

GOES = frozenset(
    "cases.Task cases.Request cases.UrgencyChange cases.QuestionAnswer coalition.Proposal exchange.ImportRow exchange.ImportRun "
    "hotline.Call hotline.Attempt hotline.Dispatch intake.ThreadMessage intake.Attachment team.Complaint".split()
)
ABOUT_NOBODY = frozenset(
    "accounts.Draft accounts.NoticeWish accounts.PushDevice accounts.User cases.SessionGroup coalition.Departure correspondence.Promise "
    "correspondence.Recommendation correspondence.RegisterItem correspondence.Scan episodes.Act episodes.Invoice "
    "exchange.DirectoryRecord exchange.DirectoryUpload hotline.PhoneEntry hotline.Shift network.Acceptance network.Addressee "
    "network.Agreement network.AgreementCorrection network.CentreAbroad network.Facility network.FacilityContact planning.Decision "
    "planning.Figure planning.Meeting planning.Participant referrals.Letterhead reporting.FigureRelease reporting.FigureReview "
    "reporting.SelfRating team.Debrief team.Supervision team.UnitStep".split()
)


@dataclass(frozen=True, slots=True)
class PersonRecords:
    """All records of one person, and what is about them under other keys."""

    people: list[UUID]
    requests: list[Request] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    sent: list[Dispatch] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    rows: list[ImportRow] = field(default_factory=list)

    @property
    def subjects(self) -> list[Subject]:
        """Whose keys go."""
        enquiries = [*self.requests, *self.threads, *self.calls, *self.sent, *self.proposals, *self.complaints]
        return [*(Subject("person", key) for key in self.people), *(Subject("enquiry", row.id) for row in enquiries)]


def find(people: list[UUID], requests_alone: Sequence[UUID] = ()) -> PersonRecords:
    """What is about these records of one person, or about a request that has none."""
    cases = Case.objects.filter(person__in=people)
    requests = Request.objects.filter(Q(person__in=people) | Q(case__in=cases) | Q(pk__in=requests_alone))
    calls = list(Call.objects.filter(request__in=requests))
    threads = list(Thread.objects.filter(request__in=requests))
    return PersonRecords(
        people=people,
        requests=list(requests),
        calls=calls,
        sent=list(Dispatch.objects.filter(call__in=calls)),
        threads=threads,
        proposals=list(Proposal.objects.filter(case__in=cases)),
        complaints=list(Complaint.objects.filter(pk__in=[said.complaint_id for one in threads for said in one.said.all()])),
        rows=list(ImportRow.objects.filter(Q(case__in=cases) | Q(candidate__in=people)).select_related("run")),
    )


def empty(found: PersonRecords) -> None:
    """Inside an action: takes out of the rows what would still say something. What is counted stays."""
    for thread in found.threads:
        remove(thread)  # with what was said in it: its receipt finds nothing from now on
    if found.calls or found.sent:
        forget_words(found.calls, found.sent)
    cases = Case.objects.filter(person__in=found.people).values_list("code", flat=True)
    forget_entries_about({*cases, *(row.code for row in found.requests), *(row.code for row in found.sent)})
    for request in found.requests:
        request.place = ""
        _blank(request)
        forget_drafts_about(request.code)
    for row in (*found.proposals, *found.complaints, *found.rows):
        _blank(row)
    for entry in NameIndexEntry.objects.filter(person__in=found.people):
        remove(entry)  # the name index hears of it by the triggers of the database
    for candidate in Candidate.objects.filter(Q(person_a__in=found.people) | Q(person_b__in=found.people)):
        remove(candidate)  # nobody is compared with them any more
    for due in Due.objects.filter(Q(person__in=found.people) | Q(request__in=found.requests)):
        remove(due)  # nobody decides any more how long it is kept
    for study in CaseStudy.objects.filter(person__in=found.people).exclude(state=StudyState.WITHDRAWN):
        study.state, study.withdrawn_at = StudyState.WITHDRAWN, now()  # it is told nowhere from now on
        save(study)
    _remove_relationships(found.people)
    for person in Person.objects.filter(pk__in=found.people):
        person.place = person.language = ""
        _blank(person)
    for task in Task.objects.filter(request__in=found.requests, done_at=None):
        task.done_at = now()  # about a request that nobody can read any more there is nothing left to do
        save(task)
    _empty_columns(found)


def _remove_relationships(people: list[UUID]) -> None:
    for relationship in Relationship.objects.filter(person__in=people):
        remove(relationship)
    for relationship in Relationship.objects.filter(other__in=people):
        relationship.other = None
        save(relationship)
    for merge in Merge.objects.filter(Q(kept__in=people) | Q(gone__in=people)).exclude(changes=[]):
        merge.changes = []
        save(merge)


def _empty_columns(found: PersonRecords) -> None:
    """The ciphertext goes beside its key: a file of the database that somebody kept holds less, and a key that turned up opens nothing."""
    cases = list(Case.objects.filter(person__in=found.people).values_list("pk", flat=True))
    requests = [request.pk for request in found.requests]
    for model in apps.get_models():
        label, names = model._meta.label, {field.name: field.related_model for field in model._meta.concrete_fields}
        fields = sealed_fields(model)
        if not fields or label in ABOUT_NOBODY or label == "people.Person":
            continue
        whose = Q(person__in=found.people) if names.get("person") is Person else Q(pk__in=[])
        if label in GOES:
            whose |= Q(case__in=cases) if names.get("case") is Case else Q(pk__in=[])
            whose |= Q(request__in=requests) if names.get("request") is Request else Q(pk__in=[])
        blank(model._base_manager.filter(whose), fields)


def _blank(row: Base) -> None:
    for name in sealed_fields(type(row)):
        setattr(row, name, b"")
    if isinstance(row, ImportRow):
        row.candidate = None
    save(row)
