"""Proposals between organisations, made by the house's own actions."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from panoh.accounts.models import Organisation, User
from panoh.accounts.roles import Role
from panoh.cases.models import Case
from panoh.coalition.actions import propose
from panoh.coalition.enums import Kind, Why
from panoh.coalition.models import Proposal
from panoh.coalition.queries.proposals import answering
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.core.clock import today
from tests.factories.accounts import make_member, make_user
from tests.factories.cases import make_case, make_coordinator
from tests.factories.consent import make_consent


def make_proposal(
    *,
    by: User | None = None,
    case: Case | None = None,
    taker: Organisation | None = None,
    kind: Kind = Kind.WORK,
    kinds: Sequence[str] = tuple(DataKind),
    **facts: Any,
) -> Proposal:
    """A proposal that waits, with the person's consent to the taker, to these kinds of data."""
    by = by or make_coordinator()
    case = case or make_case(by=by)
    taker = taker or make_member(1)
    if taker.pk not in answering():
        make_user(Role.MEMBER_WORKER, organisation=taker)
    make_consent(case.person, by=by, purpose=ConsentPurpose.TEAM, organisation=taker, data_kinds=list(kinds))
    given = {"why": Why.PSYCHOLOGICAL, "words": "Нужна помощь психолога рядом с домом", **facts}
    if kind != Kind.TRANSFER:
        given.setdefault("until", today() + dt.timedelta(days=90))
    return propose(case, by=by, taker=taker, kind=kind, **given)
