"""From understood rows to persons, cases, ties, contacts and help: a whole batch at once, inside the action that brings it in."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from panoh.accounts.models import Organisation, User
from panoh.cases.actions.admission import RegisterRow, admit_rows
from panoh.cases.actions.sessions import AssistanceInput, give_many
from panoh.cases.enums import Door, Help, HelpItem, Kind
from panoh.cases.models import Case
from panoh.core.clock import age_on
from panoh.exchange.deciding import number_tokens
from panoh.exchange.enums import RowState
from panoh.exchange.models import ImportRow, ImportRun
from panoh.exchange.register.remarks import Warn
from panoh.exchange.register.row import ParsedRow
from panoh.network.actions import facility_by_name
from panoh.network.models import Facility
from panoh.people.actions import NewRelationship, add_relationships, point_relationship, register_persons
from panoh.people.data import PersonData
from panoh.people.enums import OtherStatus, Precision, Relation, Sex
from panoh.people.models import Person, Relationship

SOURCE = "register"


def admit_batch(rows: Sequence[ParsedRow], tie_tokens: Sequence[bytes], *, run: ImportRun, by: User) -> list[Case]:
    """Admits the persons of these rows, in their order."""
    if not rows:
        return []
    senders = _senders(rows)
    counted = {row.number: run.member or senders.get(row.number) or by.organisation for row in rows}
    owners = {number: by.organisation if admitted_to.gone_on else admitted_to for number, admitted_to in counted.items()}
    persons = _persons(rows, owners, run, by)
    cases = admit_rows(
        [
            _case(row, person, owner=owners[row.number], admitted_to=counted[row.number], sender=senders.get(row.number) or run.member)
            for row, person in zip(rows, persons, strict=True)
        ],
        by=by,
    )
    facilities = {name: facility_by_name(name, by=by) for name in {row.help.facility for row in rows} - {""}}
    given = [help for row, case in zip(rows, cases, strict=True) for help in _help(row, case, facilities)]
    if given:
        give_many(given, by=by, source=SOURCE)
    _add_relationships(rows, tie_tokens, persons, run, by)
    resolve_relationships(rows, persons, run=run, by=by)
    return cases


def _senders(rows: Sequence[ParsedRow]) -> dict[int, Organisation]:
    """Which organisation the rows name as sender, by number. A row counts in the figures of the member whose list it is, else of its
    sender, otherwise in those of the secretariat, which brings the register in. Whose figures they are, theirs the case is; of who has
    left since, it is the secretariat's."""
    known = Organisation.objects.in_bulk({row.organisation for row in rows if row.organisation})
    return {row.number: known[row.organisation] for row in rows if row.organisation in known}


def _persons(rows: Sequence[ParsedRow], owners: dict[int, Organisation], run: ImportRun, by: User) -> list[Person]:
    """The persons in the order of the rows; registered owner by owner, since the owner decides whose wraps a key gets."""
    registered: dict[int, Person] = {}
    for owner in {organisation.id for organisation in owners.values()}:
        own = [row for row in rows if owners[row.number].id == owner]
        made = register_persons([_person(row, run) for row in own], by=by, owner=owner)
        registered.update(zip((row.number for row in own), made, strict=True))
    return [registered[row.number] for row in rows]


def _person(row: ParsedRow, run: ImportRun) -> PersonData:
    birth = row.birth
    return PersonData(
        sex=row.sex or Sex.UNSTATED,
        birth_date=birth.iso if birth else "",
        birth_is_about=bool(birth and birth.precision == Precision.ABOUT),
        is_practice=run.is_practice,
        region=row.region,
        place=row.place,
        family_name=row.family_name,
        given_name=row.given_name,
        patronymic=row.patronymic,
        address=row.residence_words,
        numbers=[phone.number or phone.typed for phone in row.phones],
        **row.texts,
    )


def _case(row: ParsedRow, person: Person, *, owner: Organisation, admitted_to: Organisation, sender: Organisation | None) -> RegisterRow:
    assert row.admitted is not None
    return RegisterRow(
        person=person,
        organisation=owner,
        kind=Kind(row.kind),
        admitted_on=row.admitted.first,
        age=_age(row, row.admitted.first),
        region=row.region,
        place=row.place,
        door=Door(row.door) if row.door in Door.values else Door.MEMBER if sender else Door.REGISTER,
        admitted_to=admitted_to,
        referred_by=sender,
        complaints=row.complaints,
        complaint_words=row.complaint_words,
        treatment=row.help.treatment,
        closed_on=row.closed.last if row.closed else None,
        note="; ".join(filter(None, [row.note, row.sender_words if not row.organisation else "", row.help.treatment_words])),
    )


def _age(row: ParsedRow, day: dt.date) -> int | None:
    """Whole years on the day of admission; from the year alone, the difference of years."""
    if row.birth is None:
        return None
    if row.birth.precision in (Precision.DAY, Precision.MONTH):
        return age_on(row.birth.first, day)
    return day.year - row.birth.first.year


