"""A diagnosis found by code or words, a medicine, an allergy."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, PanohForm, TextInput, Versioned, WordsField
from panoh.findings.diagnoses import SEPARATOR, DiagnosisEntry, entries
from panoh.findings.kinds import AllergyKind, Certainty, Severity

WHY = _("Reason for the correction")
OVER = _("Over since")
FIND_FIRST = _("Search by code or by text, then choose a result.")


class DiagnosisForm(PanohForm):
    """What is chosen from what was found, how sure it is, since when."""

    diagnosis = forms.ChoiceField(label=_("Diagnosis"), widget=Choices, error_messages={"required": FIND_FIRST})
    certainty = forms.ChoiceField(label=_("How certain"), choices=Certainty.choices, initial=Certainty.CONFIRMED, widget=Choices(two=True))
    found_on = DateField(label=_("Since which day"), past=True)
    note = WordsField(
        label=_("Note"), required=False, max_length=2000, help_text=_("Colleagues of your discipline on this case can read it")
    )

    def __init__(self, *args: Any, found: Sequence[DiagnosisEntry], **kwargs: Any) -> None:
        kwargs["initial"] = {"found_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.found = found
        self.fields["diagnosis"].choices = lambda: self.shown  # type: ignore[attr-defined]

    @property
    def shown(self) -> list[tuple[str, str]]:
        """What one may choose from: what was found, and before it what was chosen already, also in a draft that is taken up."""
        chosen = entries().get(str((self.data if self.is_bound else self.initial).get("diagnosis", "")))
        return list({each.key: said(each) for each in [*([chosen] if chosen else []), *self.found]}.items())

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `add_diagnosis` takes."""
        given = dict(self.cleaned_data)
        system, _separator, code = given.pop("diagnosis").partition(SEPARATOR)
        return {**given, "system": system, "code": code}


def said(entry: DiagnosisEntry) -> str:
    """A diagnosis in a list: its code, what it is called, whose code it is."""
    return f"{entry.code} {entry.label} ({entry.system.label})"


class CorrectDiagnosisForm(Versioned, DiagnosisForm):
    """What should stand there, until when, and why."""

    ended_on = DateField(label=OVER, past=True, required=False, help_text=_("Leave blank if it still applies"))
    why = forms.CharField(label=WHY, max_length=400)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `correct_diagnosis` takes."""
        return {("expected" if name == "version" else name): value for name, value in super().action_kwargs.items()}


class MedicineForm(PanohForm):
    """What the person takes now."""

    name = forms.CharField(label=_("Medicine"), max_length=200, widget=TextInput)
    dose = forms.CharField(label=_("Dose, how often"), max_length=200, required=False, widget=TextInput)
    started_on = DateField(label=_("Since which day"), past=True, required=False)


class CorrectMedicineForm(Versioned, MedicineForm):
    """What should stand there, until when, and why."""

    ended_on = DateField(label=_("Stopped on"), past=True, required=False, help_text=_("Leave blank if it is still taken"))
    why = forms.CharField(label=WHY, max_length=400)


class _Allergic(PanohForm):
    """What the person does not tolerate."""

    substance = forms.CharField(label=_("Intolerance of"), max_length=200, required=False, widget=TextInput)
    severity = forms.ChoiceField(
        label=_("How severe it was"), choices=[("", _("not known")), *Severity.choices], required=False, widget=Choices(two=True)
    )
    reaction = forms.CharField(label=_("What happened then"), max_length=400, required=False, widget=TextInput)


class AllergyForm(_Allergic):
    """The same, or that nothing is known."""

    kind = forms.ChoiceField(label=_("Allergies"), choices=AllergyKind.choices, initial=AllergyKind.KNOWN, widget=Choices)
    field_order = ("kind", "substance", "severity", "reaction")


class CorrectAllergyForm(Versioned, _Allergic):
    """What should stand there, and why."""

    why = forms.CharField(label=WHY, max_length=400)


# By the sort of fact, as the views know it: how it is written down, and how it is corrected.
FACTS: dict[str, type[PanohForm]] = {"medicine": MedicineForm, "allergy": AllergyForm}
CORRECTED_FACTS: dict[str, type[PanohForm]] = {"medicine": CorrectMedicineForm, "allergy": CorrectAllergyForm}
