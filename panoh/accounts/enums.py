"""Kinds of organisation, languages and looks of staff."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is to the Unit."""

    MEMBER = "member", _("member organisation")
    SECRETARIAT = "secretariat", _("secretariat")
    LEGAL_UNIT = "legal_unit", _("legal assistance unit")
    OUTSIDE = "outside", _("outside, under a memorandum")


class Language(TextChoices):
    """Languages of the desk."""

    TAJIK = "tg", "Тоҷикӣ"
    RUSSIAN = "ru", "Русский"
    ENGLISH = "en", "English"


class Theme(TextChoices):
    """Light or dark; automatic follows the device."""

    AUTO = "", _("as the device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class RightKind(TextChoices):
    """What opens names, so that a second person agrees to it."""

    ROLE = "role", _("a role")
    LINK = "link", _("a one-time link")
    FACTOR = "factor", _("phone lost or taken: new sign-in methods")
    REGIONS = "regions", _("more regions")


class RightState(TextChoices):
    """Where it stands."""

    ASKED = "asked", _("waits for a second person")
    AGREED = "agreed", _("agreed to")
    CALLED_OFF = "called_off", _("cancelled")


RIGHT_TRANSITIONS: dict[RightState, frozenset[RightState]] = {
    RightState.ASKED: frozenset({RightState.AGREED, RightState.CALLED_OFF}),
    RightState.AGREED: frozenset(),
    RightState.CALLED_OFF: frozenset(),
}


class NoticeChannel(TextChoices):
    """How a member of staff is told that there is something."""

    NONE = "none", _("not at all")
    MAIL = "mail", _("by e-mail")
    SMS = "sms", _("by text message")
    PUSH = "push", _("only on a connected phone")


class Feature(TextChoices):
    """A part of Panoh that a Unit may not need; what is off shows no entries, tasks and tabs, and keeps what was written."""

    COALITION = "coalition", _("Between organisations")
    INVOICES = "invoices", _("Invoices and acts")
    PLANS = "plans", _("Strategic plans")
    RELEASES = "releases", _("Published tables")
    STANDARDS = "standards", _("Network standards")
    EXPORTS = "exports", _("List exports")
    LETTERHEADS = "letterheads", _("Letterhead for neutral letters")
    RECOMMENDATIONS = "recommendations", _("Recommendations")
    OWN_QUESTIONS = "own_questions", _("Additional questions")
    SUPERVISION_HOURS = "supervision_hours", _("Supervision hours")
