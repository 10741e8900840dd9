"""What one organisation of the house may propose to another about a case, why, and where the proposal stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What is proposed."""

    SHARE = "share", _("to read: they see the common part of the file until a set date")
    WORK = "work", _("to work with us: they help alongside us until a set date")
    TRANSFER = "transfer", _("to take over: the case becomes theirs")


class Why(TextChoices):
    """What it is for."""

    MEDICAL = "medical", _("medical help")
    PSYCHOLOGICAL = "psychological", _("psychological help")
    SOCIAL = "social", _("social help")
    LEGAL = "legal", _("legal help")
    SHELTER = "shelter", _("shelter and safety")
    NEARER = "nearer", _("they are nearer to the person")
    WISH = "wish", _("the person wants it")
    ADVICE = "advice", _("advice of a colleague")
    OTHER = "other", _("another reason")


class ProposalState(TextChoices):
    """Where a proposal stands."""

    ASKED = "asked", _("waiting for their answer")
    ASKED_BACK = "asked_back", _("they have a question")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    TAKEN_BACK = "taken_back", pgettext_lazy("withdrawn", "withdrawn")


PROPOSAL_TRANSITIONS: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.ASKED: frozenset({ProposalState.ASKED_BACK, ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.TAKEN_BACK}),
    ProposalState.ASKED_BACK: frozenset({ProposalState.ASKED, ProposalState.TAKEN_BACK}),
    ProposalState.ACCEPTED: frozenset(),
    ProposalState.DECLINED: frozenset(),
    ProposalState.TAKEN_BACK: frozenset(),
}
WAITS = (ProposalState.ASKED, ProposalState.ASKED_BACK)


class NotNow(TextChoices):
    """Why an organisation declines."""

    NO_PLACE = "no_place", _("no free place now")
    NOT_OURS = "not_ours", _("we do not give this help")
    TOO_FAR = "too_far", _("too far from us")
    CONFLICT = "conflict", _("someone here is connected with the case")
    NOT_SAFE = "not_safe", _("would not be safe here")
    OTHER = "other", _("another reason")


class LeavingWhy(TextChoices):
    """Why an organisation is no longer of the house."""

    LEAVES = "leaves", _("leaves the coalition")
    CLOSED = "closed", _("closes down")


class DepartureState(TextChoices):
    """Where its leaving stands."""

    DRAWN_UP = "drawn_up", _("being prepared")
    ASKED = "asked", _("waits for a second person")
    AGREED = "agreed", _("agreed, not started")
    RUNNING = "running", _("under way")
    DONE = "done", _("has left")
    CALLED_OFF = "called_off", _("cancelled")


DEPARTURE_TRANSITIONS: dict[DepartureState, frozenset[DepartureState]] = {
    DepartureState.DRAWN_UP: frozenset({DepartureState.ASKED, DepartureState.CALLED_OFF}),
    DepartureState.ASKED: frozenset({DepartureState.DRAWN_UP, DepartureState.AGREED, DepartureState.CALLED_OFF}),
    DepartureState.AGREED: frozenset({DepartureState.DRAWN_UP, DepartureState.RUNNING, DepartureState.CALLED_OFF}),
    DepartureState.RUNNING: frozenset({DepartureState.DONE}),
    DepartureState.DONE: frozenset(),
    DepartureState.CALLED_OFF: frozenset(),
}
PREPARED = (DepartureState.DRAWN_UP, DepartureState.ASKED, DepartureState.AGREED)
OPEN_DEPARTURES = (*PREPARED, DepartureState.RUNNING)


class PersonInformed(TextChoices):
    """Whether the person knows that another organisation helps from now on."""

    TO_TELL = "to_tell", _("not told yet")
    TOLD = "told", _("told")
    NOT_SAFE = "not_safe", _("cannot be told safely")


class PassageState(TextChoices):
    """How far the handing over of one case is."""

    WAITS = "waits", _("not yet")
    DONE = "done", _("handed over")
    LEFT = "left", _("left unchanged")


class Hindrance(TextChoices):
    """Why a case stayed."""

    CONSENT = "consent", _("the person did not agree that this organisation has all of the file")
    DANGER = "danger", _("an open danger that nobody who stays with the case has taken on")
    GONE = "gone", _("the organisation that should receive it has itself left")
    CHANGED = "changed", _("someone was changing it at the same moment")
    OTHER = "other", _("it could not be saved")
