"""What somebody without an account may send, and what they may ask for afterwards."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ThreadMessageKind(TextChoices):
    """What was said, as the asker chose it; the last one is the Unit's own."""

    FIRST = "first", _("first message")
    MORE = "more", _("I want to add something")
    WITHDRAW = "withdraw", _("I want to withdraw my request")
    KEPT = "kept", _("I want to know what data about me you hold")
    SEEN = "seen", _("I want to know who has seen it")
    CORRECT = "correct", _("Something is wrong and needs correcting")
    COMPLAIN = "complain", _("I want to complain")
    ERASE = "erase", _("I want everything about me to be erased")
    ANSWER = "answer", _("answer of the Unit")


# What may be chosen behind the receipt.
ASKS = tuple(kind for kind in ThreadMessageKind if kind not in (ThreadMessageKind.FIRST, ThreadMessageKind.ANSWER))
# Whatever is done by a press of the Unit, and not only answered.
DONE_BY_PRESS = tuple(kind for kind in ASKS if kind != ThreadMessageKind.MORE)
# What concerns a person's file is done for whoever gave the word that was agreed in person; a receipt may be found by others.
NEEDS_WORD = (
    ThreadMessageKind.KEPT,
    ThreadMessageKind.SEEN,
    ThreadMessageKind.WITHDRAW,
    ThreadMessageKind.CORRECT,
    ThreadMessageKind.ERASE,
)


class WordState(TextChoices):
    """What came of comparing the word they gave with the one agreed in person."""

    RIGHT = "right", _("It is the agreed word.")
    WRONG = "wrong", _("It is not the agreed word, or none was agreed.")
    DANGER = "danger", _("It is the danger word: someone may be forcing the person. Do not do what was asked, and send a harmless answer.")


class ForWhom(TextChoices):
    """For whom somebody writes, in their own words."""

    SELF = "self", _("For myself")
    FAMILY = "family", _("For someone in my family")
    OTHER = "other", _("For someone else")


class HowSoon(TextChoices):
    """How soon help is needed, as a question anybody can answer."""

    NOW = "now", _("Today: someone is in danger or badly hurt")
    DAYS = "days", _("In the next few days")
    CAN_WAIT = "can_wait", _("It can wait a week")


# The same at the desk, where it stands before whatever the Unit says of it.
WRITER_SAYS = {
    HowSoon.NOW: _("The message says: someone is in danger today"),
    HowSoon.DAYS: _("The message says: help is needed in the next few days"),
    HowSoon.CAN_WAIT: _("The message says: it can wait a week"),
}
