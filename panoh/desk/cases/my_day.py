"""Cases that nobody works on, among the tasks of who assigns workers."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from panoh.accounts.models import User
from panoh.cases.queries.cases import unassigned_cases
from panoh.cases.queries.my_day import DayPart
from panoh.core.clock import today
from panoh.desk.frame.task_rows import TaskRow, dated_row

MOST = 100  # more are counted no further


def unassigned_rows(user: User) -> list[TaskRow]:
    """One line: the page that assigns a worker where it is one case, the list where they are more, as after an import. One query."""
    cases = list(unassigned_cases(user).values_list("code", "admitted_on")[:MOST])
    if not cases:
        return []
    if len(cases) == 1:
        code, admitted_on = cases[0]
        return [dated_row(_("Assign a worker"), reverse("desk:case_people", args=[code]), admitted_on, code, DayPart.DECISION)]
    title = ngettext("Assign a worker: %(n)d case", "Assign a worker: %(n)d cases", len(cases)) % {"n": len(cases)}
    return [dated_row(title, f"{reverse('desk:cases')}?unassigned=1", today(), part=DayPart.DECISION)]
