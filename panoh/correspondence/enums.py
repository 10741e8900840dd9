"""What stands in the register of letters and meetings, how a letter goes out, what becomes of promises and recommendations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ItemKind(TextChoices):
    """What was exchanged. Letters have numbers, what was said has none."""

    LETTER_IN = "letter_in", _("letter received")
    LETTER_OUT = "letter_out", _("letter sent")
    MEETING = "meeting", _("meeting")
    CALL = "call", _("telephone call")


LETTERS = (ItemKind.LETTER_IN, ItemKind.LETTER_OUT)
SPOKEN = (ItemKind.MEETING, ItemKind.CALL)


class ItemState(TextChoices):
    """Where it stands. Only a letter that goes out is ever a draft."""

    DRAFT = "draft", _("draft")
    READING = "reading", _("with the second reader")
    AGREED = "agreed", _("agreed to by the second reader")
    REGISTERED = "registered", _("registered")
    STRUCK = "struck", _("crossed out")
    DROPPED = "dropped", _("not sent")


ITEM_TRANSITIONS: dict[ItemState, frozenset[ItemState]] = {
    ItemState.DRAFT: frozenset({ItemState.READING, ItemState.REGISTERED, ItemState.DROPPED}),
    ItemState.READING: frozenset({ItemState.DRAFT, ItemState.AGREED, ItemState.DROPPED}),
    ItemState.AGREED: frozenset({ItemState.DRAFT, ItemState.REGISTERED, ItemState.DROPPED}),
    ItemState.REGISTERED: frozenset({ItemState.STRUCK}),
    ItemState.STRUCK: frozenset(),
    ItemState.DROPPED: frozenset(),
}
UNSENT = (ItemState.DRAFT, ItemState.READING, ItemState.AGREED)


class Way(TextChoices):
    """How a letter came or went."""

    POST = "post", _("by post")
    HAND = "hand", _("by hand")
    EMAIL = "email", _("by e-mail")
    FAX = "fax", _("by fax")


class Side(TextChoices):
    """Who promised."""

    US = "us", _("we promised")
    THEM = "them", _("they promised")


class PromiseState(TextChoices):
    """What became of a promise."""

    OPEN = "open", _("pending")
    KEPT = "kept", _("fulfilled")
    NOT_KEPT = "not_kept", _("not fulfilled")
    FELL_AWAY = "fell_away", _("no longer needed")


PROMISE_TRANSITIONS: dict[PromiseState, frozenset[PromiseState]] = {
    PromiseState.OPEN: frozenset({PromiseState.KEPT, PromiseState.NOT_KEPT, PromiseState.FELL_AWAY}),
    PromiseState.KEPT: frozenset(),
    PromiseState.NOT_KEPT: frozenset({PromiseState.KEPT}),  # kept after all, late
    PromiseState.FELL_AWAY: frozenset(),
}


class RecommendationState(TextChoices):
    """Where a recommendation stands."""

    DRAFT = "draft", _("draft")
    GIVEN = "given", _("given, no answer yet")
    ANSWERED = "answered", _("answered, not decided")
    ADOPTED = "adopted", _("adopted")
    PARTLY = "partly", _("adopted in part")
    REFUSED = "refused", _("refused")
    DROPPED = "dropped", _("not given")


RECOMMENDATION_TRANSITIONS: dict[RecommendationState, frozenset[RecommendationState]] = {
    RecommendationState.DRAFT: frozenset({RecommendationState.GIVEN, RecommendationState.DROPPED}),
    RecommendationState.GIVEN: frozenset(
        {RecommendationState.ANSWERED, RecommendationState.ADOPTED, RecommendationState.PARTLY, RecommendationState.REFUSED}
    ),
    RecommendationState.ANSWERED: frozenset({RecommendationState.ADOPTED, RecommendationState.PARTLY, RecommendationState.REFUSED}),
    RecommendationState.ADOPTED: frozenset(),
    RecommendationState.PARTLY: frozenset({RecommendationState.ADOPTED}),
    RecommendationState.REFUSED: frozenset({RecommendationState.PARTLY, RecommendationState.ADOPTED}),
    RecommendationState.DROPPED: frozenset(),
}
DECIDED = (RecommendationState.ADOPTED, RecommendationState.PARTLY, RecommendationState.REFUSED)
