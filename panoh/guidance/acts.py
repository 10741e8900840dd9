"""What happens by an act that is recorded, and which pages record one: what such a step asks for is ended by its act, by no press."""

from panoh.accounts.roles import Role
from panoh.guidance.enums import OF_UNIT, Happened

H = Happened
# These happen to the person or the case, or are noted so that the guidance counts from them: nobody's work is recorded by them.
NO_ACT = OF_UNIT | {
    *(H.MISSED, H.CONTACT_LOST, H.REVIEW_CAUSED, H.URGENT_CARE, H.FRESH_INJURIES),
    *(H.HOSPITAL, H.DISCHARGED, H.HEARING, H.GOALS_MET, H.CLOSURE_PROPOSED),
}
TRIED = (H.TRIED_FIRST, H.TRIED_SECOND, H.TRIED_THIRD, H.REACHED)
# Pages that are named in protocols and record an act; the others show many things, or none. A planned session is no session yet.
PAGES: dict[str, tuple[Happened, ...]] = {
    "add_session": (H.MET,),
    "plan_session": (H.MET,),
    "attempt_new": TRIED,
    "case_urgency": (H.DANGER_LOOKED,),
    "safety_plan": (H.SAFETY_PLANNED,),
    "record_assessment": (H.ASSESSED_SOCIAL, H.ASSESSED_PSYCHOLOGICAL, H.ASSESSED_MEDICAL, H.ASSESSED_LEGAL),
    "consent_add": (H.CONSENT_ASKED,),
    "rate_capacities": (H.RATED, H.SCORED, H.MEASURED),
    "case_programme": (H.PROGRAMME_AGREED, H.PROGRAMME_APPROVED),
    "hold_review": (H.REVIEW_HELD,),
    "referral_add": (H.REFERRAL_SENT,),
    "case_referrals": (H.REFERRAL_SENT, H.REFERRAL_ANSWERED),
    "case_closure": (H.CLOSED, H.FOLLOWED_UP),
}
RECORDING = frozenset(PAGES) - {"plan_session"}
# Of whom the guidance asks it, it is their own: a lawyer's talk is no psychologist's.
_OF_ROLE: dict[tuple[str, Role], tuple[Happened, ...]] = {
    ("add_session", Role.PSYCHOLOGIST): (H.MET_PSYCHOLOGICAL,),
    ("plan_session", Role.PSYCHOLOGIST): (H.MET_PSYCHOLOGICAL,),
    ("record_assessment", Role.SOCIAL_WORKER): (H.ASSESSED_SOCIAL,),
    ("record_assessment", Role.PSYCHOLOGIST): (H.ASSESSED_PSYCHOLOGICAL,),
    ("record_assessment", Role.PHYSICIAN): (H.ASSESSED_MEDICAL,),
    ("record_assessment", Role.LAWYER): (H.ASSESSED_LEGAL,),
    ("referral_add", Role.PHYSICIAN): (H.REFERRED_MEDICAL,),
}


def acts_on(page: str, role: Role) -> tuple[Happened, ...]:
    """What a page records of whoever has this role; nothing where it records no act."""
    return _OF_ROLE.get((page, role)) or PAGES.get(page, ())
