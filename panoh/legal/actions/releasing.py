"""A single document shown to one account: for something, until a day, on the person's consent; opened, taken back."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.documents import Document, find_document
from panoh.cases.models import Case
from panoh.consent.enums import DataKind
from panoh.core.clock import now, today
from panoh.core.errors import Denied, Invalid, NotFound, WrongState
from panoh.legal import release_policy as policy
from panoh.legal.enums import ReleasePurpose
from panoh.legal.events import Event
from panoh.legal.models import Release
from panoh.vault.actions import has_key, open_sealed, record_about
from panoh.vault.purpose import Purpose

USUAL_DAYS, MOST_DAYS = 30, 180

NO_CHOICE = _("This is not on the list. Choose from the list.")
TOO_LONG = _("Choose a date from today, up to six months ahead.")
NO_CONSENT = _("The person has not agreed that they may read this: %(kinds)s. Ask for consent first.")
NO_KEY = _("The person's file is not open to their organisation. Refer the person there or share the case first.")
OVER = _("It was already withdrawn.")
GONE = _("This document no longer exists.")
SHUT = _("This document is sealed for your organisation.")

_OPENED_FOR = {
    ReleasePurpose.LEGAL: Purpose.LEGAL,
    ReleasePurpose.CARE: Purpose.CARE,
    ReleasePurpose.DOCUMENTATION: Purpose.DOCUMENTATION,
}


@action(undo=_("Document shown."))
def release_document(
    case: Case,
    *,
    by: User,
    kind: str,
    target: UUID,
    to: User,
    purpose: str,
    until: dt.date | None = None,
    data_kinds: Sequence[str] = (),
) -> Release:
    """Shows one document, which one may open oneself, to one account that works on the case.

    `data_kinds` is what it tells beside what is known of its kind. Nothing is copied and no key given away: where the recipient's
    organisation holds none, it is refused. Raises Invalid without a consent for exactly this recipient.
    """
    policy.check_can_release(by, case)
    last = until or today() + dt.timedelta(days=USUAL_DAYS)
    if not today() <= last <= today() + dt.timedelta(days=MOST_DAYS):
        raise Invalid(TOO_LONG, {"until": TOO_LONG})
    document = find_document(case, kind, target, by)
    if document is None:
        raise Invalid(NO_CHOICE, {"document": NO_CHOICE})
    if to.pk not in {user.pk for user in policy.recipients(by, case)}:
        raise Invalid(NO_CHOICE, {"to": NO_CHOICE})
    if purpose not in ReleasePurpose.values or not set(data_kinds) <= set(DataKind.values):
        raise Invalid(NO_CHOICE, {"purpose": NO_CHOICE})
    if not has_key(case.sealing_subject(), to.organisation_id):
        raise Invalid(NO_KEY, {"to": NO_KEY})
    kinds = document.tells | set(data_kinds)
    consent = policy.ground_to(case, to, kinds)
    if consent is None:
        sentence = NO_CONSENT % {"kinds": ", ".join(str(each.label) for each in DataKind if each in kinds)}
        raise Invalid(sentence, {"to": sentence})
    row = Release(
        case=case,
        person_id=case.person_id,
        kind=kind,
        target=target,
        data_kinds=[str(each) for each in DataKind if each in kinds],
        purpose=purpose,
        by=by,
        to=to,
        consent=consent,
        released_at=now(),
        until=last,
    )
    save(row)
    record_about(Event.DOCUMENT_RELEASED, by=by.actor, about=[case])
    return row


@action(undo=_("Release of the document cancelled."))
def take_back_release(row: Release, *, by: User) -> Release:
    """At once it is open to them no more."""
    policy.check_can_take_back(by, row)
    if row.taken_back_at is not None:
        raise WrongState(OVER)
    row.taken_back_at = now()
    save(row)
    record_about(Event.RELEASE_TAKEN_BACK, by=by.actor, about=[row.case])
    return row


def open_release(row: Release, *, by: User) -> tuple[bytes, str]:
    """The document and its media type, for the account it was shown to. The opening is in the record before anything opens."""
    policy.check_opens(by, row)
    document = find_document(row.case, row.kind, row.target, None)
    if document is None:
        raise NotFound(GONE)
    _note_opening(row, by=by)
    return _opened(document, row, by), document.media


@action
def _note_opening(row: Release, *, by: User) -> None:
    policy.check_opens(by, row)
    record_about(Event.RELEASE_OPENED, by=by.actor, about=[row.case], purpose=_OPENED_FOR[ReleasePurpose(row.purpose)])
    row.opened, row.opened_at = row.opened + 1, now()
    save(row)


def _opened(document: Document, row: Release, by: User) -> bytes:
    (opened,) = open_sealed([document.row], by=by.actor, purpose=_OPENED_FOR[ReleasePurpose(row.purpose)], fields=[document.field])
    content = opened.file(document.field)
    if content is None:
        raise Denied(SHUT)
    return content
