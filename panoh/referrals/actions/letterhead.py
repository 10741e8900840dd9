"""The second name, address and host of letters that do not say who refers."""

import re
from collections.abc import Sequence

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.queries import coalition_names
from panoh.audit.trail import action, save
from panoh.core.errors import Invalid
from panoh.network.actions import hand_out_directory
from panoh.referrals import letter
from panoh.referrals.events import Event
from panoh.referrals.models import Letterhead
from panoh.referrals.policy import check_can_set_letterhead
from panoh.vault.actions import open_sealed, record_about, seal
from panoh.vault.purpose import Purpose

TELLS = _("A word in it shows what we do or who we are. The letterhead of a neutral letter shows neither.")
NO_HOST = _("Enter only the web address, without https. For example: reply.example.org")
NOT_ANSWERED = _("This server does not answer under this name yet. The person who runs it must first add the name to PANOH_ANSWER_HOSTS.")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


@action(undo=_("Letterhead changed."))
def set_letterhead(*, by: User, name: str, address: str, host: str, expected: int | None = None) -> Letterhead:
    """Sets what stands above letters below 'full'. Blank fields leave them as bare as before."""
    check_can_set_letterhead(by)
    host = host.strip().lower()
    names = coalition_names()
    for field, text in (("name", name), ("address", address), ("host", host)):
        _check(field, text, names)
    if host and not _HOST.fullmatch(host):
        raise Invalid(NO_HOST, {"host": NO_HOST})
    if host and host not in settings.ANSWER_HOSTS:
        raise Invalid(NOT_ANSWERED, {"host": NOT_ANSWERED})
    hand_out_directory(by=by)
    row = Letterhead.objects.first() or Letterhead()
    row.host = host
    seal(row, by=by.actor, name=name.strip(), address=address.strip())
    save(row, None if row._state.adding else expected)
    record_about(Event.LETTERHEAD_SET, by=by.actor, about=[row])
    return row


def _check(field: str, text: str, names: Sequence[str]) -> None:
    try:
        letter.check_discreet([text], names=names)
    except Invalid:
        raise Invalid(TELLS, {field: TELLS}) from None


def open_letterhead(*, by: User) -> tuple[Letterhead | None, str, str]:
    """The row with its name and address opened; blank where nothing was set, or where this reader's organisation has no key."""
    row = Letterhead.objects.first()
    if row is None:
        return None, "", ""
    (opened,) = open_sealed([row], by=by.actor, purpose=Purpose.LETTER, fields=["name", "address"])
    return row, opened.name or "", opened.address or ""
