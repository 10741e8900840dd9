"""Admission as one page: the case, how to reach the person, the family, the consent to services."""

from itertools import takewhile
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import Kind
from panoh.cases.forms.admission import AdmissionForm
from panoh.consent.enums import UNWRITTEN, ConsentForm
from panoh.consent.forms import ADULTHOOD, IS_ADULT, said_adult
from panoh.core.forms import Age, Answered, Choices, CodeInput, Fold, NameField, PhoneField, Select, Textarea, WordsField, when
from panoh.core.ids import tidy_code
from panoh.desk.actions import AdmissionExtras
from panoh.people.enums import OtherStatus, Relation
from panoh.people.models import Person

NO_SUCH_CODE = _("Case code not found. Check each letter.")
RELATION_TOO = _("Choose what this person is to the other person, or delete the code: it is not saved without a relation.")
NUMBER_TOO = _("Enter the number this text belongs to, or delete the text: it is not saved without a number.")
OUTSIDE = [(each.value, each.label) for each in OtherStatus if each != OtherStatus.IN_CARE]


OF_PERSON = tuple(takewhile(lambda name: name != "place", AdmissionForm.base_fields))  # who it is, and as what
CONSENTS = Answered("consent")
IS_CHILD, IS_ASKED = ((Age("birth", stage, on="admitted_on"), Answered("is_adult", ("no",))) for stage in ("child", "asked"))
NO_FILE = (Answered("relation"), Answered("other_code", ("",)))


class AdmissionPageForm(AdmissionForm):
    """The admission with what is asked in the same conversation."""

    asked_if: ClassVar = {
        **dict.fromkeys(("other_code", "relation"), when(Answered("kind", (Kind.FAMILY,)))),
        "other_status": when(*NO_FILE, needed=True),
        "other_name": when(*NO_FILE),
        "hours": when(Answered("number")),
        "witness": when(Answered("consent", UNWRITTEN), needed=True),
        "is_adult": when(CONSENTS, Age("birth", "unknown", on="admitted_on"), needed=True),
        **dict.fromkeys(("by_guardian", "guardian"), when(CONSENTS, IS_CHILD, needed=True)),
        "child_assented": when(CONSENTS, IS_ASKED, needed=True),
    }
    folds = (
        Fold(
            _("Already filled in"),
            ("organisation", "reason", "admitted_on", "disciplines", "social", "psychological", "medical"),
        ),
        Fold(_("More: complaints, text of the decision"), ("complaints", "complaint_words", "decision_words", "own_")),
    )
    field_order = (
        *OF_PERSON,
        *("other_code", "relation", "other_status", "other_name"),
        *("place", "number", "hours", "consent", "witness", "is_adult", "by_guardian", "guardian", "child_assented", "urgency"),
    )

    number = PhoneField(label=_("Safe number"), required=False)
    hours = WordsField(label=_("When to call, who may answer, what not to say"), required=False, widget=Textarea({"rows": 2}))
    other_code = forms.CharField(label=_("Case code of the other person"), required=False, max_length=14, widget=CodeInput)
    relation = forms.ChoiceField(
        label=_("Relation to the other person"),
        choices=[("", _("no family tie")), *Relation.choices],
        required=False,
        widget=Select(says_blank=True),
    )
    other_status = forms.ChoiceField(
        label=_("What is known about the other person if there is no case here"),
        choices=[("", _("not stated")), *OUTSIDE],
        required=False,
        widget=Choices(two=True),
    )
    other_name = NameField(label=_("What is known about the other person"), required=False)
    consent = forms.ChoiceField(
        label=_("Consent to help and to a file"),
        choices=[("", _("not asked yet")), *ConsentForm.choices],
        required=False,
        widget=Select(says_blank=True),
    )
    witness = NameField(label=_("Who was present when consent was given aloud"), required=False)
    is_adult = forms.ChoiceField(label=IS_ADULT, choices=ADULTHOOD, required=False, widget=Choices)
    by_guardian = forms.BooleanField(label=_("Given by the child's legal representative"), required=False)
    guardian = NameField(label=_("Legal representative"), required=False)
    child_assented = forms.BooleanField(label=_("The child agrees too"), required=False)

    def clean_other_code(self) -> str:
        """A code as it is stored."""
        typed = self.cleaned_data["other_code"]
        code = tidy_code(typed) if typed else ""
        if code is None:
            raise forms.ValidationError(NO_SUCH_CODE)
        return code

    def clean(self) -> dict[str, Any]:
        """Terms of calling that came with the request are not passed over where there is no number, nor a code without a relation."""
        cleaned = super().clean()
        if cleaned.get("other_code") and not cleaned.get("relation") and "relation" not in self.errors:
            self.add_error("relation", RELATION_TOO)
        if cleaned.get("hours") and not cleaned.get("number") and "number" not in self.errors:
            self.add_error("number", NUMBER_TOO)
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
            "child_assented": given["child_assented"] or None,
        }
        return AdmissionExtras(
            consent=consent if given["consent"] else None, contact=contact, relationship=relationship if given["relation"] else None
        )
