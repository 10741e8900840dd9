"""Sessions planned and recorded, and help given."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import Attendance, Discipline, Help, HelpItem, NotAttended, SessionKind, Treatment
from panoh.cases.models import PlannedService
from panoh.core.clock import DUSHANBE, today
from panoh.core.forms import Choices, DateField, PanohForm, Textarea, TimeField, Versioned, WordsField
from panoh.network.models import Facility

type Services = Mapping[PlannedService, str]

HELD = [(each.value, each.label) for each in Attendance if each != Attendance.PLANNED]
WHY = [("", _("it took place")), *NotAttended.choices]
MOST_MINUTES = 1440


class _ForService(forms.Form):
    """For which planned service it is; a first choice when there is but one."""

    service = forms.ChoiceField(label=_("For which service of the programme"), required=False)

    def offer(self, services: Services) -> None:
        """Puts the services of the programme in force into the list."""
        self.services = {str(row.pk): row for row in services}
        self.fields["service"].choices = [("", _("none of the programme")), *((str(row.pk), said) for row, said in services.items())]  # type: ignore[attr-defined]


class PlanSessionForm(_ForService, PanohForm):
    """When, of what kind, for which service."""

    discipline = forms.ChoiceField(label=_("Discipline"), choices=Discipline.choices, widget=Choices(two=True))
    kind = forms.ChoiceField(label=_("Kind of meeting"), choices=SessionKind.choices, widget=Choices)
    day = DateField(label=_("Day"))
    hour = TimeField(label=_("Time"))
    field_order: Sequence[str] = ("discipline", "kind", "day", "hour", "service")

    def __init__(self, *args: Any, disciplines: Iterable[Discipline], services: Services, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(each.value, each.label) for each in Discipline if each in disciplines]
        self.fields["discipline"].choices = own  # type: ignore[attr-defined]
        if len(own) == 1:
            self.initial.setdefault("discipline", own[0][0])
        self.offer(services)

    @property
    def facts(self) -> dict[str, Any]:
        """What `plan_session` takes."""
        given = dict(self.cleaned_data)
        at = dt.datetime.combine(given.pop("day"), given.pop("hour"), DUSHANBE)
        return {**given, "at": at, "service": self.services.get(given["service"])}


class _Took(forms.Form):
    """How a session went."""

    attendance = forms.ChoiceField(label=_("Did the person come"), choices=HELD, initial=Attendance.ATTENDED, widget=Choices)
    minutes = forms.IntegerField(label=_("How many minutes"), required=False, min_value=1, max_value=MOST_MINUTES)
    reason = forms.ChoiceField(label=_("If not: why"), choices=WHY, required=False)
    summary = WordsField(label=_("Summary"), required=False, help_text=_("Read by everybody who works on this case"))
    notes = WordsField(
        label=_("Process notes"),
        required=False,
        help_text=_("Sealed: read by you and the psychologists named on this case"),
        widget=Textarea({"rows": 8}),
    )


class RecordSessionForm(Versioned, _Took, PanohForm):
    """How a planned session went."""

    @property
    def facts(self) -> dict[str, Any]:
        """What `record_session` takes."""
        return {("expected" if name == "version" else name): value for name, value in self.cleaned_data.items()}


class AddSessionForm(_Took, PlanSessionForm):
    """A session that took place and was not planned here."""

    field_order = ("discipline", "kind", "day", "hour", "service", "attendance", "minutes", "reason", "summary", "notes")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"day": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class CorrectSessionForm(RecordSessionForm):
    """The same again, and why it changes."""

    why = forms.CharField(label=_("Why it is corrected"), max_length=400)


class HelpForm(_ForService, PanohForm):
    """What was given, on which day, how many, where."""

    help = forms.ChoiceField(label=_("Kind of help"), choices=Help.choices)
    item = forms.ChoiceField(label=_("What exactly"), choices=HelpItem.choices)
    given_on = DateField(label=_("Given on"), past=True)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=9999, initial=1)
    facility = forms.ChoiceField(label=_("At which facility"), required=False)
    treatment = forms.ChoiceField(
        label=_("Treatment"), choices=[("", _("not treatment")), *Treatment.choices], required=False, widget=Choices(two=True)
    )
    words = forms.CharField(label=_("In words"), required=False, max_length=400)
    field_order = ("help", "item", "given_on", "quantity", "service", "facility", "treatment", "words")

    def __init__(self, *args: Any, services: Services, facilities: Mapping[Facility, str], **kwargs: Any) -> None:
        kwargs["initial"] = {"given_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.offer(services)
        self.facilities = {str(row.pk): row for row in facilities}
        self.fields["facility"].choices = [("", _("none")), *((str(row.pk), name) for row, name in facilities.items())]  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        """What `give_assistance` takes."""
        given = dict(self.cleaned_data)
        return {**given, "service": self.services.get(given["service"]), "facility": self.facilities.get(given["facility"])}


class CorrectHelpForm(Versioned, PanohForm):
    """What should stand there, and why."""

    help = forms.ChoiceField(label=_("Kind of help"), choices=Help.choices)
    item = forms.ChoiceField(label=_("What exactly"), choices=HelpItem.choices)
    given_on = DateField(label=_("Given on"), past=True)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=9999)
    words = forms.CharField(label=_("In words"), required=False, max_length=400)
    why = forms.CharField(label=_("Why it is corrected"), max_length=400)
