"""Half-typed forms, sealed as one types. They are one's own and about nobody in particular, so keeping them is no event; opening is."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress

from django.db import IntegrityError
from django.db.models import Q

from panoh.accounts.models import Draft, Organisation, User
from panoh.core.clock import now
from panoh.vault.actions import seal

MOST_BYTES = 64 * 1024
LONGEST_PATH = 200
LONGEST_FORM = 120  # a form's name and the row it is about
BESIDE = "beside_draft"  # in a form beside which an older draft was offered and nothing was decided
ASIDE = ":aside"  # ends the name of a form of which another draft is being typed


def keep_draft(user: User, form: str, values: Mapping[str, Sequence[str]], *, path: str = "") -> None:
    """Keeps what is typed so far in place of what was kept before; under duress nothing. `path`: the page of the form, to come back to."""
    if user.under_duress:
        return
    for _try in range(2):
        row = Draft.objects.filter(user=user, form=form).first() or Draft(user=user, organisation_id=user.organisation_id, form=form)
        seal(row, by=user.actor, words=json.dumps(values, ensure_ascii=False, separators=(",", ":")))
        row.saved_at, row.path = now(), path if _is_page(path) else ""
        try:
            # Directly, not through an action: every few keystrokes, about nobody yet, and the table is exempt from the write guard.
            row.save()
        except IntegrityError:
            continue  # another tab was first with the same form: over its row, then
        return


def _is_page(path: str) -> bool:
    return path.startswith("/desk/") and len(path) <= LONGEST_PATH and path.isascii()


def forget_draft(user: User, form: str) -> None:
    """Throws a draft away: it was sent, or is not wanted. One that was set aside for it is there again."""
    if user.under_duress:
        return
    if Draft.objects.filter(user=user, form=form).delete()[0]:
        _rename(user, form + ASIDE, form)


def set_draft_aside(user: User, form: str) -> None:
    """Makes room for another draft of the same form; the one there is comes back when that is sent or thrown away."""
    if not user.under_duress and len(form + ASIDE) <= LONGEST_FORM and not has_draft_aside(user, form):
        _rename(user, form, form + ASIDE)


def has_draft_aside(user: User, form: str) -> bool:
    """Whether an older draft of this form waits beside the one that is being typed."""
    return Draft.objects.filter(user=user, form=form + ASIDE).exists()


def _rename(user: User, form: str, to: str) -> None:
    with suppress(IntegrityError):  # another tab was first
        Draft.objects.filter(user=user, form=form).update(form=to)


def forget_drafts_of(organisation: Organisation) -> None:
    """Throws away what the accounts of an organisation had half typed: it has left, and nobody could open them again."""
    Draft.objects.filter(organisation=organisation).delete()


def forget_drafts_about(code: str) -> None:
    """Throws away what anybody had half typed in the forms of a case or a request: their addresses hold its code."""
    Draft.objects.filter(Q(form__contains=code) | Q(path__contains=code)).delete()
