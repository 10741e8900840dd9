"""What a referral may rest on: a consent for this facility, or the vital interest of who cannot be asked."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent, VitalInterest
from panoh.consent.queries import ground_for, vital_ground
from panoh.core.errors import WrongState
from panoh.referrals.enums import Level
from panoh.referrals.models import Referral

# What each level says beyond the name, so what the consent has to cover.
LEVEL_KINDS: dict[Level, frozenset[DataKind]] = {
    Level.NEUTRAL: frozenset({DataKind.COMPLAINTS}),
    Level.MINIMAL: frozenset({DataKind.COMPLAINTS, DataKind.MEDICAL}),
    Level.FULL: frozenset({DataKind.COMPLAINTS, DataKind.MEDICAL, DataKind.STORY}),
}

NO_GROUND = _("The person has not agreed that this goes to this facility, so the letter cannot be sent. Ask for the consent first.")
NOT_NEUTRAL = _("Help in the vital interest goes with a neutral letter only. Choose the neutral level.")


class NoGround(WrongState):
    """Nothing leaves without a consent, or a vital interest."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Either a consent or a vital interest; `names` says whether the name may stand in the letter."""

    consent: Consent | None = None
    vital_interest: VitalInterest | None = None

    @property
    def names(self) -> bool:
        return self.consent is not None and DataKind.NAME in self.consent.data_kinds


def kinds_needed(level: str, chosen: list[str]) -> set[str]:
    """The kinds of data a letter of this level carries. The name is never needed: without consent to it, the person says it."""
    return {str(kind) for kind in LEVEL_KINDS[Level(level)]} | {kind for kind in chosen if kind != DataKind.NAME}


def find_ground(referral: Referral) -> Ground | None:
    """What this referral rests on today, None when nothing may leave."""
    person, needed = referral.person, kinds_needed(referral.level, referral.data_kinds)
    if DataKind.NAME in referral.data_kinds:
        named = ground_for(person, ConsentPurpose.REFERRAL, facility=referral.facility, data_kinds={*needed, DataKind.NAME})
        if named is not None:
            return Ground(consent=named)
    consent = ground_for(person, ConsentPurpose.REFERRAL, facility=referral.facility, data_kinds=needed)
    if consent is not None:
        return Ground(consent=consent)
    vital = vital_ground(person) if referral.level == Level.NEUTRAL else None
    return None if vital is None else Ground(vital_interest=vital)


def check_ground(referral: Referral) -> Ground:
    """The ground, or NoGround with the reason."""
    ground = find_ground(referral)
    if ground is not None:
        return ground
    raise NoGround(NOT_NEUTRAL if referral.level != Level.NEUTRAL and vital_ground(referral.person) else NO_GROUND)


def check_consented(referral: Referral) -> Consent:
    """The consent, or NoGround: what leaves as a file is never taken out on the vital interest."""
    ground = find_ground(referral)
    if ground is None or ground.consent is None:
        raise NoGround(NO_GROUND)
    return ground.consent
