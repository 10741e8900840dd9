"""What there is to do, and what happens to a case that makes something due."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TaskKind(TextChoices):
    """What there is to do."""

    TRIAGE = "triage", _("Triage the request")
    DECIDE = "decide", _("Decide on the request")
    DECIDED = "decided", _("What was decided on your request")
    WROTE = "wrote", _("Read what was written about the request")
    ASSESS = "assess", _("Do the assessment")
    PLAN = "plan", _("Draw up the programme")
    APPROVE = "approve", _("Approve the programme")
    SESSION = "session", _("Session")
    REFERRAL = "referral", _("Take the referral further")
    LATE = "late", _("A referral is late: see to it")
    REPLY = "reply", _("Look at the answer of the facility")
    CONFERENCE = "conference", _("Hold the case conference")
    REVIEW = "review", _("Review the programme")
    FOLLOW_UP = "follow_up", _("Follow up")
    VITAL = "vital", _("Review the help given in vital interest")
    CONSENT = "consent", _("Ask for consent")
    SAME = "same", _("Look whether this person is known already")
    RELATIVE = "relative", _("Look whether this relative is known already")
    ALARM = "alarm", _("The word of danger was given")
    STEP = "step", _("Step of the guidance")
    RAISED = "raised", _("See to a step of the guidance")
    DANGER = "danger", _("See to the danger")
    ADMISSION = "admission", _("Look at the provisional admission")
    RISK = "risk", _("Danger to life: ask the person and act")
    MONEY = "money", _("Decide on money asked for")
    TERMS = "terms", _("Decide on a referral outside of the agreement")
    WORDS = "words", _("Read a letter as its second reader")
    ALONE = "alone", _("An urgent letter left without a second reader: look at it")
    CONTACT = "contact", _("Try to reach the person safely")
    LOST = "lost", _("No contact for long: look whether to go on or to close")
    CLOSING = "closing", _("Decide on the closing")
    DEATH = "death", _("The person has died: look at the file")
    READING = "reading", _("Read the clinical report as its second reader")
    TELL = "tell", _("Tell the person which organisation helps now")
    ERASE = "erase", _("The person asks for everything to be erased")
    OPENED = "opened", _("Look at a case that was opened in an emergency")
    TIED = "tied", _("A colleague is tied to this person: see who works on it")
    CARRIER = "carrier", _("The person took back the consent to who carries the case: agree with them who helps now")
    REFUSED = "refused", _("The person asked for a correction: look whether it stays")
    LEFT = "left", _("A colleague's access has ended: hand over the work")
    GONE = "gone", _("Tell who had received something that it is erased here")
    OWN = "own", _("Own task")


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
    TaskKind.ADMISSION: _("Let the admission stand"),
    TaskKind.ALONE: _("I have read the letter"),
    TaskKind.CARRIER: _("It is agreed who helps now"),
    TaskKind.DEATH: _("I have looked at the file"),
    TaskKind.DECIDED: _("I have read the decision"),
    TaskKind.ERASE: _("The person has an answer"),
    TaskKind.LEFT: _("The work is handed over"),
    TaskKind.RELATIVE: _("I have looked for the relative"),
    TaskKind.TELL: _("The person was told"),
    TaskKind.TIED: _("I have seen who works on it"),
    TaskKind.WROTE: _("It needs no answer"),
}
# Steps of the guidance that have no kind of their own: what such a step is, its version says.
OF_GUIDANCE = frozenset({TaskKind.STEP, TaskKind.RAISED})


class HappeningKind(TextChoices):
    """What a worker notes so that the guidance counts from it. Said so that it tells a bystander little."""

    FRESH_INJURIES = "fresh_injuries", _("there are fresh injuries")
    HOSPITAL = "hospital", _("went to hospital")
    DISCHARGED = "discharged", _("came home from hospital")
    HEARING = "hearing", _("a day at court is set")
    GOALS_MET = "goals_met", _("goals are met, or the person wishes to end")
    CLOSURE_PROPOSED = "closure_proposed", _("closure is proposed")
