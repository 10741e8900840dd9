"""What is recorded of what comes in without an account."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class IntakeEvent(StrEnum):
    """Coming in and going out, in the past tense."""

    OPENED = "intake.opened"
    TAKEN_IN = "intake.taken_in"
    ASKED_AGAIN = "intake.asked_again"
    ANSWERED = "intake.answered"
    RECEIPT_SHOWN = "intake.receipt_shown"
    RECEIPT_REFUSED = "intake.receipt_refused"


SENTENCES = {
    IntakeEvent.OPENED: _("A message from outside was opened by the system"),
    IntakeEvent.TAKEN_IN: _("A message from outside came in"),
    IntakeEvent.ASKED_AGAIN: _("Whoever holds the receipt wrote again"),
    IntakeEvent.ANSWERED: _("Whoever holds the receipt was answered"),
    IntakeEvent.RECEIPT_SHOWN: _("The answers were read with the receipt"),
    IntakeEvent.RECEIPT_REFUSED: _("A receipt was tried that there is not"),
}
