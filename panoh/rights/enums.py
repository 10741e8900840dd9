"""Why somebody's file is erased, where that stands, and what may stand in its way."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Why(TextChoices):
    """For what reason. Nobody but the person, or the time, erases a file."""

    WISH = "wish", _("the person wishes it")
    RECEIPT = "receipt", _("the person asked with a receipt, and gave the agreed word")
    TIME = "time", _("the time for which it is kept is over")


class InPrivate(TextChoices):
    """Whether somebody demanded it of the person: asked once, with nobody else there (SECURITY.md 4)."""

    FREE = "free", _("asked alone: nobody demands it, the person wishes it")
    NOT_REACHED = "not_reached", _("the person cannot be asked alone without danger")
    PRESSED = "pressed", _("asked alone: somebody demands it")


class Copy(TextChoices):
    """What became of the offer to keep a copy somewhere else first."""

    REFUSED = "refused", _("offered, not wanted")
    PERSON = "person", _("the person has their own copy")
    LAWYER = "lawyer", _("a copy is with a lawyer")
    ABROAD = "abroad", _("a copy is with a centre abroad")


class ErasureState(TextChoices):
    """Where it stands."""

    ASKED = "asked", _("waits for a second person")
    AGREED = "agreed", _("agreed, and waits for its day")
    ERASED = "erased", _("erased here; older copies are being closed")
    DONE = "done", _("erased, also in every copy")
    CALLED_OFF = "called_off", _("called off")


ERASURE_TRANSITIONS: dict[ErasureState, frozenset[ErasureState]] = {
    ErasureState.ASKED: frozenset({ErasureState.AGREED, ErasureState.CALLED_OFF}),
    ErasureState.AGREED: frozenset({ErasureState.ERASED, ErasureState.CALLED_OFF}),
    ErasureState.ERASED: frozenset({ErasureState.DONE}),
    ErasureState.DONE: frozenset(),
    ErasureState.CALLED_OFF: frozenset(),
}
WAITS = (ErasureState.ASKED, ErasureState.AGREED)


class Hold(TextChoices):
    """Why it must wait (a legal hold, or something under way)."""

    COURT = "court", _("a day at court is ahead")
    IMPORT = "import", _("the person stands in a register that is still being brought in")
    LAWYERS = "lawyers", _("proceedings need the file")
    CHILD = "child", _("the safety of a child depends on it")
    COMPLAINT = "complaint", _("a complaint about the Unit is being looked into")


class SealedFor(TextChoices):
    """Why a case opens to its members alone."""

    THREAT = "threat", _("the person or the family is threatened")
    OFFICE = "office", _("somebody with power in an office is accused")
    NEAR = "near", _("somebody who works here stands near to it")
    WISH = "wish", _("the person wishes it")
