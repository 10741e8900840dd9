"""For how long what is kept: the clocks that two people may set, and those that run by themselves, each read from where it is enforced.

The usual periods are those of FIELD.md 7.4; the bounds leave a unit room to follow its lawyers, and keep it from keeping for ever by
carelessness or from losing by haste what a court may still need. Torture has no limitation, so a file with a signed report is kept longest.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from panoh.accounts.limits import KEPT as TRIES_KEPT
from panoh.audit.undo import WINDOW as UNDO_WINDOW
from panoh.data_protection.enums import End, Rule
from panoh.hotline.phone import GOOD_FOR as PHONE_KEPT
from panoh.hotline.queries.calls import MONTH, TWELVE_MONTHS
from panoh.people.merging import TAKEN_APART_WITHIN
from panoh.referrals.actions.replies import MOST_DAYS as LINK_DAYS

ADULT = 18
YEAR = 12  # months
AHEAD = dt.timedelta(days=90)  # so long before its day a file is shown to those who decide


@dataclass(frozen=True, slots=True)
class Clock:
    """One rule: from which day it counts, how many months usually, at least and at most, and what is proposed then."""

    rule: Rule
    counts_from: Promise
    usual: int
    least: int
    most: int
    end: End
    why: Promise
    instead: Promise | None = None  # what happens then, where it is no file that ends

    @property
    def then(self) -> str | Promise:
        """What is proposed, in words."""
        return self.instead or self.end.label


CLOCKS = {
    clock.rule: clock
    for clock in (
        Clock(
            Rule.CLOSED,
            _("the closure of the last case"),
            10 * YEAR,
            5 * YEAR,
            30 * YEAR,
            End.ANONYMISED,
            _("Complaints take years, and people come back for help."),
        ),
        Clock(
            Rule.CHILD,
            _("the end of the year in which the person turns 18, or the closure if that is later"),
            10 * YEAR,
            5 * YEAR,
            30 * YEAR,
            End.ANONYMISED,
            _("As an adult, a person who was a child can decide whether the file is needed."),
        ),
        Clock(
            Rule.REPORT,
            _("the closure of the last case"),
            30 * YEAR,
            15 * YEAR,
            75 * YEAR,
            End.ANONYMISED,
            _("There is no limitation period: a report may be requested when everyone else has forgotten."),
        ),
        Clock(
            Rule.REFUSED,
            _("the date of the decision"),
            YEAR,
            6,
            3 * YEAR,
            End.ERASED,
            _("Long enough to complain about the decision or to ask again."),
        ),
        Clock(
            Rule.LEFT,
            _("the date the last role ended"),
            5 * YEAR,
            YEAR,
            10 * YEAR,
            End.ANONYMISED,
            _("As long as someone may still ask who it was. After that the name only helps those who seize the computers."),
            _("the name, the telephone and the account name are deleted; the role and its years stay"),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Fixed:
    """What ends by itself and is not settable: what it is, for how long, and what happens then."""

    what: Promise
    length: str | Promise
    then: Promise


def in_words(span: dt.timedelta) -> str:
    """A span as people say it: minutes, hours, days, or months where it is a whole year."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if span <= dt.timedelta(hours=24):
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    if span.days == 365:
        return months_in_words(YEAR)
    return ngettext("%(n)s day", "%(n)s days", span.days) % {"n": span.days}


def months_in_words(months: int) -> str:
    """Months as people say them: in years where they are whole years from two on."""
    if months % YEAR == 0 and months > YEAR:
        return ngettext("%(n)s year", "%(n)s years", months // YEAR) % {"n": months // YEAR}
    return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}


def fixed() -> Iterable[Fixed]:
    """What has a clock of its own, in the active language; the numbers are those the code goes by."""
    by_itself = _("is deleted automatically")
    return (
        Fixed(_("what was said in a call, names and numbers of callers"), in_words(TWELVE_MONTHS), by_itself),
        Fixed(_("the mark that shows whether someone called before"), in_words(MONTH), by_itself),
        Fixed(_("data in a telephone of the hotline"), in_words(PHONE_KEPT), _("new digits are chosen, the earlier data is deleted")),
        Fixed(_("a link by which a facility answers"), in_words(dt.timedelta(days=LINK_DAYS)), _("it no longer opens anything")),
        Fixed(_("what an action changed, so that it can be undone"), in_words(UNDO_WINDOW), by_itself),
        Fixed(_("what two merged records contained, to separate them again"), in_words(TAKEN_APART_WITHIN), by_itself),
        Fixed(_("a draft"), _("until it is sent or deleted"), _("it is also erased with the file")),
        Fixed(
            _("being signed in"),
            in_words(dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)),
            _("until you sign in again; sooner if you do nothing"),
        ),
        Fixed(_("failed attempts to sign in"), in_words(TRIES_KEPT), by_itself),
        Fixed(
            _("the activity log: who opened and changed what"),
            _("permanently"),
            _("once a file is erased, nothing here points to the person"),
        ),
        Fixed(_("numbers without names"), _("permanently"), _("they stay as counted")),
    )
