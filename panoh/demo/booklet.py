"""The sample's booklet: one version in force, a draft on its way, what was printed for which region."""

import datetime as dt

from panoh.booklet.actions import adopt_edition, begin_edition, count_print, raise_section
from panoh.booklet.enums import Shape
from panoh.core.clock import today
from panoh.demo.staff import Staff

RUNS = (("tg", Shape.FOLD, "TJ-KT", 300), ("tg", Shape.POCKET, "TJ-SU", 200), ("ru", Shape.A5, "", 50))


def make_booklets(staff: Staff) -> None:
    """The starting text adopted, the calls first in the next draft."""
    by = staff.coordinator
    adopt_edition(begin_edition(by=by), by=by)
    raise_section(begin_edition(by=by), "call", by=by)
    for language, shape, region, copies in RUNS:
        count_print(by=by, language=language, shape=shape, region=region, copies=copies, printed_on=today() - dt.timedelta(days=20))
