"""Where a version of the booklet stands, and in which shape it is printed."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EditionState(TextChoices):
    """A draft is changed, the adopted one is public, a replaced one stays to be read."""

    DRAFT = "draft", _("draft")
    ADOPTED = "adopted", _("in force")
    REPLACED = "replaced", _("replaced")


EDITION_TRANSITIONS: dict[EditionState, frozenset[EditionState]] = {
    EditionState.DRAFT: frozenset({EditionState.ADOPTED}),
    EditionState.ADOPTED: frozenset({EditionState.REPLACED}),
    EditionState.REPLACED: frozenset(),
}


class Shape(TextChoices):
    """How it lies on paper."""

    A5 = "a5", _("A5, page by page")
    FOLD = "fold", _("A4, to print on both sides and fold")
    POCKET = "pocket", _("pocket size, with a neutral cover")
