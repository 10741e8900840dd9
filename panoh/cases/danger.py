"""Signs of danger at triage, and the urgency they speak for. The worker decides; nothing here does."""

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import RiskLevel, Urgency
from panoh.core.clock import now
from panoh.core.errors import Invalid
from panoh.instruments.definitions import LEVELS
from panoh.instruments.reading import definition
from panoh.instruments.scoring import score

NONE_OR_SOME = _("Tick what was said, or tick that none of it was said. You cannot tick both.")
NO_SUCH_SIGN = _("One of the signs is not on the list. Choose from the list.")
NOT_AHEAD = _("This time is in the future. Count the hours back from now.")


class DangerSign(TextChoices):
    """What is looked for first (FIELD 1.1, 6)."""

    LIFE = "life", _("danger to life")
    ACUTE = "acute", _("fresh injury or acute illness")
    DETAINED = "detained", _("is detained now")
    CHILD = "child", _("a child is in danger")
    HELD_SOON = "held_soon", _("may soon be detained, or is threatened")
    NO_SHELTER = "no_shelter", _("no safe place or nothing to eat tonight")


class SuicideSign(TextChoices):
    """What a person said when asked about suicide: the logic of the screener, in words of our own (FIELD 3.3).

    The highest answer decides; nothing is added up.
    """

    NONE = "none", _("asked: none of these")
    WISH = "wish", _("wishes to be dead")
    THOUGHTS = "thoughts", _("thinks of ending their own life")
    METHOD = "method", _("has thought about how")
    INTENT = "intent", _("intends to act, at least somewhat")
    PLAN = "plan", _("has a detailed plan and intends to act")
    EVER = "ever", _("tried or prepared before, more than three months ago")
    LATELY = "lately", _("tried or prepared within three months")


# By which item of the C-SSRS each of them is judged (content/dangers.toml): the same answers are the same danger wherever they were given.
_ITEMS = {
    SuicideSign.WISH: "1",
    SuicideSign.THOUGHTS: "2",
    SuicideSign.METHOD: "3",
    SuicideSign.INTENT: "4",
    SuicideSign.PLAN: "5",
    SuicideSign.EVER: "6",
    SuicideSign.LATELY: "6b",
}
_RED = frozenset(set(DangerSign) - {DangerSign.HELD_SOON})  # no safe place tonight cannot wait for tomorrow

# What is still possible so many hours after sexual violence (FIELD 8 row 3).
PREVENTION_HOURS, CONTRACEPTION_HOURS = 72, 120
PACKED_LENGTH = 200
LEAST_LETTERS, LEAST_DIFFERENT = 10, 5


@dataclass(frozen=True, slots=True)
class Signs:
    """What was found when somebody looked for danger. Nothing ticked is not the same as nothing found: it was not asked."""

    dangers: tuple[str, ...] = ()
    suicide: tuple[str, ...] = ()
    violence_at: dt.datetime | None = None

    @property
    def level(self) -> str:
        """The level of the suicide screener, blank where it was not asked."""
        return suicide_level(self.suicide)

    @property
    def is_partial(self) -> bool:
        """Whether that is the level only as far as was asked: what is not ticked may not have been asked."""
        return any(alert.get("unasked") for alert in _alerts(self.suicide) if alert["level"] == self.level)

    @property
    def proposed(self) -> Urgency:
        """The urgency that these signs speak for."""
        if self.level == RiskLevel.HIGH or _RED & set(self.kept_dangers):
            return Urgency.RED
        return Urgency.AMBER if self.kept_dangers or self.level == RiskLevel.MODERATE or self.is_partial else Urgency.GREEN

    @property
    def kept_dangers(self) -> tuple[str, ...]:
        """The dangers in the open: recent sexual violence stands among the acute ones, as care that is needed within hours."""
        recent = self.violence_at is not None and now() - self.violence_at < dt.timedelta(hours=CONTRACEPTION_HOURS)
        return (*self.dangers, DangerSign.ACUTE) if recent and DangerSign.ACUTE not in self.dangers else self.dangers

    def __bool__(self) -> bool:
        return bool(self.dangers or self.suicide or self.violence_at)


NOTHING_SAID = Signs()


def suicide_level(signs: Collection[str]) -> str:
    """The level of the highest answer, blank without any."""
    levels = [alert["level"] for alert in _alerts(signs)]
    return max(levels, key=LEVELS.index) if levels else str(RiskLevel.NONE) if SuicideSign.NONE in signs else ""


def _alerts(signs: Collection[str]) -> list[dict[str, Any]]:
    return score(definition("cssrs"), {_ITEMS[SuicideSign(sign)]: 1 for sign in signs if sign in _ITEMS}).alerts


def packed(signs: Signs) -> str:
    """What was answered, as one sealed text: the codes of SuicideSign, and when there was violence. Blank only where nothing was asked."""
    if not signs:
        return ""
    said = json.dumps({"suicide": list(signs.suicide), "violence_at": signs.violence_at and signs.violence_at.isoformat()})
    return said.ljust(PACKED_LENGTH)  # how long the sealed text is tells nothing either


def unpacked(text: str | None) -> Signs:
    """The same again."""
    read: dict[str, Any] = json.loads(text) if text else {}
    moment = read.get("violence_at")
    return Signs(suicide=tuple(read.get("suicide", ())), violence_at=dt.datetime.fromisoformat(moment) if moment else None)


def check_signs(signs: Signs) -> None:
    """Raises Invalid for a sign that is not on the list, for none beside some, and for a time ahead."""
    if set(signs.dangers) - set(DangerSign.values):
        raise Invalid(NO_SUCH_SIGN, {"dangers": NO_SUCH_SIGN})
    if set(signs.suicide) - set(SuicideSign.values):
        raise Invalid(NO_SUCH_SIGN, {"suicide": NO_SUCH_SIGN})
    if SuicideSign.NONE in signs.suicide and len(signs.suicide) > 1:
        raise Invalid(NONE_OR_SOME, {"suicide": NONE_OR_SOME})
    if signs.violence_at is not None and signs.violence_at > now():
        raise Invalid(NOT_AHEAD, {"violence_hours": NOT_AHEAD})


def says_something(words: str) -> bool:
    """Whether this may say how a danger ended: ten letters at least, five different ones among them, whatever else stands between."""
    letters = [each for each in words.casefold() if each.isalpha()]
    return len(letters) >= LEAST_LETTERS and len(set(letters)) >= LEAST_DIFFERENT


def is_milder(urgency: str, than: str) -> bool:
    """Whether one urgency leaves more time than the other."""
    order = list(Urgency.values)
    return order.index(urgency) > order.index(than)
