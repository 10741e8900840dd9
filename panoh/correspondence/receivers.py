"""What the register does when a consent is withdrawn, and tells of the files that lie in a case."""

from typing import Any

from panoh.accounts.models import User
from panoh.cases.documents import Document
from panoh.cases.enums import DocumentKind
from panoh.cases.models import Case
from panoh.cases.signals import documents_wanted
from panoh.consent import signals
from panoh.consent.enums import DataKind
from panoh.consent.models import Consent
from panoh.core.scans import MEDIA_TYPES
from panoh.correspondence.actions.letters import lose_ground
from panoh.correspondence.enums import ItemState
from panoh.correspondence.models import PersonLink, Scan
from panoh.correspondence.policy import visible_items, visible_links, visible_scans


def connect() -> None:
    """Called once, when Django is ready."""
    documents_wanted.connect(on_documents_wanted, dispatch_uid="correspondence.documents_wanted")
    signals.consent_withdrawn.connect(on_consent_withdrawn, dispatch_uid="correspondence.consent_withdrawn")


def on_documents_wanted(case: Case, user: User | None, **_kwargs: Any) -> list[Document]:
    """Letters about the person that left, and scans of letters about the person, for who sees them in the register. Two queries."""
    links = PersonLink.objects.filter(case=case, item__state=ItemState.REGISTERED).exclude(pdf=b"").select_related("item").defer("pdf")
    scans = Scan.objects.filter(item__link__case=case, person=case.person_id).select_related("item__link").defer("content")
    if user is not None:
        seen = visible_items(user).values("pk")
        links = links.filter(pk__in=visible_links(user).values("pk"), item__in=seen)
        scans = scans.filter(pk__in=visible_scans(user).values("pk"))
    return [
        *(
            Document(
                kind=DocumentKind.LETTER, row=row, field="pdf", day=row.item.dated_on, tells=frozenset({*row.data_kinds, DataKind.NAME})
            )
            for row in links
        ),
        *(
            Document(
                kind=DocumentKind.SCAN,
                row=row,
                field="content",
                day=row.item.dated_on,
                media=MEDIA_TYPES[row.kind],
                tells=frozenset({*row.item.link.data_kinds, DataKind.NAME}),
            )
            for row in scans
        ),
    ]


def on_consent_withdrawn(consent: Consent, by: User, **_kwargs: Any) -> None:
    """A letter that left on it says so; one that has not left finds no ground any more by itself."""
    if PersonLink.objects.filter(consent=consent, ground_lost_on=None).exists():
        lose_ground(consent, by=by)
