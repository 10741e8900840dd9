"""What is recorded of what comes in without an account."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class IntakeEvent(StrEnum):
    """Coming in and going out, in the past tense."""

    OPENED = "intake.opened"
    TAKEN_IN = "intake.taken_in"
    ASKED_AGAIN = "intake.asked_again"
    ANSWERED = "intake.answered"
    WORD_WEIGHED = "intake.word_weighed"
    FILE_TOLD = "intake.file_told"
    WITHDRAWAL_HEARD = "intake.withdrawal_heard"
    COMPLAINT_PASSED_ON = "intake.complaint_passed_on"
    PUT_RIGHT = "intake.put_right"
    ERASURE_ASKED = "intake.erasure_asked"
    RECEIPT_SHOWN = "intake.receipt_shown"
    RECEIPT_REFUSED = "intake.receipt_refused"


SENTENCES = {
    IntakeEvent.OPENED: _("A message from outside was opened by the system"),
    IntakeEvent.TAKEN_IN: _("A message from outside came in"),
    IntakeEvent.ASKED_AGAIN: _("Whoever holds the receipt wrote again"),
    IntakeEvent.ANSWERED: _("Whoever holds the receipt was answered"),
    IntakeEvent.WORD_WEIGHED: _("The word given with the receipt was compared with the agreed word"),
    IntakeEvent.FILE_TOLD: _("The person was told with the receipt what is kept and who has seen it"),
    IntakeEvent.WITHDRAWAL_HEARD: _("What the person took back with the receipt was taken back"),
    IntakeEvent.COMPLAINT_PASSED_ON: _("A complaint that came with the receipt was written down"),
    IntakeEvent.PUT_RIGHT: _("The person was told with the receipt that something was put right"),
    IntakeEvent.ERASURE_ASKED: _("The person asked with the receipt for everything to be erased"),
    IntakeEvent.RECEIPT_SHOWN: _("The answers were read with the receipt"),
    IntakeEvent.RECEIPT_REFUSED: _("A receipt was tried that there is not"),
}
