"""What may be released, to whom, where a release stands, where a case study stands and what may not be in it."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class What(TextChoices):
    """What is released."""

    TABLE = "table", _("people admitted, by one feature or by two")
    HELP = "help", _("help given, by kind: survivors, family members, services")
    SENTENCE = "sentence", _("the year in one sentence")
    PACK = "pack", _("a table that a funder or a network asks for")


class Audience(TextChoices):
    """Who may read it. What holds for each stands in RULES."""

    INSIDE = "inside", _("inside the Unit")
    MEMBERS = "members", _("members of the coalition")
    AGREEMENT = "agreement", _("a funder or a network, under an agreement")
    PUBLIC = "public", _("everyone")


RULES: dict[Audience, Promise] = {
    Audience.INSIDE: _("Exact numbers, any period, one or two features. It stays on this page."),
    Audience.MEMBERS: _(
        "Numbers under 5, and some others, are hidden; the rest is exact. Whole years that have ended. One or two features."
    ),
    Audience.AGREEMENT: _(
        "Numbers under 5, and some others, are hidden; the rest is exact. For what the agreement names: people by one "
        "feature, help given by kind, the year in one sentence, the tables they ask for. Periods that have ended; it "
        "is not passed on to anyone else."
    ),
    Audience.PUBLIC: _(
        "Numbers under 5 (under 10 for the Unit's additional questions), and some others, are hidden; the rest is "
        "rounded to the nearest 5. Whole years that have ended. At most two features, never an organisation. In “the year in "
        "one sentence” the rest is exact, and a named person decides whether to publish it."
    ),
}


class ReleaseState(TextChoices):
    """Where a release stands."""

    DRAWN_UP = "drawn_up", _("drawn up")
    ASKED = "asked", _("waiting for a check")
    SENT_BACK = "sent_back", _("not published: a reader objected")
    RELEASED = "released", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    TAKEN_BACK = "taken_back", _("cancelled")


RELEASE_TRANSITIONS: dict[ReleaseState, frozenset[ReleaseState]] = {
    ReleaseState.DRAWN_UP: frozenset({ReleaseState.ASKED, ReleaseState.TAKEN_BACK}),
    ReleaseState.ASKED: frozenset({ReleaseState.SENT_BACK, ReleaseState.RELEASED, ReleaseState.TAKEN_BACK}),
    ReleaseState.SENT_BACK: frozenset(),
    ReleaseState.RELEASED: frozenset({ReleaseState.WITHDRAWN}),
    ReleaseState.WITHDRAWN: frozenset(),
    ReleaseState.TAKEN_BACK: frozenset(),
}
# What somebody has read or is about to: whatever is drawn up is held against these. What was withdrawn was read.
OUT = (ReleaseState.ASKED, ReleaseState.RELEASED, ReleaseState.WITHDRAWN)
EVER_RELEASED = (ReleaseState.RELEASED, ReleaseState.WITHDRAWN)


class Verdict(TextChoices):
    """What a reader says."""

    AGREES = "agrees", _("it may be published")
    AGAINST = "against", _("it may not be published like this")


class WithdrawWhy(TextChoices):
    """Why it is withdrawn. Said beside it in public."""

    WRONG = "wrong", _("a number was wrong")
    REVEALS = "reveals", _("it could point to someone")
    DEFINITION = "definition", _("it is counted differently now")
    OTHER = "other", _("another reason")


class Rating(TextChoices):
    """How far the Unit is with a standard, step by step."""

    NONE = "none", _("not yet")
    BEGUN = "begun", _("started")
    MOSTLY = "mostly", _("mostly")
    MET = "met", _("met")


class StudyState(TextChoices):
    """Where a case study stands."""

    DRAFT = "draft", _("being written")
    SHOWN = "shown", _("shown to the person")
    APPROVED = "approved", _("approved by the person")
    WITHDRAWN = "withdrawn", _("removed")


# A text that is changed is a draft again; one whose consent was renewed is shown again.
STUDY_TRANSITIONS: dict[StudyState, frozenset[StudyState]] = {
    StudyState.DRAFT: frozenset({StudyState.SHOWN, StudyState.WITHDRAWN}),
    StudyState.SHOWN: frozenset({StudyState.DRAFT, StudyState.APPROVED, StudyState.WITHDRAWN}),
    StudyState.APPROVED: frozenset({StudyState.DRAFT, StudyState.SHOWN, StudyState.WITHDRAWN}),
    StudyState.WITHDRAWN: frozenset(),
}


class ApprovedHow(TextChoices):
    """How the person said that the text may go out."""

    SPOKEN = "spoken", _("spoken, after the text was read aloud")
    WRITTEN = "written", _("signed the text")
    THUMB = "thumb", _("put a thumb-mark under the text")


class Trace(TextChoices):
    """What in a text could point at a person."""

    NAME = "name", _("a name of the person")
    RELATIVE = "relative", _("a name of a relative")
    NUMBER = "number", _("a telephone or document number")
    CODE = "code", _("the code of a case")
    PLACE = "place", _("a place smaller than a region")
    DAY = "day", _("an exact date")
