"""The letter: seen before it leaves, sent on a consent or in the vital interest, its exact copy opened again."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.queries import coalition_names, spellings_of
from panoh.audit.trail import action, is_acting
from panoh.consent.enums import DataKind
from panoh.core.clock import now, today
from panoh.core.errors import Conflict, Denied, WrongState
from panoh.network.facility_names import NAMES, called
from panoh.network.queries.abroad import is_abroad
from panoh.people.data import FULL_NAME, full_name
from panoh.referrals import letter
from panoh.referrals.actions.drafting import SHUT
from panoh.referrals.actions.moving import check_step, is_unsent, move
from panoh.referrals.actions.replies import MOST_DAYS, MadeLink, keep_link
from panoh.referrals.actions.terms import freeze_terms
from panoh.referrals.enums import Level, ReferralState
from panoh.referrals.events import Event
from panoh.referrals.grounds import Ground, check_consented, check_ground, check_sealed_way, find_ground
from panoh.referrals.models import Letterhead, Referral
from panoh.referrals.offers import check_still_offered
from panoh.referrals.policy import check_can_read_letter
from panoh.referrals.replies import new_code, new_token, slip_code
from panoh.referrals.terms import check_may_go
from panoh.vault.actions import open_sealed, seal
from panoh.vault.purpose import Purpose

GROUND_CHANGED = _("The person's consent changed while the letter was being prepared, so nothing was sent. Check it again.")
LEFT_ALREADY = _("This letter was already sent. Make a separate link for the answer.")
SEALED_ALONE = _("This letter goes abroad and can only be sent sealed. Download the sealed file on the page of the referral.")
LOOK_AGAIN = _(
    "Nothing was sent. Read the letter below once more, word by word, or give it to a colleague to read. Then tick that it was read again."
)
NOT_LOOKED_AT = _("Nobody has read this letter a second time. First send it on the page of the referral, then get its copy.")
NOT_READ = _("This letter still has words that show what happened or who refers. It can be sent only after a second reader has agreed.")
NO_LETTER = _("No letter was sent with this referral.")
HIDDEN_NAME = "••••••"

_WORDS = ["complaint_words", "ask_words", "read_words", *NAMES, "address"]


def preview_letter(referral: Referral, *, by: User) -> letter.Letter:
    """What would leave, with the name shut. Opens the referral's own words and nothing of the person; the opening is recorded."""
    check_can_read_letter(by, referral.case)
    ground = find_ground(referral)
    wants_name = DataKind.NAME in referral.data_kinds and (ground is None or ground.names)
    return _compose(referral, by=by, ground=ground, name=HIDDEN_NAME if wants_name else "", leaves=False)


class NotRead(WrongState):
    """Words that tell were kept in the letter, and no second reader has agreed to just this text."""


def _compose(referral: Referral, *, by: User, ground: Ground | None, name: str, leaves: bool, link: str = "") -> letter.Letter:
    head = Letterhead.objects.first() if referral.level != Level.FULL else None
    rows = [referral, referral.facility, *([head] if head else [])]
    said, facility, *above = open_sealed(rows, by=by.actor, purpose=Purpose.LETTER, fields=_WORDS)
    if said.is_unreadable:
        raise Denied(SHUT)
    if leaves and referral.kept_by_id is not None and said.read_words != text_read(referral, said):
        raise NotRead(NOT_READ)
    return letter.compose(
        letter.LetterContent(
            code=referral.code,
            level=referral.level,
            language=referral.language,
            service=referral.service,
            facility=called(facility, referral.language),
            day=today(),
            complaints=said.complaint_words or "",
            ask=said.ask_words or "",
            name=name,
            birth_year=referral.person.birth_year if name else None,
            priority=referral.priority,
            cannot_speak=ground is not None and ground.vital_interest is not None,
            organisation=str(getattr(by.organisation, f"name_{referral.language}")),
            head=tuple(text for opened in above for text in (opened.name or "", opened.address or "")),
            slip=slip_code(referral),
            link=link,
            own_names=spellings_of(by.organisation),
            coalition_names=coalition_names() if referral.level != Level.FULL else (),
            keeps_words=referral.kept_by_id is not None,
            seen=seen_of(text_read(referral, said)),
        )
    )


def text_read(referral: Referral, said: Any) -> str:
    """What a second reader agrees to: these words, this much of them, to this facility."""
    return "\n".join([str(referral.facility_id), referral.level, said.complaint_words or "", said.ask_words or ""])


def seen_of(text: str) -> str:
    """What the page of a letter hands back as proof that just this text was shown on it."""
    return sha256(text.encode()).hexdigest()


def _name_of(referral: Referral, *, by: User) -> str:
    (opened,) = open_sealed([referral.person], by=by.actor, purpose=Purpose.LETTER, fields=FULL_NAME)
    return full_name(opened)


