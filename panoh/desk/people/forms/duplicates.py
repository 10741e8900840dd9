"""Two records of one person: which cases are compared, whose text stays, why they are two."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import Choices, CodeInput, PanohForm, WordsField, version_field
from panoh.desk.people.duplicate_check import REASONS
from panoh.people.enums import PersonField
from panoh.people.merging import BOTH, CONTACT, LEFT, RIGHT, fields

# As the component `compare` names its answers.
WHOSE = {"mine": LEFT, "theirs": RIGHT, "both": BOTH}


class CompareForm(PanohForm):
    """Two cases whose persons may be one."""

    code = forms.CharField(label=_("Case code"), max_length=14, widget=CodeInput)
    other_code = forms.CharField(label=_("Code of the other case"), max_length=14, widget=CodeInput)


class JoinForm(PanohForm):
    """For each field whose text stays; nothing is asked where both say the same."""

    left_version = version_field()
    right_version = version_field()
    relationships = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, relationships: list[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relationships"].choices = [(str(key), "") for key in relationships]  # type: ignore[attr-defined]
        for name in (*fields(), CONTACT):
            answers = ["mine", "theirs", *(["both"] if name in (PersonField.OTHER_NAMES, CONTACT) else [])]
            self.fields[name] = forms.ChoiceField(choices=[(answer, "") for answer in answers], required=False)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `join_records` takes."""
        given = self.cleaned_data
        return {
            "choices": {field: WHOSE[given[field]] for field in fields() if given[field]},
            "contact": WHOSE[given[CONTACT] or "both"],
            "relationships": [UUID(key) for key in given["relationships"]],
            "expected": (given["left_version"], given["right_version"]),
        }


class ApartForm(PanohForm):
    """Why two records that look alike are of two people."""

    reason = forms.ChoiceField(label=_("Why these are two different people"), choices=REASONS, widget=Choices)
    words = WordsField(label=_("One sentence"), required=False, max_length=1000)
