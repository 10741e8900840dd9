"""What organisations of the sample propose to one another."""

import datetime as dt

from panoh.cases.models import Case
from panoh.coalition.actions import ask_back, propose
from panoh.coalition.enums import Kind, Why
from panoh.consent import actions as consents
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import today
from panoh.demo.staff import SPOKEN, Staff

SEASON = dt.timedelta(days=90)


def make_proposals(staff: Staff, case: Case, other: Case) -> None:
    """One waits for a member, one came back with a question."""
    worker = staff.member_worker
    for each in (case, other):
        consents.give_consent(
            each.person,
            by=staff.coordinator,
            purpose=ConsentPurpose.TEAM,
            organisation=worker.organisation,
            data_kinds=list(DataKind),
            **SPOKEN,
        )
    propose(
        case,
        by=staff.coordinator,
        taker=worker.organisation,
        kind=Kind.WORK,
        why=Why.SOCIAL,
        until=today() + SEASON,
        words="Нужна помощь со школой и справками рядом с домом.",
    )
    asked = propose(
        other,
        by=staff.coordinator,
        taker=worker.organisation,
        kind=Kind.TRANSFER,
        why=Why.NEARER,
        words="Человек переехал в ваш район и просит помогать ему у вас.",
    )
    ask_back(asked, by=worker, words="Кадом рӯзҳо омада метавонад?")
