"""Tables the sample has released, and one that waits for its readers."""

import datetime as dt

from panoh.core.clock import today
from panoh.demo.staff import Staff
from panoh.reporting.actions import ask_readers, draw_up_release, rate_standard, review_release
from panoh.reporting.enums import Audience, Verdict, What
from panoh.reporting.models import FigureRelease

FIRST, LAST = dt.date(2015, 1, 1), dt.date(2021, 12, 31)
LOOKED = "Посмотрели каждое число рядом с прежними таблицами: по одному человеку ничего не узнать."


def make_figures(staff: Staff) -> None:
    """Who was helped in seven years, for everybody; regions for everybody, read by one of two; help by kind, for the Unit, drawn up."""
    out = _drawn_up(staff, Audience.PUBLIC, rows="kind", columns="sex", why="Для страницы о семи годах работы.")
    ask_readers(out, by=staff.coordinator)
    for reader in (staff.director, staff.security_officer):
        review_release(out, by=reader, verdict=Verdict.AGREES, words=LOOKED)
    waits = ask_readers(_drawn_up(staff, Audience.PUBLIC, rows="region", why="Спрашивают журналисты."), by=staff.coordinator)
    review_release(waits, by=staff.director, verdict=Verdict.AGREES, words=LOOKED)
    _drawn_up(staff, Audience.INSIDE, what=What.HELP, why="Сверить перед годовым отчётом.")


def _drawn_up(staff: Staff, audience: Audience, *, why: str, what: What = What.TABLE, **cut: str) -> FigureRelease:
    return draw_up_release(by=staff.coordinator, what=what, audience=audience, start=FIRST, end=LAST, why=why, **cut)


def make_ratings(staff: Staff) -> None:
    """Three standards, last year and this: one went up, one stayed, one is not begun. Their texts are the Unit's to paste."""
    year = today().year
    for number, before, after in ((1, "begun", "mostly"), (2, "mostly", "mostly"), (3, "none", "none")):
        for each, rating in ((year - 1, before), (year, after)):
            rate_standard(
                number,
                by=staff.director,
                year=each,
                rating=rating,
                evidence="Протоколы супервизии.",
                next_step="Спросить ещё раз.",
            )
