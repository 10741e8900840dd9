"""Why a file is erased or loses its name, what may stand in its way, how long what is kept; why a list leaves or an access ends."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Why(TextChoices):
    """For what reason. Nobody but the person, or the time, erases a file."""

    WISH = "wish", _("the person wants it")
    RECEIPT = "receipt", _("the person asked with the reply code and gave the agreed word")
    TIME = "time", _("the retention period is over")


class InPrivate(TextChoices):
    """Whether somebody demanded it of the person: asked once, with nobody else there (SECURITY.md 4)."""

    FREE = "free", _("asked alone: nobody demands it, the person wants it")
    NOT_REACHED = "not_reached", _("the person cannot be asked alone without danger")
    PRESSED = "pressed", _("asked alone: someone demands it")
    NOT_ASKED = "not_asked", _("not asked: the retention period is over, it is not the person's request")


class Copy(TextChoices):
    """What became of the offer to keep a copy somewhere else first."""

    REFUSED = "refused", _("offered, the person did not want it")
    PERSON = "person", _("the person has their own copy")
    LAWYER = "lawyer", _("a copy is with a lawyer")
    ABROAD = "abroad", _("a copy is with a centre abroad")
    NOT_OFFERED = "not_offer", _("not offered: the retention period is over")


class End(TextChoices):
    """What becomes of the file. By both the keys go, in every copy; what differs is whether its codes can still be looked at."""

    ERASED = "erased", _("erase: nobody will see that anything was recorded")
    ANONYMISED = "anonymised", _("remove the name: the code, the years and the kinds of help stay visible")


class ErasureState(TextChoices):
    """Where it stands."""

    ASKED = "asked", _("waits for a second person")
    AGREED = "agreed", _("approved, waiting for its date")
    ERASED = "erased", _("erased here; older backups are being closed")
    DONE = "done", _("erased, in every backup too")
    CALLED_OFF = "called_off", _("cancelled")


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

    COURT = "court", _("a court date is coming")
    IMPORT = "import", _("the person is in a register that is still being imported")
    LAWYERS = "lawyers", _("the file is needed for proceedings")
    CHILD = "child", _("the safety of a child depends on it")
    DANGER = "danger", _("there is a danger to life")
    DANGER_OVER = "danger_end", _("a danger to life ended less than a day ago")
    COMPLAINT = "complaint", _("a complaint about the Unit is being reviewed")


class ExportWhy(TextChoices):
    """What rows of several persons are taken out for."""

    REPORT = "report", _("to count something that is not in the statistics")
    CHECK = "check", _("to compare with a paper list")
    MOVE = "move", _("to move to another place or system")
    SAFE = "safe", _("a copy for a safe place")


class ExportState(TextChoices):
    """Where it stands."""

    ASKED = "asked", _("waits for a second person")
    AGREED = "agreed", _("approved, can be downloaded once")
    TAKEN = "taken", _("downloaded")
    CALLED_OFF = "called_off", _("cancelled")


EXPORT_TRANSITIONS: dict[ExportState, frozenset[ExportState]] = {
    ExportState.ASKED: frozenset({ExportState.AGREED, ExportState.CALLED_OFF}),
    ExportState.AGREED: frozenset({ExportState.TAKEN, ExportState.CALLED_OFF}),
    ExportState.TAKEN: frozenset(),
    ExportState.CALLED_OFF: frozenset(),
}


class Gone(TextChoices):
    """Why everything that opens by an account ends."""

    LEFT = "left", _("leaves the Unit")
    LOST = "lost", _("telephone or computer lost or seized")
    TAKEN = "taken", _("the colleague was detained or cannot be reached")


class PutOff(TextChoices):
    """Why a file is kept longer than its time."""

    PROCEEDINGS = "proceedings", _("proceedings continue, here or abroad, or may resume")
    RETURNS = "returns", _("the person may come back for help")
    WISH = "wish", _("the person wants it kept")
    CHILD = "child", _("a child will need it as an adult")
    COMPLAINT = "complaint", _("a complaint about the Unit is being reviewed")


class Rule(TextChoices):
    """Which clock runs for a file that is kept: the longest of those that hold for it (FIELD.md 7.4); and for whoever left."""

    CLOSED = "closed", _("the file of an adult whose case is closed")
    CHILD = "child", _("the file of a person who was under 18")
    REPORT = "report", _("a file with a signed clinical report")
    REFUSED = "refused", _("a request that did not become a case")
    LEFT = "left", _("the name of a former colleague")


class PeriodState(TextChoices):
    """Where another period stands."""

    ASKED = "asked", _("waits for a second person")
    AGREED = "agreed", pgettext_lazy("period", "agreed")
    CALLED_OFF = "called_off", _("cancelled")


PERIOD_TRANSITIONS: dict[PeriodState, frozenset[PeriodState]] = {
    PeriodState.ASKED: frozenset({PeriodState.AGREED, PeriodState.CALLED_OFF}),
    PeriodState.AGREED: frozenset(),
    PeriodState.CALLED_OFF: frozenset(),
}


class ToldHow(TextChoices):
    """How whoever had received something was told that it is erased here."""

    LETTER = "letter", _("by a letter without the name")
    SPOKEN = "spoken", _("in person or by telephone, without the name")
    NOT_SAFE = "not_safe", _("not told: it would draw attention to the person")
    NOBODY = "nobody", _("not told: there is nobody to tell")


class SealedFor(TextChoices):
    """Why a case opens to its members alone."""

    THREAT = "threat", _("the person or the family is threatened")
    OFFICE = "office", _("a person in power is accused")
    NEAR = "near", _("a member of staff has a personal connection")
    WISH = "wish", _("the person wants it")
