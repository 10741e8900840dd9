"""The account a command acts as."""

import getpass
import os
import sys
from pathlib import Path

from panoh.accounts import sign_in
from panoh.accounts.models import User
from panoh.accounts.reach import reach_of
from panoh.accounts.turns import patient
from panoh.agent import ring
from panoh.cli.output import Fail
from panoh.core.db.row_level_security import reach_no_further


def account(data: Path, name: str) -> User:
    """The account a command acts as, from now on within its reach. Outside self-unlocking instances it proves itself: PANOH_TOKEN, or
    password and code."""
    user = _proven(data, name)
    reach_no_further(reach_of(user))
    return user


def _proven(data: Path, name: str) -> User:
    user = User.objects.filter(username=name, is_active=True).select_related("organisation").first()
    if ring.unlocks_itself(data):
        if user is None:
            raise Fail(f"There is no account {name!r}.", 2)
        return user
    token = os.environ.get("PANOH_TOKEN", "")
    if token:
        if user is None or sign_in.user_of_token(token) != user:
            raise Fail("PANOH_TOKEN is not of this account, has run out or was revoked.", 1)
        return user
    if not sys.stdin.isatty():
        raise Fail("Set PANOH_TOKEN, or run this in a terminal to give password and code.", 2)
    password, code = getpass.getpass("Password: "), getpass.getpass("Code: ")
    with patient():
        proven = sign_in.prove(name, password, code)
    if proven is None:
        raise Fail("Account, password and code do not fit together.", 1)
    return proven
