"""The period and the cut of a report; what is released, and what its readers say; case studies."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import Language
from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, PanohForm, Versioned, WordsField, version_field, widgets
from panoh.reporting.dimensions import LABELS, TITLES
from panoh.reporting.enums import ApprovedHow, Audience, Rating, Verdict, What, WithdrawWhy
from panoh.reporting.packs import packs
from panoh.reporting.published import rules
from panoh.reporting.queries.studies import study_years

DIMENSIONS = [(name, TITLES[name]) for name in LABELS]
FIRST_DAY = dt.date(2015, 1, 1)
LONGEST_STUDY = 6_000


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
            groups = [*first, *DIMENSIONS, *([(_("Additional questions"), own)] if own else [])]
            self.fields[name].choices = groups  # type: ignore[attr-defined]


def this_year() -> dict[str, Any]:
    """From the first day of this year to today: for what is looked at while it can still be changed."""
    return {"start": dt.date(today().year, 1, 1), "end": today()}


def last_year() -> dict[str, Any]:
    """The last full year: what others ask for."""
    year = today().year - 1
    return {"start": dt.date(year, 1, 1), "end": dt.date(year, 12, 31)}


def last_span() -> dict[str, Any]:
    """The last span of years that is told as a whole."""
    first, last = max(rules().spans, default=(today().year - 1, today().year - 1))
    return {"start": dt.date(first, 1, 1), "end": dt.date(last, 12, 31), "what": What.TABLE, "audience": Audience.PUBLIC}


class TableReleaseForm(PeriodForm):
    """What is to be released, of which days, for whom, what for."""

    what = forms.ChoiceField(label=_("What"), choices=What.choices, widget=Choices)
    rows = forms.ChoiceField(label=_("People by"), help_text=_("Only for people admitted"), required=False, widget=widgets.Select)
    columns = forms.ChoiceField(label=_("And by"), required=False, widget=widgets.Select)
    pack = forms.ChoiceField(
        label=_("Which table they ask for"), help_text=_("Only for a funder or a network"), required=False, widget=widgets.Select
    )
    audience = forms.ChoiceField(label=_("Who may read it"), choices=Audience.choices, widget=Choices)
    recipient = WordsField(
        label=_("Who gets it, under which agreement"), required=False, help_text=_("For a funder or a network. Sealed for the secretariat")
    )
    why = WordsField(label=_("What it is needed for"), help_text=_("Sealed for the secretariat; those who check the table can open it"))
    field_order = ("what", "rows", "columns", "pack", "start", "end", "audience", "recipient", "why")

    def __init__(self, *args: Any, own: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [*DIMENSIONS, *([(_("Additional questions"), own)] if own else [])]
        for name in ("rows", "columns"):
            self.fields[name].choices = [("", _("nothing")), *groups]  # type: ignore[attr-defined]
        asked = [(pack.name, [(f"{pack.code}.{table.code}", table.title) for table in pack.tables]) for pack in packs().values()]
        self.fields["pack"].choices = [("", _("nothing")), *asked]  # type: ignore[attr-defined]


class Expecting(Versioned, PanohForm):
    """About something as the page showed it."""

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the action takes."""
        return {("expected" if name == "version" else name): value for name, value in self.cleaned_data.items()}


class TableReviewForm(Expecting):
    """What a reader says of a table before it goes out."""

    verdict = forms.ChoiceField(label=_("Can it be published"), choices=Verdict.choices, widget=Choices)
    words = WordsField(label=_("What each number could reveal"), help_text=_("What you checked, and why it is safe or not. Name no one"))


class TableWithdrawForm(Expecting):
    """Why a table is no longer said."""

    why = forms.ChoiceField(label=_("Why"), help_text=_("Shown beside it in public"), choices=WithdrawWhy.choices, widget=Choices)
    words = WordsField(label=_("Details"), help_text=_("Sealed for the secretariat"))


class StandardForm(PanohForm):
    """The text of a standard."""

    text = WordsField(label=_("Text"))


class RatingForm(Expecting):
    """How far the Unit is with a standard in a year. Version 0: not rated yet."""

    rating = forms.ChoiceField(label=_("How far are you"), choices=Rating.choices, widget=Choices)
    evidence = WordsField(label=_("Evidence"), help_text=_("Documents, numbers, what people say. Sealed for the secretariat"))
    next_step = WordsField(label=_("Next action"), required=False, help_text=_("Who, what, by when"))
    version = version_field(0)


class StudyForm(Expecting):
    """What is told of a person, so that nobody knows them by it. `is_new`: its year is chosen, and there is no version yet."""

    year = forms.TypedChoiceField(label=_("For the application of"), coerce=int, widget=Choices)
    language = forms.ChoiceField(label=_("Language of the text"), choices=Language.choices, widget=Choices)
    title = forms.CharField(label=_("Title"), help_text=_("Without a name"), max_length=120, widget=widgets.TextInput)
    words = WordsField(
        label=_("Text"),
        max_length=LONGEST_STUDY,
        widget=widgets.Textarea({"rows": 16}),
        help_text=_("Who came, what they allege, what help was given, how they are now. No name, no district, no exact date"),
    )

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            self.fields["year"].choices = [(year, str(year)) for year in study_years()]  # type: ignore[attr-defined]
            del self.fields["version"]
        else:
            del self.fields["year"]


class StudyApprovalForm(Expecting):
    """How and when the person approved the text."""

    how = forms.ChoiceField(label=_("How did the person approve it"), choices=ApprovedHow.choices, widget=Choices)
    approved_on = DateField(label=_("Date"), past=True)
