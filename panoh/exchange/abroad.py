"""A referral to a centre abroad leaves as one file sealed to the centre's key: the letter (PDF) and the FHIR bundle, in a zip."""

import io
import json
import zipfile

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.core.errors import WrongState
from panoh.exchange.fhir import referral_bundle
from panoh.network.actions.abroad import open_key
from panoh.network.age_keys import sealed_to
from panoh.network.queries.abroad import confirmed_centre, is_abroad
from panoh.referrals.actions import open_letter
from panoh.referrals.actions.cross_border_transfers import keep_parcel, note_parcel_taken, open_parcel
from panoh.referrals.actions.moving import is_unsent
from panoh.referrals.grounds import NO_KEY, NoGround, check_consented
from panoh.referrals.models import Referral
from panoh.referrals.policy import check_can_read_letter, check_can_refer
from panoh.vault.purpose import Purpose

SEND_FIRST = _("Send the letter first: a copy of what leaves is saved.")
NOT_ABROAD = _("This referral is not to a facility abroad. Print its letter.")
DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)  # when it was made stands in the letter, and in nothing around it


def take_parcel(referral: Referral, *, by: User) -> bytes:
    """The file for whoever sends it: age, sealed to the confirmed key of the centre. What is inside is made once and kept exactly.

    Raises NoGround without both consents today, or without a confirmed key.
    """
    check_can_refer(by, referral.case)
    check_can_read_letter(by, referral.case)
    if not is_abroad(referral.facility):
        raise WrongState(NOT_ABROAD)
    check_consented(referral)
    centre = confirmed_centre(referral.facility)
    if centre is None:
        raise NoGround(NO_KEY)
    if is_unsent(referral):
        raise WrongState(SEND_FIRST)
    content = open_parcel(referral, by=by)
    if content is None:
        content = _packed(referral, by=by)
        keep_parcel(referral, content, by=by)
    sealed = sealed_to(open_key(centre, by=by, purpose=Purpose.LETTER), content)
    note_parcel_taken(referral, by=by)
    return sealed


def _packed(referral: Referral, *, by: User) -> bytes:
    letter = open_letter(referral, by=by)
    bundle = json.dumps(referral_bundle(referral, by=by), ensure_ascii=False, indent=1).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("letter.pdf", letter), ("referral.json", bundle)):
            archive.writestr(zipfile.ZipInfo(name, DAY_OF_ZIP), content)
    return packed.getvalue()
