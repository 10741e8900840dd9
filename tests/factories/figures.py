"""Tables that are drawn up, read and released; case studies."""

import datetime as dt
from typing import Any

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.cases.models import Case
from panoh.consent.enums import ConsentPurpose
from panoh.core.clock import today
from panoh.reporting.actions import approve_study, ask_readers, draw_up_release, review_release, show_study, write_study
from panoh.reporting.enums import ApprovedHow, Audience, Verdict, What
from panoh.reporting.models import CaseStudy, FigureRelease
from tests.factories.accounts import make_user
from tests.factories.consent import make_consent


def make_release(
    *, by: User, year: int = 2022, until: int | None = None, what: str = What.TABLE, audience: str = Audience.PUBLIC, **facts: Any
) -> FigureRelease:
    """Drawn up, of whole years; by sex where nothing else is said."""
    cut = {"rows": "sex"} if what == What.TABLE and "rows" not in facts else {}
    days = {"start": dt.date(year, 1, 1), "end": dt.date(until or year, 12, 31)}
    return draw_up_release(by=by, what=what, audience=audience, why="Для годового отчёта", **days, **cut, **facts)


def read_by(release: FigureRelease, *readers: User, verdict: str = Verdict.AGREES) -> FigureRelease:
    """These readers say the same of it, one after the other."""
    for reader in readers:
        review_release(release, by=reader, verdict=verdict, words="Просмотрено каждое число")
    return release


def released(*, by: User, **facts: Any) -> FigureRelease:
    """Drawn up, asked for and read by as many as it needs."""
    row = ask_readers(make_release(by=by, **facts), by=by)
    return read_by(row, *(make_user(role) for role in (Role.DIRECTOR, Role.DATA_GUARDIAN)[: row.needed]))


SAID = "Мужчина с юга страны долго не спал. Врач и психолог помогли ему, сейчас он снова работает."


def make_study(case: Case, *, by: User, **facts: Any) -> CaseStudy:
    """A case study of this year that names nobody, being written."""
    return write_study(case, by=by, **{"year": today().year, "language": "ru", "title": "Снова спать", "words": SAID, **facts})


def approved(case: Case, *, by: User, **facts: Any) -> CaseStudy:
    """One that the person agreed to, was shown, and approved today."""
    make_consent(case.person, by=by, purpose=ConsentPurpose.CASE_STUDY)
    study = show_study(make_study(case, by=by, **facts), by=by)
    return approve_study(study, by=by, how=ApprovedHow.SPOKEN, approved_on=today())
