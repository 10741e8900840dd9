"""The services of a programme as a list names them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from panoh.accounts.access import StaffRequest
from panoh.cases.actions.reading import read_shared
from panoh.cases.queries import care
from panoh.cases.queries.cases import CaseRow
from panoh.cases.queries.programme import PlannedServiceRow
from panoh.core.ids import id_or_none
from panoh.desk.frame.form_page import said_later


def services_said(request: StaffRequest, case: CaseRow) -> dict[Any, str]:
    """The services of the programme in force, as a list names them; opened where it is shown."""
    rows = care.services_in_force(case)

    def read() -> dict[Any, str]:
        words = read_shared(rows, by=request.user)
        said = {row: words[row.pk].get("words", "") for row in rows}
        return {
            row: gettext("%(item)s, %(help)s: %(words)s") % {"item": row.get_item_display(), "help": row.get_help_display(), "words": text}
            if text
            else gettext("%(item)s, %(help)s") % {"item": row.get_item_display(), "help": row.get_help_display()}
            for row, text in said.items()
        }

    return said_later(rows, read)


def asked_for(request: StaffRequest, services: Iterable[PlannedServiceRow]) -> PlannedServiceRow | None:
    """Of these the one that the address names: who comes from a line of the programme."""
    key = id_or_none(request.GET.get("planned", ""))
    return next((row for row in services if key is not None and row.pk == key), None)
