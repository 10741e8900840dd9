"""Versions of the booklet, made by the house's own actions."""

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.booklet.actions import adopt_edition, begin_edition, write_section
from panoh.booklet.models import Edition
from tests.factories.accounts import make_user

WORDS = {"tg": "Ғамхорӣ, қувват, ӯ, ҳимоя, ҷавоб", "ru": "Забота и защита", "en": "Care and shelter"}


def make_booklet(*, by: User | None = None, adopted: bool = False) -> Edition:
    """A draft with one section more than the starting text; adopted if asked."""
    by = by or make_user(Role.COORDINATOR)
    edition = write_section(
        begin_edition(by=by), "", by=by, title=WORDS, text={code: f"{words}.\n\n- {words}" for code, words in WORDS.items()}
    )
    return adopt_edition(edition, by=by) if adopted else edition
