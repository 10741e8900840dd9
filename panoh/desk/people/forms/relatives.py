"""Relatives of somebody who has a case, admitted in one sitting: what they share is typed once."""

from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation
from panoh.accounts.queries import in_order
from panoh.cases.enums import Urgency, urgency_choices
from panoh.cases.forms.admission import AdmissionForm, iso
from panoh.cases.forms.requests import place_choices, region_and_place
from panoh.consent.enums import UNWRITTEN, ConsentForm
from panoh.consent.forms import ADULTHOOD, IS_ADULT, said_adult
from panoh.core.clock import today
from panoh.core.forms import (
    Age,
    Answered,
    Choices,
    DateField,
    Fold,
    NameField,
    PanohForm,
    PartialDateField,
    PhoneField,
    PlaceField,
    Scale,
    Select,
    Textarea,
    When,
    WordsField,
    when,
)
from panoh.desk.actions import AdmissionExtras, Relative
from panoh.people.births import ADULT
from panoh.people.data import FULL_NAME, PersonData
from panoh.people.enums import Relation, Sex
from panoh.people.kinship import CHILDREN, PARENTS, PARTNERS, SEX_OF, SIBLINGS, may_be

MOST = 6  # who comes at once; more come in a second sitting
YES = "yes"
NO_RELATION = _("Choose what this relative is to the other person.")
NO_NAME = _("Enter at least one name of this relative.")
NOT_THE_OLDER = _("A parent or grandparent is older than the child. Check the date of birth, or choose another relation.")
NO_FORM = _("Choose how consent was given.")
NO_SEX = _("Choose the sex: the relation does not say it.")
NUMBER_TOO = _("Enter the number this text belongs to, or delete the text: it is not saved without a number.")
OPEN = tuple(each.value for each in Relation if each not in SEX_OF)


