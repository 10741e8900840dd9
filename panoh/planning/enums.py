"""Where a plan, a version of it and its public page stand; how far a number is from its target; who sat at the table."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanState(TextChoices):
    """A plan is written, holds for its years, and is closed when they are over."""

    DRAFT = "draft", _("being written")
    IN_FORCE = "in_force", _("in force")
    CLOSED = "closed", pgettext_lazy("plan", "closed")


PLAN_TRANSITIONS: dict[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.IN_FORCE}),
    PlanState.IN_FORCE: frozenset({PlanState.CLOSED}),
    PlanState.CLOSED: frozenset(),
}


class VersionState(TextChoices):
    """A draft is changed, the adopted one holds, a replaced one stays to be read."""

    DRAFT = "draft", _("draft")
    ADOPTED = "adopted", _("adopted")
    REPLACED = "replaced", _("replaced")


VERSION_TRANSITIONS: dict[VersionState, frozenset[VersionState]] = {
    VersionState.DRAFT: frozenset({VersionState.ADOPTED}),
    VersionState.ADOPTED: frozenset({VersionState.REPLACED}),
    VersionState.REPLACED: frozenset(),
}


class Light(TextChoices):
    """How far an actual is from its target, by the thresholds of the plan."""

    GREEN = "green", _("on target")
    AMBER = "amber", pgettext_lazy("plan", "behind")
    RED = "red", _("far behind")
    NONE = "none", _("not known yet")


class Came(TextChoices):
    """As what somebody took part in the plan's making."""

    SECRETARIAT = "secretariat", _("secretariat")
    MEMBER = "member", _("member organisation")
    PARTNER = "partner", _("partner")
    EXPERT = "expert", _("invited expert")


class PublicState(TextChoices):
    """What is shown of a plan to everybody: asked for, approved by somebody else, taken off."""

    ASKED = "asked", _("waiting for approval")
    PUBLIC = "public", _("public")
    DECLINED = "declined", _("not approved")
    WITHDRAWN = "withdrawn", _("no longer published")


PUBLIC_TRANSITIONS: dict[PublicState, frozenset[PublicState]] = {
    PublicState.ASKED: frozenset({PublicState.PUBLIC, PublicState.DECLINED}),
    PublicState.PUBLIC: frozenset({PublicState.WITHDRAWN}),
    PublicState.DECLINED: frozenset(),
    PublicState.WITHDRAWN: frozenset(),
}
