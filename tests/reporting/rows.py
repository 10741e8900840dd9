"""Case rows as reports see them: coded facts only, no keys needed to count."""

import datetime as dt

from panoh.accounts.models import Organisation, User
from panoh.audit.guard import writes_allowed
from panoh.cases.enums import Attendance, CaseState, Discipline, Door, Help, HelpItem, Kind, SessionKind
from panoh.cases.models import Assistance, Case, Session
from panoh.core.clock import DUSHANBE
from panoh.people.models import Person


def counted(
    organisation: Organisation,
    *,
    kind: str = Kind.SURVIVOR,
    sex: str = "female",
    age: int | None = 30,
    region: str = "TJ-SU",
    door: str = Door.HOTLINE,
    admitted_on: dt.date = dt.date(2020, 5, 1),
    is_practice: bool = False,
    person: Person | None = None,
) -> Case:
    """A case with exactly these facts."""
    with writes_allowed():
        if person is None:
            person = Person(
                sex=sex, met_on=admitted_on, is_practice=is_practice, birth_year=None if age is None else admitted_on.year - age
            )
            person.save(force_insert=True)
        case = Case(
            person=person,
            organisation=organisation,
            admitted_to=organisation,
            kind=kind,
            door=door,
            region=region,
            admitted_on=admitted_on,
            age_at_admission=age,
            state=CaseState.ACTIVE,
            is_practice=is_practice,
        )
        case.save(force_insert=True)
    return case


def given(case: Case, help: str = Help.MEDICAL, quantity: int = 1, on: dt.date = dt.date(2020, 5, 1)) -> None:
    """Help recorded as given."""
    with writes_allowed():
        Assistance(case=case, person=case.person, help=help, item=HelpItem.OTHER, given_on=on, quantity=quantity).save(force_insert=True)


def held(
    case: Case,
    author: User,
    attendance: str = Attendance.ATTENDED,
    discipline: str = Discipline.PSYCHOLOGICAL,
    on: dt.date = dt.date(2020, 5, 1),
) -> None:
    """A session at noon of a day."""
    with writes_allowed():
        Session(
            case=case,
            person=case.person,
            author=author,
            discipline=discipline,
            kind=SessionKind.INDIVIDUAL,
            at=dt.datetime.combine(on, dt.time(12), DUSHANBE),
            attendance=attendance,
        ).save(force_insert=True)
