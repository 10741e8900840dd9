"""What there is to do, and what happens to a case that makes something due."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TaskKind(TextChoices):
    """What there is to do."""

    TRIAGE = "triage", _("Triage the request")
    DECIDE = "decide", _("Decide on the request")
    DECIDED = "decided", _("Decision on your request")
    WROTE = "wrote", _("Read the new message about the request")
    ASSESS = "assess", _("Do the assessment")
    PLAN = "plan", _("Create the programme")
    APPROVE = "approve", _("Approve the programme")
    SESSION = "session", _("Session")
    REFERRAL = "referral", _("Take the next step of the referral")
    LATE = "late", _("Check an overdue referral")
    REPLY = "reply", _("Check the answer of the facility")
    CONFERENCE = "conference", _("Hold the case conference")
    REVIEW = "review", _("Review the programme")
    FOLLOW_UP = "follow_up", _("Follow up")
    VITAL = "vital", _("Check the help given in vital interest")
    CONSENT = "consent", _("Ask for consent")
    SAME = "same", _("Check whether this person is already known")
    RELATIVE = "relative", _("Check whether this relative is already known")
    ALARM = "alarm", _("The danger word was said")
    STEP = "step", _("Step of the guidance")
    RAISED = "raised", _("Check a step of the guidance")
    DANGER = "danger", _("Check urgently: person in danger")
    ADMISSION = "admission", _("Check the provisional admission")
    RISK = "risk", _("Danger to life: ask the person and act")
    MONEY = "money", _("Decide on the money requested")
    TERMS = "terms", _("Decide on a referral outside the agreement")
    WORDS = "words", _("Read a letter as the second reader")
    ALONE = "alone", _("Check an urgent letter sent without a second reader")
    CONTACT = "contact", _("Try to reach the person safely")
    LOST = "lost", _("No contact for a long time: decide whether to continue or close")
    CLOSING = "closing", _("Decide on the closure")
    DEATH = "death", _("The person has died: check the file")
    READING = "reading", _("Read the clinical report as the second reader")
    TELL = "tell", _("Tell the person which organisation helps now")
    ERASE = "erase", _("Handle a request to erase everything")
    OPENED = "opened", _("Check an emergency access")
    TIED = "tied", _("A colleague knows this person: check who works on the case")
    CARRIER = "carrier", _("The person withdrew the consent to those who work on the case: agree who helps now")
    REFUSED = "refused", _("The person asked for a correction: decide whether the entry stays")
    LEFT = "left", _("A colleague's access has ended: hand over the work")
    GONE = "gone", _("Tell the recipients that the data was erased here")
    UNSHARED = "unshared", _("Case no longer shared with you, or only in part")
    ANSWERED = "answered", _("Decision on the money you requested")
    OWN = "own", _("Personal task")


# Of these nobody knows but whoever they are for, however many others see the case.
UNSEEN_BY_OTHERS = (TaskKind.SAME, TaskKind.RELATIVE, TaskKind.ALARM, TaskKind.OWN)

# A life may be in danger: what came of it is written down, or somebody has it by name.
DANGERS = frozenset({TaskKind.RISK, TaskKind.DANGER, TaskKind.ALARM})
# Somebody waits for a yes or a no, or a choice.
DECISIONS = frozenset(
    {
        *(TaskKind.TRIAGE, TaskKind.DECIDE, TaskKind.ADMISSION, TaskKind.APPROVE, TaskKind.CLOSING, TaskKind.LOST, TaskKind.DEATH),
        *(TaskKind.MONEY, TaskKind.TERMS, TaskKind.WORDS, TaskKind.ALONE, TaskKind.READING, TaskKind.OPENED, TaskKind.REFUSED),
        *(TaskKind.SAME, TaskKind.RELATIVE, TaskKind.TIED, TaskKind.ERASE, TaskKind.CARRIER),
    }
)
# No other act tells that these were seen to: whoever did it says so, in these words. Whatever is neither here nor an own task is ended by
# its own work, which leaves something behind.
SEEN_TO = {
    TaskKind.ADMISSION: _("Keep the admission"),
    TaskKind.ALONE: _("I have read the letter"),
    TaskKind.ANSWERED: _("I have read the decision"),
    TaskKind.CARRIER: _("It is agreed who helps now"),
    TaskKind.DEATH: _("I have checked the file"),
    TaskKind.DECIDED: _("I have read the decision"),
    TaskKind.ERASE: _("The person has an answer"),
    TaskKind.LEFT: _("The work is handed over"),
    TaskKind.LOST: _("The case continues"),
    TaskKind.RELATIVE: _("I have looked for the relative"),
    TaskKind.TELL: _("The person was told"),
    TaskKind.TIED: _("I have checked who works on the case"),
    TaskKind.UNSHARED: _("I have read this"),
    TaskKind.WROTE: _("No answer needed"),
}
# Open while nobody knows how the person is: reaching or meeting them ends both.
SEEKING = (TaskKind.CONTACT, TaskKind.LOST)
# Steps of the guidance that have no kind of their own: what such a step is, its version says.
OF_GUIDANCE = frozenset({TaskKind.STEP, TaskKind.RAISED})


class HappeningKind(TextChoices):
    """What a worker notes so that the guidance counts from it. Said so that it tells a bystander little."""

    FRESH_INJURIES = "fresh_injuries", _("there are fresh injuries")
    HOSPITAL = "hospital", _("went to hospital")
    DISCHARGED = "discharged", _("came home from hospital")
    HEARING = "hearing", _("a court date is set")
    GOALS_MET = "goals_met", _("goals are met, or the person wants to end")
    CLOSURE_PROPOSED = "closure_proposed", _("closure is proposed")
