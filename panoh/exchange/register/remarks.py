"""What may be said of a row: problems, which reject it, and warnings, which never do. No sentence repeats a cell."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Problem(StrEnum):
    """Why a row cannot be right."""

    ADMISSION_MISSING = "admission_missing"
    ADMISSION_NOT_A_DATE = "admission_not_a_date"
    ADMISSION_NO_SUCH_DAY = "admission_no_such_day"
    ADMISSION_IN_FUTURE = "admission_in_future"
    BIRTH_NOT_A_DATE = "birth_not_a_date"
    BIRTH_NO_SUCH_DAY = "birth_no_such_day"
    BIRTH_IN_FUTURE = "birth_in_future"
    BIRTH_AFTER_ADMISSION = "birth_after_admission"
    KIND_MISSING = "kind_missing"
    KIND_UNKNOWN = "kind_unknown"
    SEX_MISSING = "sex_missing"
    SEX_UNKNOWN = "sex_unknown"
    NAME_MISSING = "name_missing"
    NOBODY_HERE = "nobody_here"


class Warn(StrEnum):
    """What somebody may wish to look at in a row that is kept."""

    ADMISSION_NOT_EXACT = "admission_not_exact"
    ADMISSION_EARLY = "admission_early"
    MONTH_FIRST = "month_first"
    BIRTH_MISSING = "birth_missing"
    BIRTH_NOT_EXACT = "birth_not_exact"
    BIRTH_FROM_AGE = "birth_from_age"
    BIRTH_TWO_YEARS = "birth_two_years"
    AGE_OVER_110 = "age_over_110"
    AGE_NOT_UNDERSTOOD = "age_not_understood"
    NAME_WITH_FIGURES = "name_with_figures"
    CLOSED_BEFORE_ADMISSION = "closed_before_admission"
    CLOSED_IN_FUTURE = "closed_in_future"
    CLOSED_NOT_A_DATE = "closed_not_a_date"
    CLOSED_NOT_EXACT = "closed_not_exact"
    REGION_UNKNOWN = "region_unknown"
    PLACE_UNKNOWN = "place_unknown"
    PLACE_OLD_NAME = "place_old_name"
    PLACE_OTHER_REGION = "place_other_region"
    RELATION_MISSING = "relation_missing"
    RELATION_UNKNOWN = "relation_unknown"
    RELATION_OTHER_SEX = "relation_other_sex"
    SURVIVOR_UNKNOWN = "survivor_unknown"
    NUMBER_TWICE = "number_twice"
    NUMBER_NOT_HERE = "number_not_here"
    NUMBER_AMBIGUOUS = "number_ambiguous"
    NUMBER_OF_REJECTED = "number_of_rejected"
    NUMBER_OF_FAMILY = "number_of_family"
    NUMBER_OF_ITSELF = "number_of_itself"
    SEVERAL_NUMBERS = "several_numbers"
    TIE_OF_SURVIVOR = "tie_of_survivor"
    SENDER_UNKNOWN = "sender_unknown"
    PHONE_NOT_UNDERSTOOD = "phone_not_understood"
    MEDICAL_NOT_UNDERSTOOD = "medical_not_understood"
    MEDICAL_IN_WORDS = "medical_in_words"
    SESSIONS_NOT_UNDERSTOOD = "sessions_not_understood"
    SESSIONS_WITHOUT_NUMBER = "sessions_without_number"
    SOCIAL_WITHOUT_KIND = "social_without_kind"
    TREATMENT_UNKNOWN = "treatment_unknown"
    TREATMENT_BOTH = "treatment_both"


SENTENCES: MappingProxyType[Problem | Warn, Promise] = MappingProxyType(
    {
        Problem.ADMISSION_MISSING: _("Blank. A row without a date of admission cannot be imported."),
        Problem.ADMISSION_NOT_A_DATE: _("Enter a valid date of admission, for example 21.01.2015."),
        Problem.ADMISSION_NO_SUCH_DAY: _("This day does not exist."),
        Problem.ADMISSION_IN_FUTURE: _("This date is in the future."),
        Problem.BIRTH_NOT_A_DATE: _("Enter a valid date of birth: 05.05.1990, 05.1990 or 1990."),
        Problem.BIRTH_NO_SUCH_DAY: _("This day does not exist."),
        Problem.BIRTH_IN_FUTURE: _("This date is in the future."),
        Problem.BIRTH_AFTER_ADMISSION: _("The date of birth is after the date of admission. One of them is wrong."),
        Problem.KIND_MISSING: _("Blank. Enter: survivor or family member."),
        Problem.KIND_UNKNOWN: _("Not recognised. Enter: survivor or family member."),
        Problem.SEX_MISSING: _("Blank. Enter: male, female or not stated."),
        Problem.SEX_UNKNOWN: _("Not recognised. Enter: male, female or not stated."),
        Problem.NAME_MISSING: _("Family name and given name are blank. At least one is needed."),
        Problem.NOBODY_HERE: _("Nobody here resembles this row. Corrections add nobody."),
        Warn.ADMISSION_NOT_EXACT: _("The day of admission is missing: the first day of the month or year is used."),
        Warn.ADMISSION_EARLY: _("Admission before 2000: check the year."),
        Warn.MONTH_FIRST: _("Read as month before day."),
        Warn.BIRTH_MISSING: _("The date of birth is missing. The person cannot be counted by age."),
        Warn.BIRTH_NOT_EXACT: _("The date of birth has no day."),
        Warn.BIRTH_FROM_AGE: _("The year of birth was calculated from the age."),
        Warn.BIRTH_TWO_YEARS: _("The date of birth and the year of birth differ: the date is used."),
        Warn.AGE_OVER_110: _("Older than 110 at admission: check the year of birth."),
        Warn.AGE_NOT_UNDERSTOOD: _("The age was not recognised."),
        Warn.NAME_WITH_FIGURES: _("The name contains digits."),
        Warn.CLOSED_BEFORE_ADMISSION: _("The closing date is before the admission: it is not imported."),
        Warn.CLOSED_IN_FUTURE: _("The closing date is in the future: it is not imported."),
        Warn.CLOSED_NOT_A_DATE: _("The closing date was not recognised: it is not imported."),
        Warn.CLOSED_NOT_EXACT: _("The day of closing is missing: the last day of the month or year is used."),
        Warn.REGION_UNKNOWN: _("This region is not in our list: it is saved as text."),
        Warn.PLACE_UNKNOWN: _("This place is not in our list: it is saved as text."),
        Warn.PLACE_OLD_NAME: _("An old name: read as the place that has another name today."),
        Warn.PLACE_OTHER_REGION: _("This place is in another region: the region of the place is used."),
        Warn.RELATION_MISSING: _("The relation to the survivor is missing."),
        Warn.RELATION_UNKNOWN: _("This relation is not in our list: it is saved as text."),
        Warn.RELATION_OTHER_SEX: _("The relation and the sex do not match."),
        Warn.SURVIVOR_UNKNOWN: _("The row does not say whose relative this is: the survivor stays unknown."),
        Warn.NUMBER_TWICE: _("Another row has the same number. Both are saved; nobody can be linked to this number."),
        Warn.NUMBER_NOT_HERE: _("No row of this file has this number: the survivor stays unknown unless already here."),
        Warn.NUMBER_AMBIGUOUS: _("Several rows have this number: the survivor stays unknown."),
        Warn.NUMBER_OF_REJECTED: _("The row with this number cannot be imported: the survivor stays unknown."),
        Warn.NUMBER_OF_FAMILY: _("This number belongs to a family member."),
        Warn.NUMBER_OF_ITSELF: _("The row gives its own number: the survivor stays unknown."),
        Warn.SEVERAL_NUMBERS: _("Several numbers are given: the person is linked to the first."),
        Warn.TIE_OF_SURVIVOR: _("A survivor with the number of another person: no link is made."),
        Warn.SENDER_UNKNOWN: _("The sender is unknown: saved as text; the case goes to whom the register is imported for."),
        Warn.PHONE_NOT_UNDERSTOOD: _("This telephone number cannot be dialled: saved as it is."),
        Warn.MEDICAL_NOT_UNDERSTOOD: _("Neither yes nor no: no medical service is counted."),
        Warn.MEDICAL_IN_WORDS: _("Text instead of yes: counted as one medical service, the text is saved."),
        Warn.SESSIONS_NOT_UNDERSTOOD: _("Not a number of sessions: none counted."),
        Warn.SESSIONS_WITHOUT_NUMBER: _("Yes without a number: one session counted."),
        Warn.SOCIAL_WITHOUT_KIND: _("Yes without a kind of help: counted as other help."),
        Warn.TREATMENT_UNKNOWN: _("Neither out-patient nor in-patient: saved as text."),
        Warn.TREATMENT_BOTH: _("Both out-patient and in-patient: read as in-patient."),
    }
)


@dataclass(frozen=True, slots=True, repr=False)
class Remark:
    """One thing to say of one cell: `column` is the head as it stands in the file, `value` the cell as it stands."""

    code: Problem | Warn
    column: str
    value: str

    @property
    def sentence(self) -> Promise:
        """The reason in the language of the reader."""
        return SENTENCES[self.code]