def _help(row: ParsedRow, case: Case, facilities: dict[str, Facility]) -> list[AssistanceInput]:
    """The help columns as assistance of the day of admission: medical is one service, psychological the number, social by kind."""
    given, where = [], facilities.get(row.help.facility)

    def add(kind: Help, item: HelpItem, quantity: int = 1, words: str = "", treatment: str = "", facility: Facility | None = None) -> None:
        given.append(
            AssistanceInput(
                case=case,
                help=kind,
                item=item,
                given_on=case.admitted_on,
                quantity=quantity,
                treatment=treatment,
                facility=facility,
                words=words,
            )
        )

    if row.help.medical:
        add(Help.MEDICAL, HelpItem.TREATMENT, words=row.help.medical_words, treatment=row.help.treatment, facility=where)
    if row.help.sessions:
        add(Help.PSYCHOLOGICAL, HelpItem.SESSION, row.help.sessions)
    for social in row.help.social:
        item = HelpItem(social.code) if social.code in HelpItem.values else HelpItem.OTHER
        add(Help.SOCIAL, item, words=social.words)
    return given


def _add_relationships(rows: Sequence[ParsedRow], tokens: Sequence[bytes], persons: Sequence[Person], run: ImportRun, by: User) -> None:
    """Ties each family member to the person whose number the row names: in this batch, in this file, or in an earlier version of it."""
    here = {row.number: person for row, person in zip(rows, persons, strict=True)}
    wanted = [(row, token, person) for row, token, person in zip(rows, tokens, persons, strict=True) if row.relationship is not None]
    in_file = _persons_of_lines(
        run, [row.relationship.to_row for row, _token, _person in wanted if row.relationship and row.relationship.to_row]
    )
    earlier = _persons_of_numbers(run, [token for row, token, _person in wanted if token])
    relationships = []
    for row, token, person in wanted:
        assert row.relationship is not None
        to_row = row.relationship.to_row or 0
        other = here.get(to_row) or in_file.get(to_row) or (earlier.get(token) if token else None)
        if other is not None and other.pk == person.pk:
            other = None
        status = row.relationship.status
        if other is not None and status == OtherStatus.UNKNOWN:
            status = OtherStatus.IN_CARE
        if other is None and status == OtherStatus.IN_CARE:
            status = OtherStatus.UNKNOWN
        relation = row.relationship.relation or Relation.OTHER
        relationships.append(
            NewRelationship(person=person, relation=relation, other=other, other_status=status, note=row.relationship.relation_words)
        )
    if relationships:
        add_relationships(relationships, by=by)


def _persons_of_lines(run: ImportRun, numbers: Sequence[int]) -> dict[int, Person]:
    lines = ImportRow.objects.filter(run=run, number__in=list(numbers), case__isnull=False).select_related("case__person")
    return {line.number: line.case.person for line in lines if line.case}


def _persons_of_numbers(run: ImportRun, tokens: Sequence[bytes]) -> dict[bytes, Person]:
    """Whose number it is in this register; a number that two persons have is nobody's."""
    lines = ImportRow.objects.filter(number_token__in=list(tokens), case__isnull=False, run__series=run.series)
    found: dict[bytes, set[Person]] = {}
    for line in lines.select_related("case__person"):
        if line.case:
            found.setdefault(bytes(line.number_token), set()).add(line.case.person)
    return {token: persons.pop() for token, persons in found.items() if len(persons) == 1}


def resolve_relationships(rows: Sequence[ParsedRow], persons: Sequence[Person], *, run: ImportRun, by: User) -> None:
    """Family members of this register may have named the numbers of these rows, which are these persons: their ties are answered."""
    numbers = {row.own_number: person for row, person in zip(rows, persons, strict=True) if row.own_number and not _is_twice(row)}
    if not numbers:
        return
    person_of = {token: numbers[number] for number, token in number_tokens(set(numbers)).items()}
    lines = ImportRow.objects.filter(tie_token__in=list(person_of), state=RowState.ADMITTED, run__series=run.series)
    waiting = {line.case.person_id: person_of[bytes(line.tie_token)] for line in lines.select_related("case") if line.case}
    if not waiting:
        return
    relationships = Relationship.objects.filter(person__in=list(waiting), other=None, other_status=OtherStatus.UNKNOWN).order_by("person")
    for person, (relationship, *more) in groupby(relationships, key=lambda relationship: relationship.person_id):
        other = waiting[person]
        if not more and other.pk != person:  # of several ties with unknown ends none can be told to be the one
            point_relationship(relationship, other, by=by)


def _is_twice(row: ParsedRow) -> bool:
    return any(remark.code == Warn.NUMBER_TWICE for remark in row.warnings)