def wants_second_look(referral: Referral) -> bool:
    """Whether somebody reads it once more before it leaves: below "full" one word too many tells what happened.

    Where words that tell were kept, a second reader does (`NotRead`).
    """
    return is_unsent(referral) and referral.level != Level.FULL and referral.facility.house_id is None


def check_looked_at(referral: Referral) -> None:
    """Raises WrongState for a letter that nobody saw before it leaves as a file."""
    if wants_second_look(referral):
        raise WrongState(NOT_LOOKED_AT)


def send_referral(referral: Referral, *, by: User, expected: int | None = None) -> Referral:
    """Sends the letter. It cannot be taken back: no undo is offered.

    Raises NoGround where neither a consent for this facility nor a vital interest carries it; then nothing is made or kept. The
    PDF is made before the transaction, so that nobody waits for it, and the ground is asked for again within. Raises NotRead where
    words that tell were kept in it and no second reader agreed to just this text.
    """
    _send(referral, by=by, expected=expected, link=None)
    return referral


def send_with_link(referral: Referral, *, by: User, address_of: Callable[[str], str], expected: int | None = None) -> MadeLink:
    """Sends a letter whose square code leads to the page of answers; the code of the link comes back this once, to be told another way.

    For facilities that are trusted with it: whoever holds the paper holds the link. `address_of` makes an address of its secret part.
    """
    check_not_abroad(referral)
    if not is_unsent(referral):
        raise WrongState(LEFT_ALREADY)
    made = _send(referral, by=by, expected=expected, link=_Link(new_token(), new_code(), address_of))
    assert made is not None, "a letter that leaves with a link has one"
    return made


@dataclass(frozen=True, slots=True)
class _Link:
    token: str
    code: str
    address_of: Callable[[str], str]


def _send(referral: Referral, *, by: User, expected: int | None, link: _Link | None) -> MadeLink | None:
    assert not is_acting(), "a letter is made outside of a transaction"
    check_can_read_letter(by, referral.case)
    check_step(referral, ReferralState.SENT, by)
    check_still_offered(referral)
    known = referral.version if expected is None else expected
    ground = check_ground(referral)
    check_sealed_way(referral)
    if is_unsent(referral):
        if referral.waits_for_reader:
            raise NotRead(NOT_READ)
        check_may_go(referral, ground, today())
    address = link.address_of(link.token) if link else ""
    # In the house the words themselves are read, which do not change once they are sent: no paper is made.
    on_paper = is_unsent(referral) and referral.facility.house_id is None
    pdf = _made(referral, by=by, ground=ground, link=address) if on_paper else b""
    return _record_sent(referral, by=by, pdf=pdf, ground=ground, expected=known, link=link)


@action
def _record_sent(referral: Referral, *, by: User, pdf: bytes, ground: Ground, expected: int, link: _Link | None) -> MadeLink | None:
    check_step(referral, ReferralState.SENT, by)
    check_still_offered(referral)
    if pdf and referral.waits_for_reader:
        raise NotRead(NOT_READ)
    if check_ground(referral) != ground:  # withdrawn, or answered anew, while the letter was made
        raise Conflict(GROUND_CHANGED)
    referral.consent, referral.vital_interest = ground.consent, ground.vital_interest
    referral.sent_at, referral.ground_lost_on = now(), None
    if pdf:
        seal(referral, by=by.actor, letter=pdf)
        freeze_terms(referral, by=by, ground=ground)
    move(referral, ReferralState.SENT, event=Event.SENT, by=by.actor, expected=expected)
    return keep_link(referral, link.token, link.code, by=by, days=MOST_DAYS) if link and pdf else None


def _made(referral: Referral, *, by: User, ground: Ground, link: str = "") -> bytes:
    named = DataKind.NAME in referral.data_kinds and ground.names
    return letter.as_pdf(_compose(referral, by=by, ground=ground, name=_name_of(referral, by=by) if named else "", leaves=True, link=link))


def check_not_abroad(referral: Referral) -> None:
    """Raises WrongState for what goes to a centre abroad: it leaves as one file sealed to the centre's key, and never in the clear."""
    if is_abroad(referral.facility):
        raise WrongState(SEALED_ALONE)


def take_letter(referral: Referral, *, by: User) -> bytes:
    """The exact letter as a PDF, for whoever hands it over. One that was not sent yet is sent by that: what leaves is kept.

    Raises NoGround without a consent that holds today.
    """
    check_can_read_letter(by, referral.case)
    check_consented(referral)
    check_not_abroad(referral)
    check_looked_at(referral)
    return open_letter(send_referral(referral, by=by) if is_unsent(referral) else referral, by=by)


def open_letter(referral: Referral, *, by: User) -> bytes:
    """The exact PDF that left; the opening is recorded."""
    check_can_read_letter(by, referral.case)
    if not referral.letter:
        raise WrongState(NO_LETTER)
    (opened,) = open_sealed([referral], by=by.actor, purpose=Purpose.LETTER, fields=["letter"])
    pdf = opened.file("letter")
    if pdf is None:
        raise Denied(SHUT)
    return pdf
