"""Questionnaires in the sample: change over time, an unfinished form, a dangerous answer, a wording that waits for its checks."""

import datetime as dt
from typing import Any

from panoh.accounts.models import User
from panoh.cases.actions.asking import ask
from panoh.cases.models import Case
from panoh.core.clock import today
from panoh.demo.staff import Staff
from panoh.instruments.actions import load_wording
from panoh.instruments.enums import Occasion, Wording
from panoh.instruments.reading import definition


def make_answers(staff: Staff, cases: dict[str, Case]) -> None:
    """What was asked of whom, and when. A dash is left out."""
    first, sister, again, child = (cases[name] for name in ("first", "sister", "again", "child"))
    for days, occasion, phq, who, itq in (
        (56, Occasion.ADMISSION, "232322210", "11101", "323233322" + "222222211"),
        (28, Occasion.REVIEW, "222212110", "22112", "222223212" + "121211111"),
        (2, Occasion.BETWEEN, "111111100", "33323", "122112111" + "111101110"),
    ):
        _ask(first, staff.psychologist, "phq9", phq, days, occasion)
        _ask(first, staff.psychologist, "itq", itq, days, occasion)
        _ask(first, staff.social_worker, "who5", who, days, occasion)
    _ask(first, staff.social_worker, "wgss", "121211", 55, Occasion.ADMISSION)
    _ask(sister, staff.regional_worker, "gad7", "2221-21", 9, Occasion.ADMISSION)
    _ask(again, staff.specialist, "phq9", "22322211" + "1", 6, Occasion.ADMISSION)
    _ask(again, staff.specialist, "cssrs", "1000000", 6, Occasion.ADMISSION)
    _ask(child, staff.member_psychologist, "cries8", "53305313", 5, Occasion.ADMISSION)
    labels = {item.id: item.label["tg"] for item in definition("who5").items}
    load_wording(
        "who5",
        by=staff.psychologist,
        language="tg",
        status=Wording.DRAFT,
        licence="Намуна: тарҷумаи худи гурӯҳ, на матни расмӣ",
        wording={"intro": "Намуна", "items": labels},
    )


def _ask(case: Case, by: User, instrument: str, values: str, days_ago: int, occasion: Occasion) -> None:
    items: dict[str, Any] = {
        item.id: None if value == "-" else int(value) for item, value in zip(definition(instrument).items, values, strict=False)
    }
    day = today() - dt.timedelta(days=days_ago)
    ask(case, by=by, instrument=instrument, items=items, done_on=day, language="ru", occasion=occasion)
