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
    IntakeEvent.TAKEN_IN: _("A message from outside was received"),
    IntakeEvent.ASKED_AGAIN: _("A new message came with the reply code"),
    IntakeEvent.ANSWERED: _("An answer was sent to the reply code"),
    IntakeEvent.WORD_WEIGHED: _("The word given with the reply code was compared with the agreed word"),
    IntakeEvent.FILE_TOLD: _("The person was told with the reply code what data is held and who has seen it"),
    IntakeEvent.WITHDRAWAL_HEARD: _("What the person withdrew with the reply code was cancelled"),
    IntakeEvent.COMPLAINT_PASSED_ON: _("A complaint sent with the reply code was recorded"),
    IntakeEvent.PUT_RIGHT: _("The person was told with the reply code that something was corrected"),
    IntakeEvent.ERASURE_ASKED: _("The person asked with the reply code for everything to be erased"),
    IntakeEvent.RECEIPT_SHOWN: _("The answers were read with the reply code"),
    IntakeEvent.RECEIPT_REFUSED: _("A reply code that does not exist was tried"),
}
