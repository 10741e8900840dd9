"""One line of the table read as a person: every cell asked for its meaning, every doubt remarked."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from panoh.core import clock
from panoh.exchange.register import dates, lists, names, values
from panoh.exchange.register.cells import Cell, cell_text
from panoh.exchange.register.dates import NoSuchDayError, NotADateError, When
from panoh.exchange.register.folding import fold
from panoh.exchange.register.heads import OURS, PERSON_TEXTS
from panoh.exchange.register.remarks import Problem, Remark, Warn
from panoh.exchange.register.row import Help, ParsedRow, RelativeLink, fingerprint_of
from panoh.exchange.register.table import Column, TableRow
from panoh.exchange.register.words import word_set
from panoh.people.enums import OtherStatus, Precision, Sex
from panoh.places import catalogue

type OrganisationOf = Callable[[str], UUID | None]
_OLDEST = 110
_FIRST_YEAR = 2000


def nobody_known(_text: str) -> UUID | None:
    """The organisation of a sender where none is known."""
    return None


@dataclass(repr=False)
class PersonReader:
    """Reads one line. `read` is asked once; problems and warnings gather on the way."""

    line: TableRow
    columns: Sequence[Column]
    name_order: str
    today: dt.date
    organisation_of: OrganisationOf
    everyone_is: str = ""  # where no column says it
    problems: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)

    def read(self) -> ParsedRow:
        """The row, rejected or not."""
        own_number = next(iter(values.read_numbers(self._text("number"))), "")
        admitted = self._admitted()
        kind = self._kind()
        sex = self._sex()
        family_name, given_name, patronymic = self._names()
        birth, age = self._birth(admitted)
        region, place, residence_words = self._residence()
        door, organisation = self._sender()
        codes, complaint_words = lists.read_complaints(self._value("complaints"))
        return ParsedRow(
            number=self.line.number,
            own_number=own_number,
            values=self.line.cells,
            cells={column.head: text for column, text in self._texts if text and column.field != OURS},
            fingerprint=fingerprint_of(
                own_number, {column.field or column.head: text for column, text in self._texts if column.field != OURS}
            ),
            kind=kind,
            family_name=family_name,
            given_name=given_name,
            patronymic=patronymic,
            sex=sex,
            birth=birth,
            age_stated=age,
            admitted=admitted,
            closed=self._closed(admitted),
            region=region,
            place=place,
            residence_words=residence_words,
            door=door,
            sender_words=self._text("sender"),
            organisation=organisation,
            phones=self._phones(),
            complaints=codes,
            complaint_words=complaint_words,
            help=self._help(),
            relationship=self._relationship(kind, sex),
            note=self._text("note"),
            texts={name: text for name in PERSON_TEXTS if (text := self._text(name)) and not values.is_blank_word(text)},
            warnings=tuple(self.warnings),
            problems=tuple(self.problems),
        )

    # ---- cells

    @cached_property
    def _texts(self) -> list[tuple[Column, str]]:
        return [(column, cell_text(cell)) for column, cell in zip(self.columns, self.line.cells, strict=True)]

    @cached_property
    def _by_field(self) -> Mapping[str, tuple[str, str, Cell]]:
        """Field → head, text and the cell itself."""
        return {
            column.field: (column.head, text, cell)
            for (column, text), cell in zip(self._texts, self.line.cells, strict=True)
            if column.field
        }

    def _text(self, name: str) -> str:
        return self._by_field[name][1] if name in self._by_field else ""

    def _value(self, name: str) -> Cell:
        return self._by_field[name][2] if name in self._by_field else None

    def _remark(self, code: Problem | Warn, *fields: str) -> None:
        known = [self._by_field[name] for name in fields if name in self._by_field]
        remark = Remark(code, " / ".join(head for head, _text, _cell in known), " ".join(text for _head, text, _cell in known if text))
        (self.problems if isinstance(code, Problem) else self.warnings).append(remark)

    # ---- what every row must say

    def _admitted(self) -> When | None:
        text = self._text("admitted_on")
        if not text or values.is_blank_word(text):
            self._remark(Problem.ADMISSION_MISSING, "admitted_on")
            return None
        try:
            read = dates.read_date(self._value("admitted_on"), latest=self.today)
        except NoSuchDayError:
            self._remark(Problem.ADMISSION_NO_SUCH_DAY, "admitted_on")
            return None
        except NotADateError:
            self._remark(Problem.ADMISSION_NOT_A_DATE, "admitted_on")
            return None
        if read is None:
            self._remark(Problem.ADMISSION_MISSING, "admitted_on")
            return None
        if read.when.first > self.today:
            self._remark(Problem.ADMISSION_IN_FUTURE, "admitted_on")
        elif read.when.first.year < _FIRST_YEAR:
            self._remark(Warn.ADMISSION_EARLY, "admitted_on")
        if read.when.precision != Precision.DAY:
            self._remark(Warn.ADMISSION_NOT_EXACT, "admitted_on")
        if read.month_first:
            self._remark(Warn.MONTH_FIRST, "admitted_on")
        return read.when

    def _kind(self) -> str:
        if self.everyone_is:
            return self.everyone_is
        text = self._text("kind")
        if not text:
            self._remark(Problem.KIND_MISSING, "kind")
            return ""
        kind = values.read_kind(text)
        if kind is None:
            self._remark(Problem.KIND_UNKNOWN, "kind")
        return kind or ""

    def _sex(self) -> Sex | None:
        text = self._text("sex")
        if not text:
            self._remark(Problem.SEX_MISSING, "sex")
            return None
        sex = values.read_sex(text)
        if sex is None:
            self._remark(Problem.SEX_UNKNOWN, "sex")
        return sex

    def _names(self) -> names.Parts:
        parts = [names.name_part(self._text(name)) for name in ("family_name", "given_name", "patronymic")]
        whole = names.split_full_name(self._text("full_name"), self.name_order)
        if not parts[0] and not parts[1]:
            parts = [whole[0], whole[1], parts[2] or whole[2]]
        if not parts[0] and not parts[1]:
            self._remark(Problem.NAME_MISSING, "family_name", "given_name", "full_name")
        elif names.has_figures(*parts):
            self._remark(Warn.NAME_WITH_FIGURES, "family_name", "given_name", "patronymic", "full_name")
        return parts[0], parts[1], parts[2]

    # ---- birth

    def _birth(self, admitted: When | None) -> tuple[When | None, int | None]:
        latest = min(admitted.last, self.today) if admitted else self.today
        age = self._age()
        by_year = self._birth_in("birth_year", latest) if self._text("birth_year") else None
        birth = self._birth_in("birth", latest)
        if birth and by_year and birth.first.year != by_year.first.year:
            self._remark(Warn.BIRTH_TWO_YEARS, "birth", "birth_year")
        source = "birth" if birth else "birth_year"
        birth = birth or by_year
        if birth is None:
            if any(problem.code in (Problem.BIRTH_NOT_A_DATE, Problem.BIRTH_NO_SUCH_DAY) for problem in self.problems):
                return None, age
            if age is not None and admitted is not None:
                self._remark(Warn.BIRTH_FROM_AGE, "age")
                birth, source = dates.years_ago(admitted.first, age), "age"
            else:
                self._remark(Warn.BIRTH_MISSING, "birth", "birth_year", "age")
                return None, age
        elif birth.precision != Precision.DAY:
            self._remark(Warn.BIRTH_NOT_EXACT, source)
        self._check_birth(birth, admitted, source)
        return birth, age

    def _birth_in(self, name: str, latest: dt.date) -> When | None:
        text = self._text(name)
        if not text or values.is_blank_word(text):
            return None
        try:
            read = dates.read_date(self._value(name), latest=latest, is_birth=True)
        except NoSuchDayError:
            self._remark(Problem.BIRTH_NO_SUCH_DAY, name)
            return None
        except NotADateError:
            self._remark(Problem.BIRTH_NOT_A_DATE, name)
            return None
        if read and read.month_first:
            self._remark(Warn.MONTH_FIRST, name)
        return read.when if read else None

    def _check_birth(self, birth: When, admitted: When | None, source: str) -> None:
        if birth.first > self.today:
            self._remark(Problem.BIRTH_IN_FUTURE, source)
        elif admitted and birth.first > admitted.last:
            self._remark(Problem.BIRTH_AFTER_ADMISSION, source)
        elif clock.age_on(birth.last, admitted.first if admitted else self.today) > _OLDEST:
            self._remark(Warn.AGE_OVER_110, source)

    def _age(self) -> int | None:
        text = self._text("age")
        if not text or values.is_blank_word(text):
            return None
        age = values.read_age(self._value("age"))
        if age is None:
            self._remark(Warn.AGE_NOT_UNDERSTOOD, "age")
        return age

    def _closed(self, admitted: When | None) -> When | None:
        text = self._text("closed_on")
        if not text or values.is_blank_word(text) or fold(text) in word_set("cells", "ongoing"):
            return None
        try:
            read = dates.read_date(self._value("closed_on"), latest=self.today)
        except NotADateError:
            self._remark(Warn.CLOSED_NOT_A_DATE, "closed_on")
            return None
        if read is None:
            return None
        if read.when.first > self.today:
            self._remark(Warn.CLOSED_IN_FUTURE, "closed_on")
            return None
        if admitted and read.when.last < admitted.first:
            self._remark(Warn.CLOSED_BEFORE_ADMISSION, "closed_on")
            return None
        if read.when.precision != Precision.DAY:
            self._remark(Warn.CLOSED_NOT_EXACT, "closed_on")
        if read.month_first:
            self._remark(Warn.MONTH_FIRST, "closed_on")
        return read.when

    # ---- where from

    def _residence(self) -> tuple[str, str, str]:
        region, kept = self._region()
        place, words = self._place(region)
        if not place and self._text("residence"):
            found = catalogue.find(self._text("residence"), region or None) or catalogue.find(self._text("residence"))
            kept.append(self._text("residence"))
            if found:
                place = found.place.code
                self._note_place(found, "residence", region)
            elif not region and not words:
                self._remark(Warn.PLACE_UNKNOWN, "residence")
        kept += [words] if words else []
        if place:
            region = catalogue.get(place).region
        return region, "" if place == region else place, "; ".join(kept)

    def _region(self) -> tuple[str, list[str]]:
        text = self._text("region")
        if not text or values.is_blank_word(text):
            return "", []
        found = catalogue.find(text)
        if found is None:
            self._remark(Warn.REGION_UNKNOWN, "region")
            return "", [text]
        if found.old_name:
            self._remark(Warn.PLACE_OLD_NAME, "region")
        return found.place.region, []

    def _place(self, region: str) -> tuple[str, str]:
        text = self._text("district")
        if not text or values.is_blank_word(text):
            # A city or district written in the column of regions.
            found = catalogue.find(self._text("region")) if region else None
            return (found.place.code, "") if found and found.place.code != region else ("", "")
        found = (catalogue.find(text, region) if region else None) or catalogue.find(text)
        if found is None:
            self._remark(Warn.PLACE_UNKNOWN, "district")
            return "", text
        self._note_place(found, "district", region)
        return found.place.code, ""

    def _note_place(self, found: catalogue.PlaceMatch, name: str, region: str) -> None:
        if found.old_name:
            self._remark(Warn.PLACE_OLD_NAME, name)
        if region and found.place.region != region:
            self._remark(Warn.PLACE_OTHER_REGION, name)

    def _sender(self) -> tuple[str, UUID | None]:
        text = self._text("sender")
        if not text or values.is_blank_word(text):
            return "", None
        if door := values.read_door(text):
            return door, None
        if organisation := self.organisation_of(text):
            return "member", organisation
        self._remark(Warn.SENDER_UNKNOWN, "sender")
        return "member" if values.looks_like_organisation(text) else "", None

    def _phones(self) -> tuple[values.Phone, ...]:
        cell = self._value("phone")
        phones = values.read_phones(cell.strip() if isinstance(cell, str) else cell_text(cell))
        if any(not phone.number for phone in phones):
            self._remark(Warn.PHONE_NOT_UNDERSTOOD, "phone")
        return phones

    # ---- help

    def _help(self) -> Help:
        medical, medical_words = self._medical()
        social, is_bare_yes = lists.read_social(self._value("social"))
        if is_bare_yes:
            self._remark(Warn.SOCIAL_WITHOUT_KIND, "social")
        treatment, treatment_words = self._treatment()
        facility = self._text("facility")
        return Help(
            medical=medical,
            medical_words=medical_words,
            sessions=self._sessions(),
            social=social,
            treatment=treatment,
            treatment_words=treatment_words,
            facility="" if values.is_blank_word(facility) else facility,
        )

    def _medical(self) -> tuple[bool, str]:
        answer = values.read_yes_no(self._value("medical"))
        if answer is not None:
            return answer, ""
        text = self._text("medical")
        if values.names_medical_service(text):
            self._remark(Warn.MEDICAL_IN_WORDS, "medical")
            return True, text
        self._remark(Warn.MEDICAL_NOT_UNDERSTOOD, "medical")
        return False, text

    def _sessions(self) -> int:
        number = values.read_sessions(self._value("sessions"))
        if number is None:
            self._remark(Warn.SESSIONS_NOT_UNDERSTOOD, "sessions")
            return 0
        if number < 0:
            self._remark(Warn.SESSIONS_WITHOUT_NUMBER, "sessions")
            return 1
        return number

    def _treatment(self) -> tuple[str, str]:
        text = self._text("treatment")
        treatment = values.read_treatment(text)
        if treatment is None:
            self._remark(Warn.TREATMENT_UNKNOWN, "treatment")
            return "", text
        if treatment == "both":
            self._remark(Warn.TREATMENT_BOTH, "treatment")
            return "inpatient", text
        return treatment, ""

    # ---- whose relative

    def _relationship(self, kind: str, sex: Sex | None) -> RelativeLink | None:
        numbers = values.read_numbers(self._text("survivor_number"))
        if kind != values.FAMILY:
            if kind == values.SURVIVOR and numbers:
                self._remark(Warn.TIE_OF_SURVIVOR, "survivor_number")
            return None
        source = "relation" if self._text("relation") and not values.is_blank_word(self._text("relation")) else "kind"
        words = self._text("relation") if source == "relation" else values.words_in_kind(self._text("kind"))
        relation, told = values.read_relation(words, sex)
        if not words:
            self._remark(Warn.RELATION_MISSING, "relation")
        elif relation is None:
            self._remark(Warn.RELATION_UNKNOWN, source)
        if told and sex in (Sex.FEMALE, Sex.MALE) and told != sex:
            self._remark(Warn.RELATION_OTHER_SEX, source, "sex")
        if len(numbers) > 1:
            self._remark(Warn.SEVERAL_NUMBERS, "survivor_number")
        status = values.survivor_status(self._text("note"))
        if not numbers and status is None:
            self._remark(Warn.SURVIVOR_UNKNOWN, "survivor_number")
        return RelativeLink(relation, words, numbers[0] if numbers else "", None, status or OtherStatus.UNKNOWN)
