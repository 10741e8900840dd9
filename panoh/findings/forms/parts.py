"""The structured part of an assessment: history and examination, mental state, how the person lives, where a complaint stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import Discipline
from panoh.core.forms import Choices, DateField, PanohForm, TextInput, WordsField, version_field
from panoh.findings.kinds import (
    DIFFICULTY,
    Ability,
    BodySystem,
    Complaint,
    Examined,
    Housing,
    Income,
    Mental,
    Schooling,
    Trouble,
    Work,
)
from panoh.findings.parts import packed, unpacked

NOT_ASKED = ("", _("not asked"))


class PartForm(PanohForm):
    """Every question may be passed over. `version` is the number of what was kept before, 0 for nothing."""

    version = version_field(least=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": 0, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """The fields of the part, as `keep_part` takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class _ByPart(PartForm):
    """A choice and a line of words for each part of a list."""

    parts: Iterable[Any] = ()
    answers: Iterable[tuple[str, Any]] = ()
    packed_into = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = list(self.fields)
        for part in self.parts:
            self.fields[part.value] = forms.ChoiceField(
                label=part.label, choices=list(self.answers), required=False, widget=Choices(two=True)
            )
            self.fields[f"{part.value}_words"] = forms.CharField(
                label=_("%(part)s, as text") % {"part": part.label}, required=False, max_length=2000, widget=TextInput
            )
        last = [name for name in before if name not in ("version", "history")]
        self.order_fields(["version", "history", *[name for name in self.fields if name not in before], *last])

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """The answers go into one sealed text."""
        given = super().action_kwargs
        answers = {part.value: (given.pop(part.value), given.pop(f"{part.value}_words").strip()) for part in self.parts}
        return {**given, self.packed_into: packed(answers)}


class MedicalPartForm(_ByPart):
    """History, examination by system, investigations."""

    parts, answers, packed_into = BodySystem, Examined.choices, "systems"

    history = WordsField(label=_("History"), required=False, help_text=_("Illnesses, operations, past injuries, illnesses in the family"))
    investigations = WordsField(label=_("Investigations and their results"), required=False)


class MentalPartForm(_ByPart):
    """The mental state by its parts, and what holds the person."""

    parts, answers, packed_into = Mental, Trouble.choices, "state"

    strengths = WordsField(label=_("What helps and supports the person"), required=False)


def ability_field(ability: Ability) -> forms.TypedChoiceField:
    """One of the six questions: 1 to 4, or not asked."""
    return forms.TypedChoiceField(
        label=ability.label, choices=[NOT_ASKED, *DIFFICULTY], coerce=int, empty_value=None, required=False, widget=Choices
    )


class SocialPartForm(PartForm):
    """How the person lives, and what is difficult in daily life."""

    housing = forms.ChoiceField(label=_("Where the person lives"), choices=[NOT_ASKED, *Housing.choices], required=False)
    household = forms.IntegerField(label=_("People living together"), min_value=1, max_value=60, required=False)
    children = forms.IntegerField(label=_("Under 18"), min_value=0, max_value=40, required=False)
    income = forms.ChoiceField(label=_("Main source of income"), choices=[NOT_ASKED, *Income.choices], required=False)
    schooling = forms.ChoiceField(label=_("Education"), choices=[NOT_ASKED, *Schooling.choices], required=False)
    work = forms.ChoiceField(label=_("Work"), choices=[NOT_ASKED, *Work.choices], required=False)
    seeing = ability_field(Ability.SEEING)
    hearing = ability_field(Ability.HEARING)
    walking = ability_field(Ability.WALKING)
    remembering = ability_field(Ability.REMEMBERING)
    self_care = ability_field(Ability.SELF_CARE)
    communicating = ability_field(Ability.COMMUNICATING)
    words = WordsField(label=_("Details"), required=False)


class LegalPartForm(PartForm):
    """Where a complaint stands and what is due."""

    complaint = forms.ChoiceField(label=_("Stage of the complaint"), choices=[NOT_ASKED, *Complaint.choices], required=False)
    complaint_on = DateField(label=_("Complaint made on"), past=True, required=False)
    deadline_on = DateField(label=_("Next deadline"), required=False, ahead=True)
    hearing_on = DateField(
        label=_("Next hearing"),
        required=False,
        ahead=True,
        help_text=_("Court days recorded under Legal help count; this day does not"),
    )
    words = WordsField(label=_("Details"), required=False, help_text=_("Only what the team needs. Strategy stays with the lawyers"))


FORMS: dict[str, type[PartForm]] = {
    Discipline.MEDICAL: MedicalPartForm,
    Discipline.PSYCHOLOGICAL: MentalPartForm,
    Discipline.SOCIAL: SocialPartForm,
    Discipline.LEGAL: LegalPartForm,
}


def beginning(part: Mapping[str, Any]) -> dict[str, Any]:
    """What a form begins with, from what was kept before."""
    given = {name: value for name, value in part.items() if name not in ("number", "row", "systems", "state")}
    for name in ("systems", "state"):
        for code, (answer, words) in unpacked(part.get(name)).items():
            given |= {code: answer, f"{code}_words": words}
    return given
