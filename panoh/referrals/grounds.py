"""What a referral may rest on: a consent for this facility, or the vital interest of who cannot be asked."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent, VitalInterest
from panoh.consent.queries import answer_for, ground_for, vital_ground
from panoh.core.errors import WrongState
from panoh.network.queries.abroad import confirmed_centre, is_abroad
from panoh.referrals.enums import Level
from panoh.referrals.models import Referral

# What a letter of each level carries beside the name, so what the consent has to cover.
LEVEL_KINDS: dict[Level, frozenset[DataKind]] = {
    Level.NEUTRAL: frozenset({DataKind.COMPLAINTS}),
    Level.MINIMAL: frozenset({DataKind.COMPLAINTS, DataKind.MEDICAL}),
    Level.FULL: frozenset({DataKind.COMPLAINTS, DataKind.MEDICAL, DataKind.STORY}),
}
# What a person answers that a referral may rest on; what crosses a border wants the last one as well.
RESTS_ON = (ConsentPurpose.REFERRAL, ConsentPurpose.LEGAL, ConsentPurpose.ABROAD)

NO_GROUND = _("The person has not agreed that this is sent to this facility, so the letter cannot be sent. Ask for consent first.")
NO_TRANSFER = _(
    "The person has not agreed that their data is sent abroad to this centre. Ask for this consent too: to send data abroad, "
    "to this centre."
)
NO_KEY = _(
    "The key of this centre is not confirmed, so nothing can be sealed with it. The person who keeps the directory must have "
    "it confirmed in another way."
)
NOT_NEUTRAL = _("Help in the vital interest is sent with a neutral letter only. Choose the neutral level.")


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


def carried(level: str, chosen: Collection[str]) -> list[str]:
    """The kinds of data that a letter to a facility carries: what its level says, and the name where that was chosen."""
    kinds = LEVEL_KINDS[Level(level)] | ({DataKind.NAME} & {*chosen})
    return [str(kind) for kind in DataKind if kind in kinds]


def kinds_needed(referral: Referral) -> set[str]:
    """The kinds of data it passes on. The name is never needed: without consent to it, the person says it.

    To recipients in the house nothing goes but what they read: the words, which are about law, and what else was chosen.
    """
    chosen = referral.data_kinds
    kinds = {DataKind.LEGAL, *chosen} if referral.facility.house_id else carried(referral.level, chosen)
    return {str(kind) for kind in kinds if kind != DataKind.NAME}


def find_ground(referral: Referral) -> Ground | None:
    """What this referral rests on today, None when nothing may leave."""
    person, needed = referral.person, kinds_needed(referral)
    if _lacks_transfer(referral):
        return None
    if DataKind.NAME in referral.data_kinds:
        named = _agreed(referral, {*needed, DataKind.NAME})
        if named is not None:
            return Ground(consent=named)
    consent = _agreed(referral, needed)
    if consent is not None:
        return Ground(consent=consent)
    vital = vital_ground(person) if referral.level == Level.NEUTRAL and not is_abroad(referral.facility) else None
    return None if vital is None else Ground(vital_interest=vital)


def _lacks_transfer(referral: Referral) -> bool:
    """What crosses a border wants a consent of its own, to exactly this centre; no vital interest stands in for it."""
    return is_abroad(referral.facility) and ground_for(referral.person, ConsentPurpose.ABROAD, facility=referral.facility) is None


def check_sealed_way(referral: Referral) -> None:
    """Raises NoGround where a letter abroad could not be sealed to a key that the centre confirmed."""
    if is_abroad(referral.facility) and confirmed_centre(referral.facility) is None:
        raise NoGround(NO_KEY)


def _agreed(referral: Referral, kinds: set[str]) -> Consent | None:
    """The consent for exactly this recipient: a facility outside, or the legal unit, which is an organisation of the house."""
    house = referral.facility.house
    if house is not None:
        return ground_for(referral.person, ConsentPurpose.LEGAL, organisation=house, data_kinds=kinds)
    return ground_for(referral.person, ConsentPurpose.REFERRAL, facility=referral.facility, for_referral=referral.pk, data_kinds=kinds)


def answer_to(referral: Referral) -> Consent | None:
    """What the person last answered about it, or about whom it goes to."""
    house = referral.facility.house
    if house is not None:
        return answer_for(referral.person, ConsentPurpose.LEGAL, organisation=house)
    return answer_for(referral.person, ConsentPurpose.REFERRAL, facility=referral.facility, for_referral=referral.pk)


def is_about(consent: Consent, referral: Referral) -> bool:
    """Whether an answer is about a referral: for whom it goes to, and not asked for another one."""
    facility = referral.facility
    to = facility.house_id == consent.organisation_id if facility.house_id else facility.pk == consent.facility_id
    return to and consent.for_referral in (None, referral.pk)


def level_within(kinds: Collection[str]) -> Level | None:
    """How much a letter may say at most with these kinds of data; None: nothing."""
    return next((level for level in (Level.FULL, Level.MINIMAL, Level.NEUTRAL) if LEVEL_KINDS[level] <= set(kinds)), None)


def check_ground(referral: Referral) -> Ground:
    """The ground, or NoGround with the reason."""
    ground = find_ground(referral)
    if ground is not None:
        return ground
    if _lacks_transfer(referral):
        raise NoGround(NO_TRANSFER)
    raise NoGround(NOT_NEUTRAL if referral.level != Level.NEUTRAL and vital_ground(referral.person) else NO_GROUND)


def check_consented(referral: Referral) -> Consent:
    """The consent, or NoGround: what leaves as a file is never taken out on the vital interest."""
    ground = find_ground(referral)
    if ground is None or ground.consent is None:
        raise NoGround(NO_TRANSFER if _lacks_transfer(referral) else NO_GROUND)
    return ground.consent
