"""What is typed about a person's family and about reaching them safely."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import CodeInput, DateField, NameField, PanohForm, PhoneField, TextInput, Versioned, WordsField, version_field
from panoh.people.enums import Channel, OtherStatus, Relation


class ContactForm(PanohForm):
    """How to reach the person without harm."""

    channel = forms.ChoiceField(label=_("How"), choices=Channel)
    number = PhoneField(label=_("Number"), required=False)
    hours = forms.CharField(label=_("When"), max_length=200, required=False, help_text=_("For example: weekdays, 10:00 to 12:00"))
    who_may_answer = forms.CharField(label=_("Who may answer"), max_length=200, required=False)
    not_to_say = WordsField(label=_("What not to say"), required=False, max_length=1000)
    alias = forms.CharField(
        label=_("On whose behalf we call"), max_length=100, required=False, help_text=_("Never in the name of the Unit")
    )
    code_word = forms.CharField(
        label=_("Code word"), max_length=60, required=False, help_text=_("The person says it, so that we know it is them")
    )
    duress_word = forms.CharField(
        label=_("Danger word"),
        max_length=60,
        required=False,
        help_text=_("If the person says it, someone is listening: end the call"),
    )
    may_leave_message = forms.BooleanField(label=_("A message may be left"), required=False)
    confirmed_on = DateField(label=_("When the person confirmed this"), past=True, required=False)
    version = version_field(least=0)  # nought where nothing stood there

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `set_safe_contact` takes."""
        given = dict(self.cleaned_data)
        expected = given.pop("version")
        return {**given, "expected": expected}


class RelationshipForm(PanohForm):
    """Who is whose relative."""

    other_code = forms.CharField(
        label=_("Code of the relative's case"),
        max_length=14,
        required=False,
        help_text=_("Only if the relative has a case you can see"),
        widget=TextInput({"autocapitalize": "characters"}, letters=None),
    )
    relation = forms.ChoiceField(label=_("What this person is to the relative"), choices=Relation)
    other_status = forms.ChoiceField(
        label=_("What is known about the relative"),
        choices=[choice for choice in OtherStatus.choices if choice[0] != OtherStatus.IN_CARE],
        required=False,
        help_text=_("If the relative has no case here"),
    )
    other_name = NameField(label=_("Name of the relative"), required=False)
    is_guardian = forms.BooleanField(label=_("The relative is this person's legal representative"), required=False)
    note = WordsField(label=_("Note"), required=False, max_length=2000)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `add_relationship` takes beside the other person."""
        given = dict(self.cleaned_data)
        given.pop("other_code")
        return given


class ChangeRelationshipForm(Versioned, PanohForm):
    """What changed about a tie; texts stay as they are where nothing is written."""

    relation = forms.ChoiceField(label=_("What this person is to the relative"), choices=Relation)
    other_status = forms.ChoiceField(label=_("What is known about the relative"), choices=OtherStatus)
    is_guardian = forms.BooleanField(label=_("The relative is this person's legal representative"), required=False)
    other_name = NameField(label=_("Name of the relative"), required=False, help_text=_("Leave empty to make no change"))
    note = WordsField(label=_("Note"), required=False, max_length=2000, help_text=_("Leave empty to make no change"))

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_relationship` takes."""
        given = dict(self.cleaned_data)
        expected = given.pop("version")
        return {**given, "other_name": given["other_name"] or None, "note": given["note"] or None, "expected": expected}


class ResolveRelationshipForm(Versioned, PanohForm):
    """Which case is the relative's."""

    other_code = forms.CharField(
        label=_("Code of the relative's case"),
        max_length=14,
        help_text=_("A case you can see. What was recorded about the relative stays beside it."),
        widget=CodeInput,
    )
    other_status = forms.ChoiceField(label=_("What is known about the relative"), choices=OtherStatus, initial=OtherStatus.IN_CARE)
