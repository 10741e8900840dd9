"""States, kinds and the tables of transitions. The docs' diagrams are made from them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """As what a person is admitted."""

    SURVIVOR = "survivor", _("survivor")
    FAMILY = "family", _("family member")


class Door(TextChoices):
    """Through which door a request came."""

    HOTLINE = "hotline", _("hotline")
    PUBLIC_FORM = "public_form", _("form on the public pages")
    EMAIL = "email", _("e-mail")
    MESSENGER = "messenger", _("messenger")
    LETTER = "letter", _("letter")
    WALK_IN = "walk_in", _("came in person")
    MEMBER = "member", _("member organisation")
    LEGAL_UNIT = "legal_unit", _("legal assistance unit")
    MONITORING = "monitoring", _("monitoring group")
    REGIONAL_WORKER = "regional_worker", _("social worker in the region")
    REGISTER = "register", _("register, door not stated")


class Asker(TextChoices):
    """Who asks."""

    PERSON = "person", _("the person")
    RELATIVE = "relative", _("a relative")
    LAWYER = "lawyer", _("a lawyer")
    ORGANISATION = "organisation", _("an organisation")
    OTHER = "other", _("somebody else")


class Need(TextChoices):
    """What is asked for first."""

    MEDICAL = "medical", _("medical help")
    PSYCHOLOGICAL = "psychological", _("psychological help")
    SOCIAL = "social", _("social help")
    LEGAL = "legal", _("legal help")
    SHELTER = "shelter", _("a safe place")
    DOCUMENTATION = "documentation", _("documentation of injuries")
    INFORMATION = "information", _("information")


class Urgency(TextChoices):
    """How soon. Clocks: red 24 hours, amber 72 hours, green seven days (FIELD 8)."""

    RED = "red", _("at once, within 24 hours")
    AMBER = "amber", _("within 72 hours")
    GREEN = "green", _("within seven days")


URGENCY_HOURS = {Urgency.RED: 24, Urgency.AMBER: 72, Urgency.GREEN: 168}
ASSESS_DAYS = {Urgency.RED: 3, Urgency.AMBER: 10, Urgency.GREEN: 10}  # working days


class RequestState(TextChoices):
    """Where a request stands."""

    NEW = "new", _("new")
    TRIAGED = "triaged", _("triaged")
    ADMITTED = "admitted", _("admitted")
    ELSEWHERE = "elsewhere", _("referred elsewhere")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("taken back by the person")


REQUEST_TRANSITIONS: dict[RequestState, frozenset[RequestState]] = {
    RequestState.NEW: frozenset({RequestState.TRIAGED, RequestState.WITHDRAWN}),
    RequestState.TRIAGED: frozenset({RequestState.ADMITTED, RequestState.ELSEWHERE, RequestState.DECLINED, RequestState.WITHDRAWN}),
    RequestState.ADMITTED: frozenset(),
    RequestState.ELSEWHERE: frozenset({RequestState.TRIAGED}),
    RequestState.DECLINED: frozenset({RequestState.TRIAGED}),
    RequestState.WITHDRAWN: frozenset({RequestState.TRIAGED}),
}


class DecisionReason(TextChoices):
    """Why a request was decided so."""

    SURVIVOR_OF_TORTURE = "survivor_of_torture", _("survived torture or ill-treatment, from what is told")
    FAMILY_OF_SURVIVOR = "family_of_survivor", _("family member affected by it")
    PROVISIONAL = "provisional", _("admitted provisionally, to be looked at again")
    OTHER_SERVICE_FITS = "other_service_fits", _("another service fits better")
    NOT_ELIGIBLE = "not_eligible", _("not a matter of torture or ill-treatment")
    NO_CAPACITY = "no_capacity", _("no capacity now")
    PERSON_DECIDED = "person_decided", _("the person decided otherwise")


class CaseState(TextChoices):
    """Where a case stands."""

    ASSESSMENT = "assessment", _("assessment")
    ACTIVE = "active", _("programme under way")
    ON_HOLD = "on_hold", _("on hold")
    CLOSED = "closed", _("closed")
    FOLLOW_UP = "follow_up", _("follow-up")
    ENDED = "ended", _("ended")


CASE_TRANSITIONS: dict[CaseState, frozenset[CaseState]] = {
    CaseState.ASSESSMENT: frozenset({CaseState.ACTIVE, CaseState.ON_HOLD, CaseState.CLOSED}),
    CaseState.ACTIVE: frozenset({CaseState.ON_HOLD, CaseState.CLOSED}),
    CaseState.ON_HOLD: frozenset({CaseState.ASSESSMENT, CaseState.ACTIVE, CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.FOLLOW_UP, CaseState.ENDED}),
    CaseState.FOLLOW_UP: frozenset({CaseState.ENDED}),
    CaseState.ENDED: frozenset(),
}
OPEN_STATES = (CaseState.ASSESSMENT, CaseState.ACTIVE, CaseState.ON_HOLD)
REOPENABLE_STATES = (CaseState.CLOSED, CaseState.FOLLOW_UP, CaseState.ENDED)


class CloseReason(TextChoices):
    """Why a case was closed (FIELD 1.1)."""

    GOALS_MET = "goals_met", _("goals met")
    PERSON_CHOSE = "person_chose", _("the person's choice")
    LOST_CONTACT = "lost_contact", _("contact lost")
    MOVED = "moved", _("moved away")
    TRANSFERRED = "transferred", _("passed on to another service")
    DIED = "died", _("died")
    DETAINED = "detained", _("detained or out of reach")
    NOT_ELIGIBLE = "not_eligible", _("not eligible after full assessment")
    CANNOT_CONTINUE = "cannot_continue", _("the service cannot go on")
    DUPLICATE = "duplicate", _("entered twice")
    REGISTER = "register", _("from the register, reason not stated")


class Discipline(TextChoices):
    """Disciplines are walls: each reads its own words."""

    MEDICAL = "medical", _("medical")
    PSYCHOLOGICAL = "psychological", _("psychological")
    SOCIAL = "social", _("social")
    LEGAL = "legal", _("legal information")


class Capacity(TextChoices):
    """The seven capacities that rehabilitation restores (the Unit's own description; M22)."""

    SELF_SUFFICIENCY = "self_sufficiency", _("self-sufficiency")
    PHYSICAL = "physical", _("physical")
    MENTAL = "mental", _("mental")
    SOCIAL = "social", _("social")
    PROFESSIONAL = "professional", _("professional")
    INTEGRATION = "integration", _("social integration")
    COMMUNITY = "community", _("community involvement")


class Moment(TextChoices):
    """When the capacities are rated."""

    ADMISSION = "admission", _("admission")
    REVIEW = "review", _("review")
    CLOSURE = "closure", _("closure")
    FOLLOW_UP = "follow_up", _("follow-up")


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
    GUARDIAN = "guardian", _("with the guardian")


class Assent(TextChoices):
    """What a child says to the programme that the guardian agrees to."""

    GIVEN = "given", _("the child agrees")
    TOO_YOUNG = "too_young", _("too young to be asked")


class CopyGiven(TextChoices):
    """Whether the person has a copy of the programme."""

    GIVEN = "given", _("given")
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
    REPLACED = "replaced", _("another goal took its place")
    PASSED_ON = "passed_on", _("goes on with another service")


class Payer(TextChoices):
    """Who pays for a planned service."""

    OWN = "own", _("own budget")
    FUNDER = "funder", _("a funder")
    MEMBER = "member", _("a member organisation")
    STATE = "state", _("the state, free for the person")
    FAMILY = "family", _("the person or the family")
    NOBODY = "nobody", _("costs nothing")


class Currency(TextChoices):
    """In which money."""

    TJS = "TJS", _("somoni")
    USD = "USD", _("US dollars")
    EUR = "EUR", _("euros")


# Above this the coordinator agrees first.
GIVEN_WITHOUT_ASKING = {Currency.TJS: 500, Currency.USD: 50, Currency.EUR: 50}


class MoneyState(TextChoices):
    """Where money stands that was asked for."""

    ASKED = "asked", _("asked for")
    AGREED = "agreed", _("agreed to")
    DECLINED = "declined", _("declined")


class Proof(TextChoices):
    """What shows that money or a thing was given."""

    RECEIPT = "receipt", _("receipt")
    SIGNED = "signed", _("signed by the person")
    WITNESS = "witness", _("a colleague was there")
    LATER = "later", _("follows later")


class ConferenceRole(TextChoices):
    """As what somebody from outside took part in a case conference: a role, never a name."""

    PERSON = "person", _("the person")
    RELATIVE = "relative", _("a relative")
    GUARDIAN = "guardian", _("the guardian")
    PHYSICIAN = "physician", _("a physician of a facility")
    PSYCHOLOGIST = "psychologist", _("a psychologist from outside")
    LAWYER = "lawyer", _("a lawyer")
    TEACHER = "teacher", _("a teacher")
    INTERPRETER = "interpreter", _("an interpreter")
    MEMBER = "member", _("a member organisation")
    OTHER = "other", _("somebody else")


class ReviewCause(TextChoices):
    """What makes a review due early."""

    RISK = "risk", _("danger to oneself")
    THREAT = "threat", _("a threat to the person or the family")
    DETAINED = "detained", _("detained again")
    HOSPITAL = "hospital", _("taken to hospital")
    HEARING = "hearing", _("a day of hearing was set")
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


class Help(TextChoices):
    """Kinds of assistance, as funders count them (FIELD 2.1)."""

    MEDICAL = "medical", _("medical")
    PSYCHOLOGICAL = "psychological", _("psychological")
    SOCIAL = "social", _("social")
    ECONOMIC = "economic", _("economic")
    LEGAL = "legal", _("legal")
    HUMANITARIAN = "humanitarian", _("humanitarian")
    EDUCATIONAL = "educational", _("educational")
    OTHER = "other", _("other")


class HelpItem(TextChoices):
    """What was given."""

    CONSULTATION = "consultation", _("consultation")
    TREATMENT = "treatment", _("treatment")
    SESSION = "session", _("session")
    DOCUMENTS = "documents", _("help with documents")
    FOOD = "food", _("food")
    TRANSPORT = "transport", _("travel")
    HOUSING = "housing", _("housing")
    CLOTHES = "clothes", _("clothes")
    MONEY = "money", _("money")
    SCHOOL = "school", _("help with school")
    WORK = "work", _("help with work")
    ACCOMPANIMENT = "accompaniment", _("accompaniment")
    OTHER = "other", _("other")


class Treatment(TextChoices):
    """Out-patient or in-patient."""

    OUTPATIENT = "outpatient", _("out-patient")
    INPATIENT = "inpatient", _("in-patient")


class Frequency(TextChoices):
    """How often a planned service is given."""

    ONCE = "once", _("once")
    DAILY = "daily", _("every day")
    TWICE_WEEK = "twice_week", _("twice a week")
    WEEKLY = "weekly", _("once a week")
    TWO_WEEKLY = "two_weekly", _("every two weeks")
    MONTHLY = "monthly", _("once a month")
    AS_NEEDED = "as_needed", _("as needed")


class Attendance(TextChoices):
    """Whether the person came."""

    PLANNED = "planned", _("planned")
    ATTENDED = "attended", _("attended")
    NOT_ATTENDED = "not_attended", _("did not attend")
    CALLED_OFF = "called_off", _("called off")


class NotAttended(TextChoices):
    """Why a session did not take place."""

    PERSON_AWAY = "person_away", _("could not come")
    PERSON_UNWELL = "person_unwell", _("unwell")
    PERSON_CHOSE = "person_chose", _("chose not to")
    NOT_SAFE = "not_safe", _("not safe to come")
    NOT_REACHED = "not_reached", _("could not be reached")
    WORKER_AWAY = "worker_away", _("the worker could not")
    OTHER = "other", _("another reason")


# Who called or wrote that they cannot come was in contact; of these nobody knows how they are.
UNEXPLAINED = (NotAttended.NOT_REACHED, NotAttended.NOT_SAFE, NotAttended.OTHER)


class SessionKind(TextChoices):
    """What kind of meeting."""

    CONSULTATION = "consultation", _("consultation")
    INDIVIDUAL = "individual", _("individual session")
    COUPLE = "couple", _("session of a couple")
    FAMILY = "family", _("family session")
    GROUP = "group", _("group session")
    VISIT = "visit", _("visit at home")
    CALL = "call", _("call")
    ACCOMPANIMENT = "accompaniment", _("accompaniment")


class Venue(TextChoices):
    """Where a meeting takes place."""

    OFFICE = "office", _("in the office")
    HOME = "home", _("at the person's home")
    PHONE = "phone", _("by telephone")
    VIDEO = "video", _("by video")
    FACILITY = "facility", _("at a facility")
    OUTSIDE = "outside", _("somewhere else")


class TaskKind(TextChoices):
    """What there is to do."""

    TRIAGE = "triage", _("Triage the request")
    DECIDE = "decide", _("Decide on the request")
    ASSESS = "assess", _("Do the assessment")
    PLAN = "plan", _("Draw up the programme")
    APPROVE = "approve", _("Approve the programme")
    SESSION = "session", _("Session")
    REFERRAL = "referral", _("Ask the facility for its answer")
    CONFERENCE = "conference", _("Hold the case conference")
    REVIEW = "review", _("Review the programme")
    FOLLOW_UP = "follow_up", _("Follow up")
    VITAL = "vital", _("Review the help given in vital interest")
    CONSENT = "consent", _("Ask for consent")
    SAME = "same", _("Look whether this person is known already")
    RELATIVE = "relative", _("Look whether this relative is known already")
    ALARM = "alarm", _("The word of danger was said on the hotline")
    STEP = "step", _("Step of the guidance")
    RAISED = "raised", _("See to a step of the guidance")
    DANGER = "danger", _("See to the danger")
    ADMISSION = "admission", _("Look at the provisional admission")
    RISK = "risk", _("Danger to life: ask the person and act")
    MONEY = "money", _("Decide on money asked for")
    CONTACT = "contact", _("Try to reach the person safely")
    LOST = "lost", _("No contact for long: look whether to go on or to close")
    CLOSING = "closing", _("Decide on the closing")
    OWN = "own", _("Own task")


class RiskLevel(TextChoices):
    """How likely it is that a person takes their own life, as a screener answers (FIELD 3.3)."""

    NONE = "none", _("no sign")
    LOW = "low", _("low")
    MODERATE = "moderate", _("moderate")
    HIGH = "high", _("high")


# Of these nobody knows but whoever they are for, however many others see the case.
UNSEEN_BY_OTHERS = (TaskKind.SAME, TaskKind.RELATIVE, TaskKind.ALARM, TaskKind.OWN)


class Reached(TextChoices):
    """What became of a try to reach somebody."""

    REACHED = "reached", _("reached")
    NO_ANSWER = "no_answer", _("no answer")
    OTHER = "other", _("somebody else answered")
    GONE = "gone", _("the number or address is no longer theirs")
    NOT_SAFE = "not_safe", _("broken off, it was not safe")


class ClosingState(TextChoices):
    """Where the closing of a case stands."""

    PROPOSED = "proposed", _("proposed")
    AGREED = "agreed", _("agreed to")
    RETURNED = "returned", _("returned with a remark")


class HappeningKind(TextChoices):
    """What a worker notes so that the guidance counts from it. Said so that it tells a bystander little."""

    FRESH_INJURIES = "fresh_injuries", _("there are fresh injuries")
    HOSPITAL = "hospital", _("went to hospital")
    DISCHARGED = "discharged", _("came home from hospital")
    HEARING = "hearing", _("a day at court is set")
    GOALS_MET = "goals_met", _("goals are met, or the person wishes to end")
    CLOSURE_PROPOSED = "closure_proposed", _("closure is proposed")


class Outcome(TextChoices):
    """How things stand at a review or follow-up."""

    BETTER = "better", _("better")
    SAME = "same", _("the same")
    WORSE = "worse", _("worse")
    UNREACHED = "unreached", _("could not be reached")


class AskingForm(TextChoices):
    """To which forms the coordinator adds questions."""

    ADMISSION = "admission", _("admission")
    ASSESSMENT = "assessment", _("assessment")
    CLOSURE = "closure", _("closure")


class AnswerKind(TextChoices):
    """What kind of answer an own question takes."""

    CHOICE = "choice", _("one of a list")
    NUMBER = "number", _("a number")
    DATE = "date", _("a day")
    TEXT = "text", _("words, always sealed")
