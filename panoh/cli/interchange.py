"""`panoh export`: what leaves in the formats of others, by the same actions as the pages."""

import argparse
import sys
from pathlib import Path

from panoh.cli.acting import account
from panoh.cli.output import answer_json
from panoh.cli.record import seal_own_events
from panoh.exchange.fhir import export_referral as bundle
from panoh.referrals.actions import take_letter
from panoh.referrals.queries.referrals import get_referral


def export(chosen: argparse.Namespace, data: Path) -> int:
    """What was asked for."""
    return {"referral": export_referral}[chosen.what](chosen, data)


def export_referral(chosen: argparse.Namespace, data: Path) -> int:
    """One referral as a FHIR Bundle (one line of JSON) or its letter (PDF), on stdout; refused without consent."""
    user = account(data, chosen.account)
    row = get_referral(user, chosen.code)
    if chosen.format == "fhir":
        answer_json(bundle(row, by=user))
    else:
        sys.stdout.buffer.write(take_letter(row, by=user))
        sys.stdout.buffer.flush()
    seal_own_events()
    return 0
