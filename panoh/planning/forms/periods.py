"""A part of a year, what is told of a period, a number brought in by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import DateField, NumberField, Textarea, Versioned, WordsField, version_field
from panoh.planning.forms.fields import PlanningForm, words

TOLD = 6000


class PlanPeriodForm(PlanningForm):
    """From a day to a day within one year of the plan."""

    start = DateField(label=_("From"))
    end = DateField(label=_("To"))


class NarrativeForm(Versioned, PlanningForm):
    """What was done and why the numbers are what they are."""

    TEXTS = ("narrative",)

    narrative_tg = words(
        _("What was done, in Tajik"), rows=6, most=TOLD, help_text=_("Members read it. Write about the work, not about any person")
    )
    narrative_ru = words(_("What was done, in Russian"), rows=6, most=TOLD)
    narrative_en = words(_("What was done, in English"), rows=6, most=TOLD)
    is_narrative_public = forms.BooleanField(label=_("May be shown on the public page"), required=False)


class FigureForm(PlanningForm):
    """The number, how it came about, what shows it. Both are sealed for the secretariat."""

    version = version_field(0)
    value = NumberField(label=_("The number"))
    note = WordsField(label=_("Where the number comes from"), max_length=2000, widget=Textarea({"rows": 3}))
    source = WordsField(
        label=_("Evidence"),
        max_length=600,
        widget=Textarea({"rows": 2}),
        help_text=_("Which list, minutes or report, and where it is"),
    )
