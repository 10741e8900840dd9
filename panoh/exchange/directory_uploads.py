"""A package of the directory that came through a form: kept sealed while somebody looks at what it would change, then brought in whole."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, record, remove, save
from panoh.core.clock import now
from panoh.core.errors import Conflict, Denied, NotFound, WrongState
from panoh.exchange.directory import Outcome, bring_package, look_at_package
from panoh.exchange.events import DirectoryEvent
from panoh.exchange.hsds.reading import Package, read_upload
from panoh.exchange.models import DirectoryUpload
from panoh.exchange.policy import visible_uploads
from panoh.network.actions.directory import hand_out_key
from panoh.network.policy import check_can_write
from panoh.vault.actions import open_sealed, seal
from panoh.vault.purpose import Purpose

NOT_HERE = _("Page not found, or you do not have access to it.")
SHUT = _("It is sealed for your organisation.")
REFUSED = _("Some rows have errors, so nothing was imported. Correct them at the source and choose the file again.")
OTHERWISE = _("The directory changed in the meantime, so nothing was imported. Check again what would change.")


def start_upload(content: bytes, *, by: User) -> DirectoryUpload:
    """Keeps a package to be looked at. One a person: an earlier one goes. Raises Invalid for what cannot be read."""
    check_can_write(by)
    return _keep(content, read_upload(content).rows, by=by)


@action
def _keep(content: bytes, rows: int, *, by: User) -> DirectoryUpload:
    hand_out_key(by)
    for former in DirectoryUpload.objects.filter(by=by):
        remove(former)
    upload = DirectoryUpload(by=by, at=now(), rows=rows)
    seal(upload, by=by.actor, content=content)
    save(upload)
    record(DirectoryEvent.LOOKED_AT, by=by.actor, purpose=Purpose.ADMINISTRATION)
    return upload


def get_upload(user: User, key: UUID) -> DirectoryUpload:
    """One's own. Raises NotFound."""
    found = visible_uploads(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def look_at_upload(upload: DirectoryUpload, *, by: User) -> Outcome:
    """What would become of each row now; the opening is recorded."""
    return look_at_package(_open(upload, by=by), by=by)


def seen(outcome: Outcome) -> str:
    """What the page showed, for the button below it: what is brought in is what was looked at."""
    return "-".join(str(count) for count in outcome.counts.values())


def bring_upload(upload: DirectoryUpload, *, by: User, looked_at: str) -> Outcome:
    """Brings it in, whole or not at all; then the package goes. Raises Conflict where it would change other rows than were shown."""
    package = _open(upload, by=by)
    outcome = look_at_package(package, by=by)
    if outcome.refusals:
        raise WrongState(REFUSED)
    if seen(outcome) != looked_at:
        raise Conflict(OTHERWISE)
    return _bring(upload, package, by=by)


@action
def _bring(upload: DirectoryUpload, package: Package, *, by: User) -> Outcome:
    record(DirectoryEvent.BROUGHT, by=by.actor, purpose=Purpose.ADMINISTRATION)
    outcome = bring_package(package, by=by)
    remove(upload)
    return outcome


@action
def put_upload_aside(upload: DirectoryUpload, *, by: User) -> None:
    """Nothing of it is kept."""
    check_can_write(by)
    record(DirectoryEvent.PUT_ASIDE, by=by.actor, purpose=Purpose.ADMINISTRATION)
    remove(upload)


def _open(upload: DirectoryUpload, *, by: User) -> Package:
    check_can_write(by)
    (opened,) = open_sealed([upload], by=by.actor, purpose=Purpose.ADMINISTRATION, fields=["content"])
    content = opened.file("content")
    if content is None:
        raise Denied(SHUT)
    return read_upload(content)
