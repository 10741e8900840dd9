"""Who received something of a person's file, from the tables: for the person who asks, and to be told when the file is erased."""

import datetime as dt
from uuid import UUID

from panoh.cases.models import Case, Share
from panoh.coalition.enums import PassageState
from panoh.coalition.models import Passage
from panoh.core.clock import DUSHANBE, today
from panoh.correspondence.enums import ItemKind, ItemState
from panoh.correspondence.models import PersonLink
from panoh.data_protection.models import ErasureNotice
from panoh.findings.enums import Recipient
from panoh.findings.models import Delivery
from panoh.legal.models import Release
from panoh.referrals.models import Referral


def received(people: list[UUID], cases: list[Case]) -> list[ErasureNotice]:
    """Unsaved rows: facilities by their referrals, organisations that the case was shown or handed to, whom a signed report or a numbered
    letter went to. The person's own copy is the person's, so it is not among them."""
    return [*to_facilities(people), *_to_organisations(people, cases), *_papers(people)]


def to_facilities(people: list[UUID], only: list[Referral] | None = None) -> list[ErasureNotice]:
    """A row for each facility, with the codes of all that went there: by these they know it, and by no name."""
    sent = only if only is not None else list(Referral.objects.filter(person__in=people, sent_at__isnull=False))
    found: dict[UUID, ErasureNotice] = {}
    for referral in sorted(sent, key=lambda one: one.made_on):
        row = found.setdefault(referral.facility_id, ErasureNotice(facility_id=referral.facility_id))
        row.references = [*row.references, referral.code]
        row.last_on = referral.sent_at.astimezone(DUSHANBE).date() if referral.sent_at else referral.made_on
    return list(found.values())


def _to_organisations(people: list[UUID], cases: list[Case]) -> list[ErasureNotice]:
    """Whom cases were shown or handed to, and whose accounts opened a document that was shown. Keys go with the rest; papers do not."""
    last: dict[UUID, dt.date] = {}
    own = {case.organisation_id for case in cases}

    def note(organisation: UUID, day: dt.date) -> None:
        last[organisation] = max(day, last.get(organisation, day))

    for share in Share.objects.filter(case__in=cases):
        note(share.organisation_id, share.starts_on)
    for release in Release.objects.filter(person__in=people, opened__gt=0).select_related("to"):
        note(release.to.organisation_id, release.released_at.astimezone(DUSHANBE).date())
    for passage in Passage.objects.filter(person__in=people, state=PassageState.DONE).select_related("departure"):
        note(passage.departure.organisation_id, passage.done_at.astimezone(DUSHANBE).date() if passage.done_at else today())
    for case in cases:
        note(case.admitted_to_id, case.admitted_on)
    return [ErasureNotice(organisation_id=key, last_on=day) for key, day in sorted(last.items()) if key not in own]


def _papers(people: list[UUID]) -> list[ErasureNotice]:
    """Signed reports that were given to somebody but the person, and numbered letters that left: to an authority nobody need write."""
    given = Delivery.objects.filter(person__in=people).exclude(recipient=Recipient.PERSON).select_related("report")
    rows = [ErasureNotice(recipient=each.recipient, references=[each.report.code], last_on=each.given_on) for each in given]
    left = PersonLink.objects.filter(person__in=people, item__kind=ItemKind.LETTER_OUT, item__state=ItemState.REGISTERED)
    for link in left.select_related("item"):
        number = f"{link.item.number}/{link.item.year}"
        rows.append(ErasureNotice(recipient=Recipient.AUTHORITY, references=[number], last_on=link.item.dated_on))
    return rows
