"""Why a whole file is refused: sentences that say what to do."""

from collections.abc import Iterable, Mapping

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid, Sentence

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 20_000


def listed(parts: Iterable[Sentence]) -> Sentence:
    """Words in a row, with commas, in the language of the reader."""
    kept = tuple(parts)
    return lazy(lambda: ", ".join(map(str, kept)), str)()


def empty() -> Invalid:
    return Invalid(_("The file is empty. Choose the file with the register."))


def too_large() -> Invalid:
    return Invalid(_("The file is larger than 20 MB. Remove pictures and other sheets, or import it in parts."))


def too_many_rows() -> Invalid:
    return Invalid(_("The sheet has more than 20,000 rows. Import it in parts, a few years at a time."))


def too_wide_unpacked() -> Invalid:
    return Invalid(_("The file is much larger inside than a register can be. Copy the rows into a new spreadsheet and import that file."))


def not_a_spreadsheet() -> Invalid:
    return Invalid(_("This spreadsheet format cannot be read. Save the register as .xlsx or .csv and import that file."))


def old_format() -> Invalid:
    return Invalid(_("This spreadsheet has another format. Open it, save it as .xlsx and import that file."))


def encrypted() -> Invalid:
    return Invalid(_("The file has a password. Open it, save it without a password and import that file."))


def damaged() -> Invalid:
    return Invalid(_("The spreadsheet is damaged and cannot be read. Open it, save it again as .xlsx and import that file."))


def unknown_letters() -> Invalid:
    return Invalid(_("The letters of this file cannot be read. Save it as .xlsx, or as .csv in UTF-8."))


def no_heads() -> Invalid:
    return Invalid(
        _("No heading row was found. One row must name the columns: date of admission, family name, given name, sex, category and so on.")
    )


class UnknownHeads(Invalid):
    """Columns that a register must have were not found; ``fields` says for each head of the file what it was understood as."""

    def __init__(self, names: Iterable[Sentence], fields: Mapping[str, str]) -> None:
        super().__init__(
            format_lazy(
                _("These columns were not found: {columns}. Name them in the heading row and import the file again."),
                columns=listed(names),
            )
        )
        self.understood_as = dict(fields)
