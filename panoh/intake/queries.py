"""Reads of what came in without an account."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.models import Request
from panoh.core.errors import NotFound
from panoh.core.ids import tidy_code
from panoh.intake.models import Attachment, Said, Thread
from panoh.intake.policy import visible_threads

NOT_HERE = _("There is no such page, or it is not open to you.")


def get_thread(user: User, code: str) -> Thread:
    """What was written about the request of this code. Raises NotFound where there is nothing, or nothing for this reader."""
    found = visible_threads(user).filter(request__code=tidy_code(code) or "").select_related("request").first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def has_thread(user: User, request: Request) -> bool:
    """Whether something was written about this request that the reader may see."""
    return visible_threads(user).filter(request=request).exists()


def texts(thread: Thread) -> list[Said]:
    """All that was written to and fro, the oldest first, with its files (`attachments`). Two queries."""
    return list(thread.said.select_related("by").prefetch_related("attachments"))


def get_attachment(user: User, code: str, place: int) -> Attachment:
    """A file of what was written about a request, by its place. Raises NotFound."""
    seen = visible_threads(user).filter(request__code=tidy_code(code) or "")
    row = Attachment.objects.filter(thread__in=seen.values("pk"), place=place).first()
    if row is None:
        raise NotFound(NOT_HERE)
    return row
