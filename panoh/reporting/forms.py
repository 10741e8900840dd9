"""The period and the cut of a report."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import DateField, PanohForm, widgets
from panoh.reporting.dimensions import LABELS, TITLES

DIMENSIONS = [(name, TITLES[name]) for name in LABELS]
FIRST_DAY = dt.date(2015, 1, 1)


class PeriodForm(PanohForm):
    """From a day to a day."""

    start = DateField(label=_("From"))
    end = DateField(label=_("To"))


class CrosstabForm(PeriodForm):
    """A period and two or three dimensions. `whole`: whether the figures are those of the whole house, which alone can be published."""

    rows = forms.ChoiceField(label=_("Rows"), choices=DIMENSIONS, widget=widgets.Select)
    columns = forms.ChoiceField(label=_("Columns"), choices=DIMENSIONS, widget=widgets.Select)
    by = forms.ChoiceField(label=_("A table for each"), choices=[("", _("one table")), *DIMENSIONS], required=False, widget=widgets.Select)
    publish = forms.BooleanField(label=_("As the public may see it: rounded, small numbers hidden"), required=False)

    def __init__(self, *args: Any, own: list[tuple[str, str]], whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not whole:
            del self.fields["publish"]
        for name, first in (("rows", []), ("columns", []), ("by", [("", _("one table"))])):
            groups = [*first, *DIMENSIONS, *([(_("Own questions"), own)] if own else [])]
            self.fields[name].choices = groups  # type: ignore[attr-defined]


def this_year() -> dict[str, Any]:
    """From the first day of this year to today: for what is looked at while it can still be changed."""
    return {"start": dt.date(today().year, 1, 1), "end": today()}


def default_period() -> dict[str, Any]:
    """From the Unit's first year to the end of the last full one."""
    return {"start": FIRST_DAY, "end": dt.date(today().year - 1, 12, 31)}
