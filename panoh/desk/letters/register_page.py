"""The page of one entry of the register, with its words where they were asked for."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from panoh.accounts.access import StaffRequest
from panoh.accounts.models import User
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.consent.enums import DataKind
from panoh.core.errors import Sentence
from panoh.correspondence import policy, queries
from panoh.correspondence.enums import UNSENT, ItemState
from panoh.correspondence.forms.letters import SendForm
from panoh.correspondence.paper import Written
from panoh.correspondence.queries import PersonLinkRow, RegisterItemRow
from panoh.desk.letters.register_lines import item_label, lines, promise_lines
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

_ITEM = ["subject", "their_reference", "present", "words", "why_struck"]


@dataclass(frozen=True, slots=True)
class Words:
    """The opened words of an entry; `about` and `remark` of what concerns a person, `shut` where that has no key here."""

    subject: str = ""
    their_reference: str = ""
    present: str = ""
    words: str = ""
    why_struck: str = ""
    addressee: str = ""
    about: str = ""
    remark: str = ""
    is_unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """Another letter, by its number."""

    row: Any
    label: str


def read_words(user: User, item: RegisterItemRow, link: PersonLinkRow | None) -> Words:
    """Opens an entry at once: its own words, whom it is with, and what concerns the person where the case is seen. One event."""
    rows = [item, item.addressee, *([link] if link else [])]
    fields = [*_ITEM, "institution", "office", "contact_name", "remark"]
    opened = open_sealed(rows, by=user.actor, purpose=Purpose.OWN_WORK, fields=fields)
    said, to = opened[0], opened[1]
    told = {name: getattr(said, name) or "" for name in _ITEM}
    whom = ", ".join(part for part in (to.institution, to.office, to.contact_name) if part)
    about = opened[2] if link else None
    return Words(
        **told,
        addressee=whom,
        about=(about.words or "") if about else "",
        remark=(about.remark or "") if about else "",
        is_unreadable=about.is_unreadable if about else False,
    )


def read_item(user: User, item: RegisterItemRow) -> dict[str, Any]:
    """What a form of change begins with."""
    (said,) = open_sealed([item], by=user.actor, purpose=Purpose.OWN_WORK, fields=_ITEM)
    words = {name: getattr(said, name) or "" for name in _ITEM}
    return {**words, "dated_on": item.dated_on, "way": item.way, "answers": str(item.answers_id or "")}


def show_page(
    request: StaffRequest,
    item: RegisterItemRow,
    *,
    opened: bool = False,
    letter: Written | None = None,
    refusal: Sentence = "",
    status: int = 200,
) -> HttpResponse:
    """The page of one entry. `letter` is what would leave, where it was looked at."""
    user = request.user
    link = queries.link_of(user, item)
    (line,) = lines(user, [item])
    may_write = has(user, Permission.CORRESPONDENCE_WRITE)
    context = {
        "item": item,
        "line": line,
        "link": link,
        "words": read_words(user, item, link) if opened else None,
        "answers": _answered(user, item),
        "answered_by": [Other(row, item_label(row)) for row in queries.answers_to(user, item)],
        "promises": promise_lines(user, list(queries.promises(user, item=item)), opened=opened),
        "scans": queries.scans(user, item),
        "may_write": may_write,
        "may_change": may_write and (item.state in UNSENT or item.state == ItemState.REGISTERED),
        "has_copy": bool(item.pdf)
        or (link is not None and item.state in (ItemState.REGISTERED, ItemState.STRUCK) and bool(link.consent_id)),
        "refusal": refusal,
        **(_on_its_way(user, item, link, letter) if line.on_its_way else {}),
    }
    return render(request, "desk/letters/register_item.html", context, status=status)


def _answered(user: User, item: RegisterItemRow) -> Other | None:
    """The letter it answers, where this reader sees that one too."""
    if item.answers is None or not policy.visible_items(user).filter(pk=item.answers.pk).exists():
        return None
    return Other(item.answers, item_label(item.answers))


def _on_its_way(user: User, item: RegisterItemRow, link: PersonLinkRow | None, letter: Written | None) -> dict[str, Any]:
    """Who does what next with a letter that has not left."""
    is_author = policy.is_author(user, item)
    sends = is_author and (item.state == ItemState.AGREED or (link is None and item.state == ItemState.DRAFT))
    return {
        "is_author": is_author,
        "is_reader": link is not None and link.reader_id == user.pk and not is_author,
        "ground": queries.ground_of(link) if link is not None else None,
        "kinds": [str(kind.label) for kind in DataKind if kind in link.data_kinds] if link is not None else [],
        "letter": letter,
        "send_form": SendForm(initial={"version": item.version}) if sends else None,
    }
