"""Admission as one page: the case, how to reach the person, the family, the consent to services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.forms.admission import AdmissionForm
from panoh.consent.actions import NO_FORM
from panoh.consent.enums import ConsentForm
from panoh.consent.forms import ADULTHOOD, IS_ADULT, said_adult
from panoh.core.forms import Choices, CodeInput, NameField, PhoneField, WordsField
from panoh.core.ids import tidy_code
from panoh.desk.actions import AdmissionExtras
from panoh.people.actions import NO_RELATION
from panoh.people.enums import OtherStatus, Relation
from panoh.people.models import Person

NO_SUCH_CODE = _("This is no code of a case. Look at it again, letter by letter.")
NUMBER_TOO = _("Write the number that these words belong to, or take the words out: without it they would not be kept.")
OF_CONSENT = ("witness", "is_adult", "by_guardian", "guardian", "child_assented")
OUTSIDE = [(each.value, each.label) for each in OtherStatus if each != OtherStatus.IN_CARE]


class AdmissionPageForm(AdmissionForm):
    """The admission with what is asked in the same conversation."""

    number = PhoneField(label=_("Safe number"), required=False)
    hours = WordsField(label=_("When to call, who may answer, what not to say"), required=False)
    relation = forms.ChoiceField(
        label=_("For a family member: what they are to the other"), choices=[("", _("no family tie")), *Relation.choices], required=False
    )
    other_code = forms.CharField(label=_("Case code of the other"), required=False, max_length=14, widget=CodeInput)
    other_status = forms.ChoiceField(
        label=_("If the other has no case here"), choices=[("", _("not said")), *OUTSIDE], required=False, widget=Choices(two=True)
    )
    other_name = NameField(label=_("What is known of the other"), required=False)
    consent = forms.ChoiceField(
        label=_("Consent to receive help and have a file opened"),
        choices=[("", _("not asked yet")), *ConsentForm.choices],
        required=False,
        widget=Choices,
    )
    witness = NameField(label=_("Witness of a consent that was not written"), required=False)
    is_adult = forms.ChoiceField(
        label=IS_ADULT, help_text=_("Only if the date of birth is not known"), choices=ADULTHOOD, required=False, widget=Choices
    )
    by_guardian = forms.BooleanField(label=_("Given by the guardian of a child"), required=False)
    guardian = NameField(label=_("Guardian"), required=False)
    child_assented = forms.BooleanField(label=_("The child agrees too"), required=False)

    def clean_other_code(self) -> str:
        """A code as it is stored."""
        typed = self.cleaned_data["other_code"]
        code = tidy_code(typed) if typed else ""
        if code is None:
            raise forms.ValidationError(NO_SUCH_CODE)
        return code

    def clean(self) -> dict[str, Any]:
        """Nothing that was typed is passed over: what belongs to an answer that was not given is said beside that answer."""
        cleaned = super().clean()
        if cleaned.get("hours") and not cleaned.get("number") and "number" not in self.errors:
            self.add_error("number", NUMBER_TOO)
        if not cleaned.get("relation") and any(cleaned.get(name) for name in ("other_code", "other_status", "other_name")):
            self.add_error("relation", NO_RELATION)
        if not cleaned.get("consent") and any(cleaned.get(name) for name in OF_CONSENT):
            self.add_error("consent", NO_FORM)
        return cleaned

    def beside(self, other: Person | None) -> AdmissionExtras:
        """What `admit_with_consent` takes beside the case; `other` is the person of the code that was typed, or None."""
        given = self.cleaned_data
        contact = {"number": given["number"], "hours": given["hours"]} if given["number"] else None
        relationship = {
            "relation": given["relation"],
            "other": other,
            "other_status": "" if other else given["other_status"],
            "other_name": given["other_name"],
        }
        consent = {
            "form": given["consent"],
            "given_on": given["admitted_on"],
            "witness": given["witness"],
            "is_adult": said_adult(given["is_adult"]),
            "by_guardian": given["by_guardian"],
            "guardian": given["guardian"],
            "child_assented": given["child_assented"] if given["by_guardian"] else None,
        }
        return AdmissionExtras(
            consent=consent if given["consent"] else None, contact=contact, relationship=relationship if given["relation"] else None
        )
