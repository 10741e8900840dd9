"""A call for help written down in a minute, its triage and its decision."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation, User
from panoh.accounts.policy import powers
from panoh.accounts.queries import in_order
from panoh.accounts.roles import Role
from panoh.cases.danger import NOTHING_SAID, Signs
from panoh.cases.enums import HOUR, Asker, DecisionReason, Door, Kind, Need, Urgency, urgency_choices
from panoh.cases.forms.urgency import AsksHour, SignsOfDanger
from panoh.core.forms import (
    Answered,
    Choices,
    Fold,
    ManyChoices,
    NameField,
    PanohForm,
    PhoneField,
    PlaceField,
    Select,
    Textarea,
    Versioned,
    WordsField,
    when,
)
from panoh.people.enums import Sex
from panoh.places import catalogue

BLANK = ("", _("not stated"))

NOTHING_FOUND = _("Nothing is filled in. Tick what was said or is asked for, or write the result of triage.")
ADMISSIONS = (DecisionReason.SURVIVOR_OF_TORTURE, DecisionReason.FAMILY_OF_SURVIVOR, DecisionReason.PROVISIONAL)


def place_choices() -> list[Any]:
    """Every region with itself first (for who names no district), then its cities and districts."""
    regions = dict(catalogue.region_choices())
    whole = gettext("%(region)s, district not named")
    groups = [
        (name, [(code, whole % {"region": name}), *(place for place in catalogue.district_choices(code) if place[0] != code)])
        for code, name in regions.items()
    ]
    return [BLANK, *groups]


def region_and_place(code: str) -> dict[str, str]:
    """A chosen place as the two facts that are kept: the region, and the place where more than the region is known."""
    if not code:
        return {"region": "", "place": ""}
    region = catalogue.get(code).region
    return {"region": region, "place": "" if code == region else code}


def organisation_choices(rows: list[Organisation]) -> list[tuple[str, Any]]:
    """Organisations by their short names, the blank answer first."""
    return [("", _("nobody")), *((row.slug, row.short) for row in in_order(rows))]


def wait_for_needs(form: forms.Form, signs: Signs = NOTHING_SAID) -> None:
    """In danger it need not be said what is asked for: triage finds that out."""
    urgency = form["urgency"].data if form.is_bound else form.get_initial_for_field(form.fields["urgency"], "urgency")
    form.fields["needs"].required = not {HOUR, Urgency.RED} & {urgency, signs.proposed}


# What is most often asked for, a tick each: stands in the terms as it is read here, before what is typed.
USUAL_TERMS = [
    ("evening", _("only after 18:00")),
    ("alone", _("only the person may answer")),
    ("unnamed", _("do not name the organisation")),
    ("no_message", _("leave no message")),
]

NEEDS_NEEDED = when(Answered("urgency", ("", *(each.value for each in Urgency if each != Urgency.RED))))


# Who takes requests at one door alone: nobody else's is known before it is said.
_DOOR_OF = {
    Role.DUTY_OFFICER: Door.HOTLINE,
    Role.REGIONAL_WORKER: Door.REGIONAL_WORKER,
    Role.MEMBER_WORKER: Door.MEMBER,
    Role.MEMBER_PSYCHOLOGIST: Door.MEMBER,
    Role.LAWYER: Door.LEGAL_UNIT,
}


def door_of(user: User) -> str:
    """By which door whoever asks this account for help comes; blank where its roles have several, or none of their own."""
    found = {_DOOR_OF.get(Role(role)) for role in powers(user).roles}
    return (found.pop() or "") if len(found) == 1 else ""


DOORS = [BLANK, *((each.value, each.label) for each in Door if each != Door.NOT_SAID)]


class RequestForm(AsksHour, PanohForm):
    """Who asks, by which door, for what, how urgently, and how to reach them. A name is never needed here."""

    needed_if: ClassVar = {"needs": NEEDS_NEEDED}
    telling_answers = ("needs",)
    folds = (Fold(_("More: a name, who referred the person"), ("family_name", "given_name", "sex", "referred_by", "hears", "own_")),)

    door = forms.ChoiceField(label=_("How they came to us"), choices=DOORS, required=False, widget=Select(says_blank=True))
    asker = forms.ChoiceField(label=_("Who asks"), choices=Asker.choices, initial=Asker.PERSON, widget=Choices(tight=True))
    needs = forms.MultipleChoiceField(label=_("What is asked for"), choices=Need.full_choices, widget=ManyChoices(tight=True))
    urgency = forms.ChoiceField(label=_("How urgent"), widget=Choices(tight=True))  # chosen by nobody else: the mildest could hide a danger
    need_words = WordsField(
        label=_("In the person's own words"), required=False, help_text=_("Two sentences are enough"), widget=Textarea({"rows": 2})
    )
    place = PlaceField(label=_("Where the person is"), required=False)
    number = PhoneField(label=_("Safe number"), required=False)
    usual_terms = forms.MultipleChoiceField(
        label=_("When to call, who may answer, what not to say"),
        choices=USUAL_TERMS,
        required=False,
        help_text=_("Ask this first"),
        widget=ManyChoices(tight=True),
    )
    contact_terms = WordsField(label=_("More on that"), required=False, widget=Textarea({"rows": 1}))
    family_name = NameField(label=_("Family name"), required=False, help_text=_("Of the person who needs help, not of the caller"))
    given_name = NameField(label=_("Given name"), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, required=False, widget=Choices(two=True))
    referred_by = forms.ChoiceField(label=_("Who referred the person (organisation)"), required=False)
    hears = forms.BooleanField(
        label=_("The person agrees that I am told the decision"),
        required=False,
        help_text=_("Otherwise you only see that a decision was made"),
    )

    def __init__(self, *args: Any, organisations: list[Organisation], is_lawyer: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_lawyer:
            self.initial = {"asker": Asker.LAWYER, **self.initial}
        else:
            del self.fields["hears"]
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]
        self.fields["urgency"].choices = urgency_choices(within_hour=False, asks_hour=True)  # type: ignore[attr-defined]
        self.fields["referred_by"].choices = organisation_choices(organisations)  # type: ignore[attr-defined]
        wait_for_needs(self)
        self.by_slug = {row.slug: row for row in organisations}

    def clean(self) -> dict[str, Any]:
        """What is red waits for nothing that may be left blank: what cannot be read there stands among the words."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("urgency") == Urgency.RED:
            self.keep_among_words(cleaned, "need_words")
        return cleaned

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `receive_request` takes."""
        given = dict(self.cleaned_data)
        given["door"] = given["door"] or Door.NOT_SAID
        ticked = self.read("usual_terms", given.pop("usual_terms"))
        given["contact_terms"] = "; ".join(filter(None, (ticked, given["contact_terms"])))
        given["referred_by"] = self.by_slug.get(given["referred_by"])
        place = given.pop("place")
        return {**given, **region_and_place(place)}


class TriageForm(Versioned, SignsOfDanger, AsksHour, PanohForm):
    """The signs of danger, how urgent, and what it is about."""

    needed_if: ClassVar = {"needs": NEEDS_NEEDED}
    telling_answers = ("needs",)

    urgency = forms.ChoiceField(
        label=_("How urgent"), choices=Urgency.choices, widget=Choices, help_text=_("You decide. The signs only guide you")
    )
    needs = forms.MultipleChoiceField(label=_("What is asked for"), choices=Need.full_choices, widget=ManyChoices)
    kind = forms.ChoiceField(
        label=_("Would be admitted as"), choices=[("", _("not clear yet")), *Kind.choices], required=False, widget=Choices
    )
    place = PlaceField(label=_("Where the person is"), required=False)
    words = WordsField(label=_("Result of triage"), required=False)
    field_order = ("dangers", "suicide", "violence_hours", "urgency", "needs", "kind", "place", "words")

    def __init__(self, *args: Any, within_hour: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]
        self.fields["urgency"].choices = urgency_choices(within_hour=within_hour, asks_hour=True)  # type: ignore[attr-defined]
        wait_for_needs(self, Signs(tuple(self["dangers"].data or ()), tuple(self["suicide"].data or ())))

    def clean(self) -> dict[str, Any]:
        """The urgency that stands there already, and nothing else, is no triage."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        stands = not self.errors and "urgency" not in self.changed_data
        if stands and not (self.signs or cleaned["needs"] or cleaned["kind"] or cleaned["words"].strip()):
            self.add_error("words", NOTHING_FOUND)
        return cleaned

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `triage_request` takes."""
        given = dict(self.cleaned_data)
        expected, place = given.pop("version"), given.pop("place")
        for name in ("dangers", "suicide", "violence_hours"):
            del given[name]
        return {**given, "signs": self.signs, "expected": expected, **region_and_place(place)}
