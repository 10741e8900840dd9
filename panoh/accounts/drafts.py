"""Half-typed forms, sealed as one types. They are one's own and about nobody in particular, so keeping them is no event; opening is."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q
from django.utils.datastructures import MultiValueDict

from panoh.accounts.models import Draft, Organisation, User
from panoh.audit.undo import WINDOW
from panoh.core.clock import now
from panoh.vault.actions import seal

NOT_TYPED = ("csrfmiddlewaretoken", "draft", "draft_id", "of_words", "danger_now")  # the last is a button
MOST_BYTES = 64 * 1024
LONGEST_PATH = 200
LONGEST_FORM = 120  # a form's name and the row it is about
DRAFT_ID = "draft_id"  # in a form: the draft that its page writes to
ASIDE = ":aside"  # in the name of a form of which another draft is newer
OF_ACT = ":of-act"  # in the name of what was sent, kept while its act can be undone: no draft yet
OF_CALL, SIGNS = "call:", "dangers"  # the form in which a call is written down, and its boxes of danger
SEARCHED = "searched:"  # before the number of a search, whose words are kept for who comes back to it: no draft either
SEARCH_KEPT = dt.timedelta(minutes=15)
MOST = 5  # drafts of one form; the oldest goes when another is begun, and the form says so before


def keep_draft(user: User, form: str, values: Mapping[str, Sequence[str]], *, path: str = "", held: UUID | None = None) -> str:
    """Keeps what is typed so far; under duress nothing. `path`: the page of the form, to come back to. `held`: the draft of the page that
    it was typed on, in whose place it comes; a page that has none yet begins one, and those that are there wait beside it. Without `held`
    the newest is replaced. Gives the name it is kept under."""
    if user.under_duress:
        return form
    if len(_aside(form, UUID(int=0))) > LONGEST_FORM:
        held = None
    for wanted in (held, held, None):
        row = _found(user, form, wanted) or _begun(user, form, wanted)
        seal(row, by=user.actor, words=json.dumps(values, ensure_ascii=False, separators=(",", ":")))
        row.saved_at, row.path, row.tells_danger = now(), path if _is_page(path) else "", _tells_danger(form, values)
        try:
            # Directly, not through an action: every few keystrokes, about nobody yet, and the table is exempt from the write guard.
            row.save()
        except IntegrityError:
            continue  # another tab was first with the same form: once more, then over its row
        return row.form
    return form


def typed_in(sent: MultiValueDict[str, str]) -> dict[str, list[str]]:
    """What was typed and chosen in a form that was sent."""
    return {name: [str(one) for one in given] for name, given in sent.lists() if name not in NOT_TYPED}


def _tells_danger(form: str, values: Mapping[str, Sequence[str]]) -> bool:
    """Whether a danger is ticked in a call: its writer finds it in their day before anything else."""
    return form.startswith(OF_CALL) and any(values.get(SIGNS, ()))


def _found(user: User, form: str, held: UUID | None) -> Draft | None:
    rows = Draft.objects.filter(user=user)
    return rows.filter(of_form(form), pk=held).first() if held else rows.filter(form=form).first()


def _begun(user: User, form: str, held: UUID | None) -> Draft:
    row = Draft(user=user, organisation_id=user.organisation_id, form=form, begun_at=now())
    if held:
        row.pk = held
        _set_aside(user, form)
    return row


def of_form(form: str) -> Q:
    """The drafts of one form: the newest, and those that wait beside it."""
    return Q(form=form) | Q(form__startswith=form + ASIDE)


def _is_page(path: str) -> bool:
    return path.startswith("/desk/") and len(path) <= LONGEST_PATH and path.isascii()


def forget_draft(user: User, form: str, *, held: UUID | None = None) -> None:
    """Throws a draft away: it was sent, or is not wanted. `held`: this one of the form, not the newest. The next takes its place."""
    if user.under_duress:
        return
    rows = Draft.objects.filter(user=user)
    if not (rows.filter(of_form(form), pk=held) if held else rows.filter(form=form)).delete()[0]:
        return
    left = list(rows.filter(of_form(form)).order_by("-saved_at").values_list("pk", "form"))
    if left and all(name != form for _key, name in left):
        _rename(user, left[0][0], form)


def _set_aside(user: User, form: str) -> None:
    """Makes room for another draft of the same form."""
    there = list(Draft.objects.filter(of_form(form), user=user).order_by("-saved_at").values_list("pk", "form"))
    for key, name in there:
        if name == form:
            _rename(user, key, _aside(form, key))
    Draft.objects.filter(user=user, pk__in=[key for key, _name in there[MOST - 1 :]]).delete()


def _aside(form: str, key: UUID) -> str:
    return f"{form}{ASIDE}-{key.hex[-8:]}"


def _rename(user: User, key: UUID, to: str) -> None:
    with suppress(IntegrityError):  # another tab was first
        Draft.objects.filter(user=user, pk=key).update(form=to)


def keep_sent(user: User, form: str, values: Mapping[str, Sequence[str]], *, path: str, act: UUID) -> None:
    """Keeps what was sent for as long as its act can be undone; under duress nothing. `act`: the id of the undo."""
    name = f"{form}{OF_ACT}-{act.hex[-8:]}"
    if user.under_duress or len(name) > LONGEST_FORM:
        return
    row = Draft(pk=act, user=user, organisation_id=user.organisation_id, form=name, path=path if _is_page(path) else "", saved_at=now())
    row.tells_danger = _tells_danger(form, values)
    seal(row, by=user.actor, words=json.dumps(values, ensure_ascii=False, separators=(",", ":")))
    row.save(force_insert=True)  # directly, as above


def give_back_sent(user: User, act: UUID) -> bool:
    """Makes a draft of what was sent, whose act was undone; whether anything was kept."""
    row = Draft.objects.filter(user=user, pk=act, form__contains=OF_ACT).only("form").first()
    if row is None:
        return False
    form = row.form.rpartition(OF_ACT)[0]
    _set_aside(user, form)
    return bool(Draft.objects.filter(pk=act).update(form=form, saved_at=now()))


def keep_searched(user: User, number: str, text: str) -> None:
    """Keeps the words of a search beside what it found; under duress nothing."""
    keep_draft(user, f"{SEARCHED}{number}", {"q": [text]})


def is_no_draft() -> Q:
    """What is kept for some minutes, and is offered in no list of drafts."""
    return Q(form__contains=OF_ACT) | Q(form__startswith=SEARCHED)


def forget_passing() -> int:
    """What was sent and can no longer be undone, and what was searched and is not found again; how many."""
    sent = Q(form__contains=OF_ACT, saved_at__lte=now() - WINDOW)
    return Draft.objects.filter(sent | Q(form__startswith=SEARCHED, saved_at__lte=now() - SEARCH_KEPT)).delete()[0]


def forget_drafts_of(organisation: Organisation) -> None:
    """Throws away what the accounts of an organisation had half typed: it has left, and nobody could open them again."""
    Draft.objects.filter(organisation=organisation).delete()


def forget_drafts_about(code: str) -> None:
    """Throws away what anybody had half typed in the forms of a case or a request: their addresses hold its code."""
    Draft.objects.filter(Q(form__contains=code) | Q(path__contains=code)).delete()
