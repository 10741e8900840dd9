"""The photograph of a receipt: kept, shown, taken out."""

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, is_acting, remove, save
from panoh.cases.events import MoneyEvent
from panoh.cases.models import Payment, ReceiptPhoto
from panoh.cases.policy import check_can
from panoh.core.clock import today
from panoh.core.errors import Denied, WrongState
from panoh.core.images import Clean, clean
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

KEPT_ALREADY = _("This receipt already has a photograph. Remove it first, then save the new one.")
AUTHOR_ONLY = _("Only the person who saved the photograph of a receipt can remove it.")


def keep_receipt(payment: Payment, *, by: User, content: bytes) -> ReceiptPhoto:
    """Keeps the photograph of a receipt: its pixels alone, sealed. Encoded before the transaction: nobody waits for it."""
    assert not is_acting(), "a photograph is encoded outside of a transaction"
    _check(payment, by)
    return _keep_receipt(payment, by=by, image=clean(content))


def _check(payment: Payment, by: User) -> None:
    check_can(by, Permission.CASE_WORK, payment.case)
    if ReceiptPhoto.objects.filter(payment=payment).exists():
        raise WrongState(KEPT_ALREADY)


@action(undo=_("Photograph saved."))
def _keep_receipt(payment: Payment, *, by: User, image: Clean) -> ReceiptPhoto:
    _check(payment, by)
    row = ReceiptPhoto(payment=payment, person_id=payment.person_id, kept_on=today(), width=image.width, height=image.height, by=by)
    seal(row, by=by.actor, image=image.content)
    save(row)
    record_about(MoneyEvent.RECEIPT_KEPT, by=by.actor, about=[payment.case])
    return row


@action(undo=_("Photograph removed."))
def take_out_receipt(row: ReceiptPhoto, *, by: User) -> None:
    """Takes a photograph out that is the wrong one or cannot be read; who kept it does."""
    check_can(by, Permission.CASE_WORK, row.payment.case)
    if row.by_id != by.id:
        raise Denied(AUTHOR_ONLY)
    remove(row)
    record_about(MoneyEvent.RECEIPT_TAKEN_OUT, by=by.actor, about=[row.payment.case])


def view_receipt(row: ReceiptPhoto, *, by: User) -> bytes | None:
    """The pixels, None where they are shut for this reader: for who works on the case. The look is in the record."""
    check_can(by, Permission.CASE_WORK, row.payment.case)
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.DOCUMENTATION)
    return opened.file("image")
