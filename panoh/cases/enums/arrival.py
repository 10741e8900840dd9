"""How somebody comes to the Unit: door, need, urgency, a request and its decision."""

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """As what a person is admitted. The label is read over a shoulder and says nothing of what happened; statistics and documents say it
    by `full_label`."""

    SURVIVOR = "survivor", _("the person themselves")
    FAMILY = "family", _("family member")

    @property
    def full_label(self) -> str:
        """What statistics and documents say."""
        return gettext("survivor") if self is Kind.SURVIVOR else str(self.label)


class Door(TextChoices):
    """Through which door a request came."""

    HOTLINE = "hotline", _("hotline")
    PUBLIC_FORM = "public_form", _("form on our site")
    EMAIL = "email", _("e-mail")
    MESSENGER = "messenger", _("messenger")
    LETTER = "letter", _("letter")
    WALK_IN = "walk_in", _("came in person")
    MEMBER = "member", _("member organisation")
    LEGAL_UNIT = "legal_unit", _("legal assistance unit")
    MONITORING = "monitoring", _("monitoring group")
    REGIONAL_WORKER = "regional_worker", _("social worker in the region")
    REGISTER = "register", _("register, way of contact not stated")
    NOT_SAID = "not_said", _("not stated")


class Asker(TextChoices):
    """Who asks."""

    PERSON = "person", _("the person")
    RELATIVE = "relative", _("a relative")
    LAWYER = "lawyer", _("a lawyer")
    ORGANISATION = "organisation", _("an organisation")
    OTHER = "other", _("someone else")
    NOT_SAID = "not_said", _("not stated")


class Need(TextChoices):
    """What is asked for first. The label is read over a shoulder, in lists, and says nothing of what happened; the page of a request or of
    a call, and the forms that ask for it, say it by `full_label`."""

    MEDICAL = "medical", _("medical help")
    PSYCHOLOGICAL = "psychological", _("psychological help")
    SOCIAL = "social", _("social help")
    LEGAL = "legal", _("legal help")
    SHELTER = "shelter", _("a safe place")
    DOCUMENTATION = "documentation", _("medical document")
    INFORMATION = "information", _("information")

    @property
    def full_label(self) -> str:
        """What the page of one request says."""
        return gettext("documentation of injuries") if self is Need.DOCUMENTATION else str(self.label)

    @classmethod
    def full_choices(cls) -> list[tuple[str, str]]:
        """What a form asks, so that nobody has to guess what is meant."""
        return [(need.value, need.full_label) for need in cls]


class Urgency(TextChoices):
    """How soon. Clocks: red 24 hours, amber 72 hours, green seven days (FIELD 8)."""

    RED = "red", _("at once, within 24 hours")
    AMBER = "amber", _("within 72 hours")
    GREEN = "green", _("within seven days")


WITHIN_AN_HOUR = _("at once, within an hour")  # red that was said with a clock of its own


RED_OF_EITHER = _("at once, within an hour or 24 hours")


def urgency_label(urgency: str, *, within_hour: bool) -> str:
    """How soon, in words: of red that is needed within the hour, the hour."""
    return str(WITHIN_AN_HOUR if within_hour and urgency == Urgency.RED else Urgency(urgency).label)


HOUR = "hour"  # as what red with a clock of its own is chosen in a form


def urgency_choices(*, within_hour: bool, asks_hour: bool = False) -> list[tuple[str, str]]:
    """The urgencies to choose from, where red is the hour that was said, or as it always is. `asks_hour`: where it is not said yet, the
    hour can be chosen."""
    hour = [(HOUR, str(WITHIN_AN_HOUR))] if asks_hour and not within_hour else []
    return [*hour, *((each.value, urgency_label(each, within_hour=within_hour)) for each in Urgency)]


def urgency_filter() -> list[tuple[str, str]]:
    """The urgencies by which a list is narrowed: red with the hour that was said and without one."""
    return [(each.value, str(RED_OF_EITHER if each == Urgency.RED else each.label)) for each in Urgency]


URGENCY_HOURS = {Urgency.RED: 24, Urgency.AMBER: 72, Urgency.GREEN: 168}
ASSESS_DAYS = {Urgency.RED: 3, Urgency.AMBER: 10, Urgency.GREEN: 10}  # working days


class RequestState(TextChoices):
    """Where a request stands."""

    NEW = "new", _("new")
    TRIAGED = "triaged", _("triaged")
    ADMITTED = "admitted", _("admitted")
    ELSEWHERE = "elsewhere", _("referred elsewhere")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn by the person")


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

    SURVIVOR_OF_TORTURE = "survivor_of_torture", _("the person themselves, by their account")
    FAMILY_OF_SURVIVOR = "family_of_survivor", _("family member affected by it")
    PROVISIONAL = "provisional", _("admitted provisionally, to be checked again")
    OTHER_SERVICE_FITS = "other_service_fits", _("another service fits better")
    NOT_ELIGIBLE = "not_eligible", _("not what this help is for")
    NO_CAPACITY = "no_capacity", _("no capacity now")
    PERSON_DECIDED = "person_decided", _("the person decided otherwise")
