"""The individual programme: its versions, how it was agreed, goals, conference, review."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgrammeState(TextChoices):
    """Where a version of the programme stands."""

    DRAFT = "draft", _("draft")
    AGREED = "agreed", _("agreed with the person")
    APPROVED = "approved", _("approved")
    REPLACED = "replaced", _("replaced by a newer version")


PROGRAMME_TRANSITIONS: dict[ProgrammeState, frozenset[ProgrammeState]] = {
    ProgrammeState.DRAFT: frozenset({ProgrammeState.AGREED}),
    ProgrammeState.AGREED: frozenset({ProgrammeState.DRAFT, ProgrammeState.APPROVED}),
    ProgrammeState.APPROVED: frozenset({ProgrammeState.REPLACED}),
    ProgrammeState.REPLACED: frozenset(),
}


class AgreementForm(TextChoices):
    """How the person agreed to the programme."""

    SPOKEN = "spoken", _("spoken")
    WRITTEN = "written", _("in writing")
    GUARDIAN = "guardian", _("with the legal representative")


class Assent(TextChoices):
    """What a child says to the programme that the guardian agrees to."""

    GIVEN = "given", _("the child agrees")
    TOO_YOUNG = "too_young", _("too young to be asked")


class CopyGiven(TextChoices):
    """Whether the person has a copy of the programme."""

    GIVEN = "given", pgettext_lazy("copy", "given")
    LATER = "later", _("not yet")
    NOT_SAFE = "not_safe", _("not safe to keep")
    NOT_WANTED = "not_wanted", _("not wanted")


class Priority(TextChoices):
    """What comes first."""

    FIRST = "first", _("first of all")
    NEXT = "next", _("after that")
    LATER = "later", _("when there is time")


class GoalOutcome(TextChoices):
    """How a goal ended."""

    ACHIEVED = "achieved", _("achieved")
    PARTLY = "partly", _("partly achieved")
    NOT_ACHIEVED = "not_achieved", _("not achieved")
    DROPPED = "dropped", _("dropped, as the person wished")
    REPLACED = "replaced", _("replaced by another goal")
    PASSED_ON = "passed_on", _("continues with another service")


class ConferenceRole(TextChoices):
    """As what somebody from outside took part in a case conference: a role, never a name."""

    PERSON = "person", _("the person")
    RELATIVE = "relative", _("a relative")
    GUARDIAN = "guardian", _("the legal representative")
    PHYSICIAN = "physician", _("a physician of a facility")
    PSYCHOLOGIST = "psychologist", _("a psychologist from outside")
    LAWYER = "lawyer", _("a lawyer")
    TEACHER = "teacher", _("a teacher")
    INTERPRETER = "interpreter", _("an interpreter")
    MEMBER = "member", _("a member organisation")
    OTHER = "other", _("someone else")


class ReviewCause(TextChoices):
    """What makes a review due early."""

    RISK = "risk", _("danger to oneself")
    THREAT = "threat", _("a threat to the person or the family")
    DETAINED = "detained", _("detained again")
    HOSPITAL = "hospital", _("taken to hospital")
    HEARING = "hearing", _("a hearing date was set")
    SCORE = "score", _("a questionnaire shows a clear change for the worse")
    URGENCY = "urgency", _("the urgency was raised")
    ASKED = "asked", _("the person asks for it")
    OTHER = "other", _("something else")


# Within how many days one then looks at the programme again.
REVIEW_WITHIN = {
    ReviewCause.RISK: 1,
    ReviewCause.THREAT: 1,
    ReviewCause.DETAINED: 2,
    ReviewCause.HOSPITAL: 3,
    ReviewCause.HEARING: 5,
    ReviewCause.SCORE: 7,
    ReviewCause.URGENCY: 3,
    ReviewCause.ASKED: 7,
    ReviewCause.OTHER: 7,
}