class RelativesForm(PanohForm):
    """Each relative has a question of their own, the next one once the one before has a name; below what holds for all of them."""

    folds = (Fold(_("Already filled in"), ("place", "organisation", "admitted_on", "same_workers")),)

    number = PhoneField(label=_("Safe number of all of them"), required=False)
    hours = WordsField(label=_("When to call, who may answer, what not to say"), required=False, widget=Textarea({"rows": 2}))
    consent = forms.ChoiceField(label=_("How consent was given"), choices=ConsentForm.choices, required=False, widget=Choices)
    witness = NameField(label=_("Who was present when consent was given aloud"), required=False)
    urgency = forms.ChoiceField(label=_("How urgent"), choices=Urgency.choices, widget=Choices)  # chosen by nobody else
    place = PlaceField(label=_("Where they live"), required=False)
    organisation = forms.ChoiceField(label=_("Organisation responsible for the case"), widget=Select)
    admitted_on = DateField(label=_("Day of admission"), past=True)
    same_workers = forms.BooleanField(label=_("The same workers as in this case"), required=False)

    def __init__(self, *args: Any, organisations: list[Organisation], other_born: int | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"admitted_on": today(), "same_workers": True, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.other_born = other_born
        self.by_slug = {row.slug: row for row in organisations}
        self.fields["organisation"].choices = [(row.slug, row.short) for row in in_order(organisations)]  # type: ignore[attr-defined]
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]
        self.fields["urgency"].choices = urgency_choices(within_hour=False)  # type: ignore[attr-defined]
        self.needs: dict[str, When] = {}
        agree = tuple(Answered(f"agrees_{number}", (YES,)) for number in range(1, MOST + 1))
        self.asks: dict[str, When] = {
            "hours": when(Answered("number")),
            "consent": when(agree, needed=True),
            "witness": when(agree, Answered("consent", UNWRITTEN), needed=True),
        }
        for number in range(1, MOST + 1):
            self._ask_about(number)
            if other_born and today().year - other_born <= ADULT:  # a child is nobody's legal representative
                del self.fields[f"is_ward_{number}"]
        self.asking, self.needing = self.asks, self.needs
        self.order_fields([name for name in self.fields if name[-1].isdigit()])

    def _ask_about(self, number: int) -> None:
        """The questions about one relative, as far as they have their reason."""
        here = {
            "relation": forms.ChoiceField(
                label=_("Relative %(number)s: relation to this person") % {"number": number},
                choices=[("", _("choose")), *Relation.choices],
                required=number == 1,
                widget=Select,
            ),
            **{name: deepcopy(AdmissionForm.base_fields[name]) for name in FULL_NAME},
            "birth": PartialDateField(label=_("Date of birth"), required=False),
            "sex": forms.ChoiceField(label=_("Sex"), choices=Sex.choices, required=False, widget=Scale),
            "has_parent": forms.BooleanField(
                label=_("Also the child of the wife, husband or parent admitted together with them"), required=False
            ),
            "agrees": forms.ChoiceField(
                label=_("Agrees to help and to a file"), choices=[(YES, _("yes")), ("", _("not asked yet"))], required=False, widget=Scale
            ),
            "is_adult": forms.ChoiceField(label=IS_ADULT, choices=ADULTHOOD, required=False, widget=Choices),
            "is_ward": forms.BooleanField(label=_("The person of this case is the legal representative and agrees"), required=False),
            "guardian": NameField(label=_("Legal representative, who agrees too"), required=False),
            "child_assented": forms.BooleanField(label=_("The child agrees too"), required=False),
        }
        here["agrees"].widget.says_blank = True
        self.fields |= {f"{name}_{number}": field for name, field in here.items()}
        agrees, birth = Answered(f"agrees_{number}", (YES,)), f"birth_{number}"
        is_child, is_asked = (
            (Age(birth, stage, on="admitted_on"), Answered(f"is_adult_{number}", ("no",))) for stage in ("child", "asked")
        )
        self.asks |= {
            f"sex_{number}": when(Answered(f"relation_{number}", OPEN), needed=True),
            f"has_parent_{number}": self._with_parent(number),
            f"is_adult_{number}": when(agrees, Age(birth, "unknown", on="admitted_on"), needed=True),
            f"is_ward_{number}": when(agrees, is_child),
            f"guardian_{number}": when(agrees, is_child, Answered(f"is_ward_{number}", ("",)), needed=True),
            f"child_assented_{number}": when(agrees, is_asked, needed=True),
        }
        self.needs |= {  # one of the two
            f"family_name_{number}": when(Answered(f"given_name_{number}", ("",))),
            f"given_name_{number}": when(Answered(f"family_name_{number}", ("",))),
        }
        if number > 1:
            before = Answered(f"given_name_{number - 1}")
            for name in ("relation", *FULL_NAME, "birth", "agrees"):
                self.asks[f"{name}_{number}"] = when(before)

    @staticmethod
    def _with_parent(number: int) -> When:
        """A child beside a wife or husband, or a brother or sister beside a parent."""
        child, sibling = (Answered(f"relation_{number}", tuple(map(str, kin))) for kin in (CHILDREN, SIBLINGS))
        others = [each for each in range(1, MOST + 1) if each != number]
        partner, parent = (tuple(Answered(f"relation_{each}", tuple(map(str, kin))) for each in others) for kin in (PARTNERS, PARENTS))
        return when((child, sibling), (child, *parent), (sibling, *partner), (*partner, *parent))

    def clean(self) -> dict[str, Any]:
        """Whoever is begun has a relation, a name and a sex; terms of calling have a number."""
        cleaned: dict[str, Any] = super().clean() or {}
        for number in self._begun():
            if not cleaned.get(f"relation_{number}"):
                self.add_error(f"relation_{number}", NO_RELATION)
            elif not any(cleaned.get(f"{name}_{number}") for name in FULL_NAME):
                self.add_error(f"given_name_{number}", NO_NAME)
            elif not self._sex(number):
                self.add_error(f"sex_{number}", NO_SEX)
            elif not self._may_be(number):
                self.add_error(f"birth_{number}", NOT_THE_OLDER)
        if any(cleaned.get(f"agrees_{number}") for number in self._begun()) and not cleaned.get("consent") and "consent" not in self.errors:
            self.add_error("consent", NO_FORM)
        if cleaned.get("hours") and not cleaned.get("number") and "number" not in self.errors:
            self.add_error("number", NUMBER_TOO)
        return cleaned

    def _begun(self) -> list[int]:
        names = ("relation", *FULL_NAME, "birth")
        return [number for number in range(1, MOST + 1) if any(self.cleaned_data.get(f"{name}_{number}") for name in names)]

    def _sex(self, number: int) -> str:
        relation = self.cleaned_data[f"relation_{number}"]
        return SEX_OF[Relation(relation)] if Relation(relation) in SEX_OF else self.cleaned_data.get(f"sex_{number}") or ""

    def _may_be(self, number: int) -> bool:
        birth = self.cleaned_data.get(f"birth_{number}")
        return may_be(self.cleaned_data[f"relation_{number}"], birth.latest.year if birth else None, self.other_born)

    @property
    def relatives(self) -> dict[int, Relative]:
        """Who comes, by the number of their questions."""
        return {number: self._relative(number) for number in self._begun()}

    def _relative(self, number: int) -> Relative:
        given = {name.removesuffix(f"_{number}"): value for name, value in self.cleaned_data.items() if name.endswith(f"_{number}")}
        facts: dict[str, Any] = {name: given[name] for name in FULL_NAME} | region_and_place(self.cleaned_data["place"])
        person = PersonData(sex=self._sex(number), birth_date=iso(given["birth"]), **facts)
        ties = {"is_ward": given.get("is_ward", False), "has_parent": given["has_parent"]}
        return Relative(person, given["relation"], self._extras(given), **ties)

    def _extras(self, given: dict[str, Any]) -> AdmissionExtras:
        shared = self.cleaned_data
        consent = {
            "form": shared["consent"],
            "given_on": shared["admitted_on"],
            "witness": shared["witness"],
            "is_adult": said_adult(given["is_adult"]),
            "by_guardian": bool(given["guardian"] or given.get("is_ward")),
            "guardian": given["guardian"],
            "child_assented": given["child_assented"] or None,
        }
        contact = {"number": shared["number"], "hours": shared["hours"]} if shared["number"] else None
        return AdmissionExtras(consent=consent if given["agrees"] else None, contact=contact)

    @property
    def shared(self) -> dict[str, Any]:
        """What `admit_relatives` takes for all of them."""
        given = self.cleaned_data
        return {
            "organisation": self.by_slug[given["organisation"]],
            "urgency": given["urgency"],
            "admitted_on": given["admitted_on"],
            "same_workers": given["same_workers"],
        }
