"""Reads of what came in without an account."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.cases.finding import latest_cases
from panoh.cases.models import Case, Request
from panoh.cases.queries.cases import OPEN_REQUESTS
from panoh.consent.models import Consent
from panoh.consent.queries import in_force_of
from panoh.core.errors import NotFound
from panoh.core.ids import tidy_code
from panoh.intake.enums import ThreadMessageKind
from panoh.intake.models import Attachment, Thread, ThreadMessage
from panoh.intake.policy import visible_threads
from panoh.people.queries import records_of

# How views, which know no models, name what they are given.
type ThreadMessageRow = ThreadMessage
type ThreadRow = Thread

NOT_HERE = _("Page not found, or you do not have access to it.")


def get_thread(user: User, code: str) -> Thread:
    """What was written about the request of this code. Raises NotFound where there is nothing, or nothing for this reader."""
    found = visible_threads(user).filter(request__code=tidy_code(code) or "").select_related("request__person").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_said(user: User, code: str, key: UUID) -> ThreadMessage:
    """One text of the thread of this request. Raises NotFound."""
    row = get_thread(user, code).said.filter(pk=key).select_related("thread__request__person", "complaint").first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row


def get_proposal(user: User, case: Case, key: UUID) -> ThreadMessage | None:
    """What the person of this case wrote to be put right, if this is it and the reader sees it; else nothing."""
    seen = visible_threads(user).filter(request__person__in=records_of(case.person)).values("pk")
    return ThreadMessage.objects.filter(pk=key, thread__in=seen, kind=ThreadMessageKind.CORRECT).select_related("thread__request").first()


def case_of(user: User, thread: Thread, permission: Permission = Permission.CASE_VIEW) -> Case | None:
    """The latest case of the person whom the request became, in whichever of their records, as far as the permission reaches it."""
    if thread.request.person is None:
        return None
    records = records_of(thread.request.person)
    found = latest_cases(user, permission, people=records)
    return next((found[record] for record in records if record in found), None)


def takes_back(user: User, thread: Thread) -> tuple[bool, list[Consent]]:
    """What can be taken back: whether the request still waits, and what the person agreed to that holds today."""
    case = case_of(user, thread, Permission.CONSENT_RECORD)
    holds = [row.pk for row in in_force_of(records_of(case.person))] if case else []
    agreed = Consent.objects.filter(pk__in=holds).select_related("person", "facility", "organisation", "addressee")
    return thread.request.state in OPEN_REQUESTS, list(agreed)


def has_thread(user: User, request: Request) -> bool:
    """Whether something was written about this request that the reader may see."""
    return visible_threads(user).filter(request=request).exists()


def texts(thread: Thread) -> list[ThreadMessage]:
    """All that was written to and fro, the oldest first, with its files (`attachments`). Two queries."""
    return list(thread.said.select_related("by", "complaint").prefetch_related("attachments"))


def get_attachment(user: User, code: str, place: int) -> Attachment:
    """A file of what was written about a request, by its place. Raises NotFound."""
    seen = visible_threads(user).filter(request__code=tidy_code(code) or "")
    row = Attachment.objects.filter(thread__in=seen.values("pk"), place=place).first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row
