"""An invented organisation of the sample that wants to leave: prepared, and waiting for a second person."""

import datetime as dt
from typing import Any

from panoh.accounts.enums import OrganisationKind
from panoh.accounts.models import Organisation
from panoh.cases.models import Case
from panoh.coalition.actions import ask_to_agree, draw_up, plan_passages
from panoh.coalition.enums import LeavingWhy, PersonInformed
from panoh.consent import actions as consents
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import add_working_days, today
from panoh.demo.staff import SPOKEN, Staff
from panoh.desk.actions import add_organisation

JOINED = dt.date(2019, 4, 1)


def add_leaver(staff: Staff) -> Organisation:
    """The organisation."""
    return add_organisation(
        by=staff.coordinator,
        kind=OrganisationKind.MEMBER,
        names=("Practice Centre Umed", "Учебный центр «Умед»", "Маркази машқии «Умед»"),
        shorts=("Practice Umed", "Учебный «Умед»", "«Умед»-и машқӣ"),
        joined_on=JOINED,
    )


def make_departure(staff: Staff, leaver: Organisation, cases: list[Case]) -> None:
    """The first person was told and agreed to the new organisation, the next cannot be told safely, the others are still to be told."""
    taker = staff.member_worker.organisation
    for organisation in (leaver, taker):
        consents.give_consent(
            cases[0].person,
            by=staff.coordinator,
            purpose=ConsentPurpose.TEAM,
            organisation=organisation,
            data_kinds=[DataKind.NAME, DataKind.CONTACT, DataKind.SOCIAL],
            **SPOKEN,
        )
    row = draw_up(
        leaver,
        by=staff.coordinator,
        why=LeavingWhy.CLOSED,
        last_day=today(),
        taker=taker,
        tell_by=add_working_days(today(), 10),
        words="Закрывается в конце месяца; архив передают в секретариат.",
    )
    rows = {each.case_id: each for each in row.passages.select_related("case")}
    told: dict[str, Any] = {"told": PersonInformed.TOLD, "told_on": today() - dt.timedelta(days=3), "words": "Намунаева С., лично"}
    plan_passages(row, [rows[cases[0].pk]], by=staff.coordinator, taker=taker, **told)
    plan_passages(
        row,
        [rows[cases[1].pk]],
        by=staff.coordinator,
        taker=staff.coordinator.organisation,
        told=PersonInformed.NOT_SAFE,
        words="За домом смотрят; сказать при встрече у врача.",
    )
    ask_to_agree(row, by=staff.coordinator)
