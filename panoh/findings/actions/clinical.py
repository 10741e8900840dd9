"""Diagnoses, medicines and allergies: written down, marked as over, corrected with a reason. What stood there before is kept.

Medicines and allergies are the physician's; diagnoses are of a physician or of a psychologist, each read by its own discipline.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.audit.trail import action, save
from panoh.cases.actions.corrections import amend
from panoh.cases.enums import Discipline
from panoh.cases.models import Case
from panoh.cases.policy import check_discipline
from panoh.core.clock import today
from panoh.core.errors import Invalid, WrongState
from panoh.findings.diagnoses import entry_of
from panoh.findings.events import ClinicalEvent
from panoh.findings.kinds import AllergyKind, Certainty, Severity
from panoh.findings.models import Allergy, Diagnosis, Medicine
from panoh.findings.policy import check_theirs
from panoh.vault.actions import record_about, seal

CLOSED = _("This case is closed. Reopen it first.")
NO_SUCH_CODE = _("This code is not on the list. Search by code or by text and choose a result.")
NO_CHOICE = _("This is not on the list. Choose from the list.")
NOT_YET = _("This date is in the future. Check it.")
BEFORE = _("The end cannot be before the beginning. Check the day.")
OVER_ALREADY = _("This is already marked as over.")
KNOWN_ALREADY = _("This diagnosis is already recorded.")
NO_NAME = _("Enter the name of the medicine.")
NO_SUBSTANCE = _("Enter what the person does not tolerate, or mark that no allergies are known.")
NONE_STAYS = _("The entry “asked: no allergies known” cannot be corrected. Mark it as over, or record the allergy.")
KNOWN_ONES = _("Allergies are recorded. If there are none, mark them as over first.")


type Clinical = Diagnosis | Medicine | Allergy


@action(undo=_("Diagnosis recorded."))
def add_diagnosis(
    case: Case,
    *,
    by: User,
    system: str,
    code: str,
    certainty: str,
    found_on: dt.date,
    note: str = "",
    discipline: Discipline = Discipline.MEDICAL,
) -> Diagnosis:
    """Writes a diagnosis of the list down, with how sure it is and since when, for this discipline."""
    _check(case, by, discipline)
    _check_code(system, code)
    _check_day(found_on, "found_on")
    row = Diagnosis(case=case, person_id=case.person_id, discipline=discipline, system=system, code=code, by=by)
    row.certainty, row.found_on = Certainty(certainty), found_on
    _check_stands_once(row, system, code)
    seal(row, by=by.actor, note=note)
    save(row)
    record_about(ClinicalEvent.DIAGNOSIS_ADDED, by=by.actor, about=[case])
    return row


@action(undo=_("Diagnosis marked as over."))
def end_diagnosis(row: Diagnosis, case: Case, *, by: User, ended_on: dt.date | None = None, expected: int | None = None) -> Diagnosis:
    """A diagnosis that holds no longer."""
    _end(row, case, by, ended_on, row.found_on, Discipline(row.discipline))
    save(row, expected)
    record_about(ClinicalEvent.DIAGNOSIS_ENDED, by=by.actor, about=[case])
    return row


@action(undo=_("Diagnosis corrected."))
def correct_diagnosis(
    row: Diagnosis,
    case: Case,
    *,
    by: User,
    why: str,
    system: str,
    code: str,
    certainty: str,
    found_on: dt.date,
    note: str = "",
    ended_on: dt.date | None = None,
    expected: int | None = None,
) -> Diagnosis:
    """Puts a diagnosis right that was written down wrong, also one that is over; without `ended_on` it holds."""
    _check_correct(row, case, by, Discipline(row.discipline))
    if (system, code) != (row.system, row.code):
        _check_code(system, code)
    _check_days(found_on, ended_on, "found_on")
    if ended_on is None:
        _check_stands_once(row, system, code)
    values = {"system": system, "code": code, "certainty": Certainty(certainty), "found_on": found_on, "ended_on": ended_on}
    amend(row, by=by, why=why, values=values, texts={"note": note.strip()}, expected=expected)
    return row


@action(undo=_("Medicine recorded."))
def add_medicine(case: Case, *, by: User, name: str, dose: str = "", started_on: dt.date | None = None) -> Medicine:
    """Writes down a medicine the person takes now."""
    _check(case, by)
    if not name.strip():
        raise Invalid(NO_NAME, {"name": NO_NAME})
    if started_on:
        _check_day(started_on, "started_on")
    row = Medicine(case=case, person_id=case.person_id, started_on=started_on, by=by)
    seal(row, by=by.actor, name=name.strip(), dose=dose.strip())
    save(row)
    record_about(ClinicalEvent.MEDICINE_ADDED, by=by.actor, about=[case])
    return row


@action(undo=_("Medicine marked as no longer taken."))
def stop_medicine(row: Medicine, case: Case, *, by: User, ended_on: dt.date | None = None, expected: int | None = None) -> Medicine:
    """A medicine the person takes no longer."""
    _end(row, case, by, ended_on, row.started_on)
    save(row, expected)
    record_about(ClinicalEvent.MEDICINE_STOPPED, by=by.actor, about=[case])
    return row


@action(undo=_("Medicine corrected."))
def correct_medicine(
    row: Medicine,
    case: Case,
    *,
    by: User,
    why: str,
    name: str,
    dose: str = "",
    started_on: dt.date | None = None,
    ended_on: dt.date | None = None,
    expected: int | None = None,
) -> Medicine:
    """Puts a medicine right that was written down wrong; without `ended_on` the person takes it now."""
    _check_correct(row, case, by)
    if not name.strip():
        raise Invalid(NO_NAME, {"name": NO_NAME})
    _check_days(started_on, ended_on, "started_on")
    texts = {"name": name.strip(), "dose": dose.strip()}
    amend(row, by=by, why=why, values={"started_on": started_on, "ended_on": ended_on}, texts=texts, expected=expected)
    return row


@action(undo=_("Allergy recorded."))
def add_allergy(case: Case, *, by: User, kind: str, substance: str = "", severity: str = "", reaction: str = "") -> Allergy:
    """Writes down what the person does not tolerate; or that it was asked and no allergy is known."""
    _check(case, by)
    standing = Allergy.objects.filter(person=case.person_id, ended_on=None)
    if kind == AllergyKind.NONE:
        substance = severity = reaction = ""
        if standing.filter(kind=AllergyKind.KNOWN).exists():
            raise Invalid(KNOWN_ONES, {"kind": KNOWN_ONES})
    elif not substance.strip():
        raise Invalid(NO_SUBSTANCE, {"substance": NO_SUBSTANCE})
    for none_known in standing.filter(kind=AllergyKind.NONE):
        none_known.ended_on = today()
        save(none_known)
    row = Allergy(
        case=case,
        person_id=case.person_id,
        kind=AllergyKind(kind),
        severity=Severity(severity) if severity else "",
        noted_on=today(),
        by=by,
    )
    seal(row, by=by.actor, substance=substance.strip(), reaction=reaction.strip())
    save(row)
    record_about(ClinicalEvent.ALLERGY_ADDED, by=by.actor, about=[case])
    return row


@action(undo=_("Allergy marked as over."))
def end_allergy(row: Allergy, case: Case, *, by: User, expected: int | None = None) -> Allergy:
    """An allergy that turned out to be none."""
    _end(row, case, by, None, row.noted_on)
    save(row, expected)
    record_about(ClinicalEvent.ALLERGY_ENDED, by=by.actor, about=[case])
    return row


@action(undo=_("Allergy corrected."))
def correct_allergy(
    row: Allergy,
    case: Case,
    *,
    by: User,
    why: str,
    substance: str,
    severity: str = "",
    reaction: str = "",
    expected: int | None = None,
) -> Allergy:
    """Puts right what the person does not tolerate."""
    _check_correct(row, case, by)
    if row.kind == AllergyKind.NONE:
        raise WrongState(NONE_STAYS)
    if not substance.strip():
        raise Invalid(NO_SUBSTANCE, {"substance": NO_SUBSTANCE})
    values = {"severity": Severity(severity) if severity else ""}
    texts = {"substance": substance.strip(), "reaction": reaction.strip()}
    amend(row, by=by, why=why, values=values, texts=texts, expected=expected)
    return row


def _check(case: Case, by: User, discipline: Discipline = Discipline.MEDICAL) -> None:
    check_discipline(by, case, discipline)
    if not case.is_open:
        raise WrongState(CLOSED)


def _check_day(day: dt.date, field: str) -> None:
    if day > today():
        raise Invalid(NOT_YET, {field: NOT_YET})


def _check_days(began_on: dt.date | None, ended_on: dt.date | None, field: str) -> None:
    if began_on is not None:
        _check_day(began_on, field)
    if ended_on is None:
        return
    _check_day(ended_on, "ended_on")
    if began_on is not None and ended_on < began_on:
        raise Invalid(BEFORE, {"ended_on": BEFORE})


def _check_code(system: str, code: str) -> None:
    if entry_of(system, code) is None:
        raise Invalid(NO_SUCH_CODE, {"diagnosis": NO_SUCH_CODE})


def _check_stands_once(row: Diagnosis, system: str, code: str) -> None:
    """Within its own discipline: what the other found, nobody learns from a refusal."""
    standing = Diagnosis.objects.filter(person=row.person_id, discipline=row.discipline, system=system, code=code, ended_on=None)
    if standing.exclude(pk=row.pk).exists():
        raise Invalid(KNOWN_ALREADY, {"diagnosis": KNOWN_ALREADY})


def _check_correct(row: Clinical, case: Case, by: User, discipline: Discipline = Discipline.MEDICAL) -> None:
    """A mistake is put right on a closed case too."""
    check_discipline(by, case, discipline)
    check_theirs(row, case)


def _end(
    row: Clinical,
    case: Case,
    by: User,
    ended_on: dt.date | None,
    began_on: dt.date | None,
    discipline: Discipline = Discipline.MEDICAL,
) -> None:
    _check(case, by, discipline)
    check_theirs(row, case)
    if row.ended_on is not None:
        raise WrongState(OVER_ALREADY)
    day = ended_on or today()
    _check_days(began_on, day, "ended_on")
    row.ended_on = day
