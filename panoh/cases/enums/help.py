"""What is given and what it costs: kinds of assistance, sessions, money."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.core.money import Currency


class Payer(TextChoices):
    """Who pays for a planned service."""

    OWN = "own", _("own budget")
    FUNDER = "funder", _("a funder")
    MEMBER = "member", _("a member organisation")
    STATE = "state", _("the state, free for the person")
    FAMILY = "family", _("the person or the family")
    NOBODY = "nobody", _("costs nothing")


# Above this the coordinator agrees first.
GIVEN_WITHOUT_ASKING = {Currency.TJS: 500, Currency.USD: 50, Currency.EUR: 50}


class MoneyState(TextChoices):
    """Where money stands that was asked for."""

    ASKED = "asked", _("requested")
    AGREED = "agreed", _("agreed to")
    DECLINED = "declined", _("declined")


class Proof(TextChoices):
    """What shows that money or a thing was given."""

    RECEIPT = "receipt", _("receipt")
    SIGNED = "signed", _("signed by the person")
    WITNESS = "witness", _("a colleague was there")
    LATER = "later", _("follows later")


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
    CALLED_OFF = "called_off", pgettext_lazy("session", "cancelled")


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
    COUPLE = "couple", _("couple session")
    FAMILY = "family", _("family session")
    GROUP = "group", _("group session")
    VISIT = "visit", _("home visit")
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
