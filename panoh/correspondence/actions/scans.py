"""A letter as it lies on the table: cleaned, sealed, opened again."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, is_acting, remove, save
from panoh.core.clock import now
from panoh.core.errors import Denied, WrongState
from panoh.core.scans import Scan as Cleaned
from panoh.core.scans import clean_scan
from panoh.correspondence import policy
from panoh.correspondence.enums import LETTERS, ItemState
from panoh.correspondence.events import RegisterEvent
from panoh.correspondence.models import PersonLink, RegisterItem, Scan
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

ONLY_REGISTERED = _("A scan can be saved only for a registered letter.")
SHUT = _("This scan is sealed for your organisation.")
OTHER_ENTRY = _("This scan belongs to another entry.")


def keep_scan(item: RegisterItem, *, by: User, content: bytes) -> Scan:
    """Keeps a scan of a letter, sealed: under the person's key where the letter concerns one. What cannot be kept is refused first.

    It is cleaned before the transaction, so that nobody waits for it.
    """
    assert not is_acting(), "a scan is cleaned outside of a transaction"
    _check(item, by)
    return _keep_scan(item, by=by, cleaned=clean_scan(content))


def _check(item: RegisterItem, by: User) -> None:
    policy.check_can_change(by, item)
    if item.state != ItemState.REGISTERED or item.kind not in LETTERS:
        raise WrongState(ONLY_REGISTERED)


@action(undo=_("Scan saved."))
def _keep_scan(item: RegisterItem, *, by: User, cleaned: Cleaned) -> Scan:
    _check(item, by)
    link = PersonLink.objects.filter(item=item).first()
    row = Scan(
        item=item,
        person_id=link.person_id if link else None,
        kind=cleaned.kind,
        size=len(cleaned.content),
        kept_at=now(),
        by=by,
    )
    seal(row, by=by.actor, content=cleaned.content)
    save(row)
    record_about(RegisterEvent.SCAN_KEPT, by=by.actor, about=[row])
    return row


@action(undo=_("Scan removed."))
def take_out_scan(row: Scan, item: RegisterItem, *, by: User) -> None:
    """Takes a scan out that was kept by mistake."""
    if row.item_id != item.pk:
        raise Denied(OTHER_ENTRY)
    policy.check_can_change(by, item)
    record_about(RegisterEvent.SCAN_TAKEN_OUT, by=by.actor, about=[row])
    remove(row)


def open_scan(row: Scan, *, by: User) -> bytes:
    """The bytes of a scan that was found for this reader; the opening is recorded."""
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.OWN_WORK, fields=["content"])
    content = opened.file("content")
    if content is None:
        raise Denied(SHUT)
    return content
