"""What is typed about a person's answer, and about help in the vital interest."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.accounts.enums import Language
from panoh.accounts.models import Organisation
from panoh.accounts.queries import in_order
from panoh.consent.enums import PASSES_ON, UNWRITTEN, ConsentForm, ConsentPurpose, DataKind, Decision, WhyNot
from panoh.consent.questions import FIRST, QUESTIONS
from panoh.core.forms import Answered, Choices, DateField, Fold, ManyChoices, PanohForm, Scale, Versioned, WordsField, when
from panoh.core.forms.questions import Reason
from panoh.network.models import Addressee, Facility
from panoh.people.ages import Stage

THE_UNIT = ("", _("the Unit itself"))
SEPARATOR = ":"
IS_ADULT = _("Is the person 18 or older?")
AGREES = Answered("decision", (Decision.GIVEN,))
AGREES_OR_UNSAID = Answered("decision", ("", Decision.GIVEN))  # never said to be optional before it is known to be
ANSWERS = [(Decision.GIVEN, _("yes")), (Decision.REFUSED, _("no")), ("", pgettext_lazy("consent", "later"))]
ADULTHOOD = [("yes", _("yes, the person says so")), ("no", _("no, or perhaps not"))]


def said_adult(answer: str) -> bool | None:
    """The answer to IS_ADULT as `give_consent` takes it; None where it was not given."""
    return {"yes": True, "no": False}.get(answer)


class HowForm(PanohForm):
    """How somebody answered, the same for all that was asked in one talk: in writing or before whom, for a child by whom, when."""

    asked_if: ClassVar = {"witness": when(Answered("form", UNWRITTEN))}

    form = forms.ChoiceField(label=_("How it was given"), choices=ConsentForm)
    witness = forms.CharField(label=_("Who was present"), max_length=200, required=False)
    is_adult = forms.ChoiceField(
        label=IS_ADULT, help_text=_("The date of birth is not known"), choices=ADULTHOOD, required=False, widget=Choices
    )
    by_guardian = forms.BooleanField(label=_("The legal representative agrees"), required=False)
    guardian = forms.CharField(label=_("Legal representative"), max_length=200, required=False)
    child_assented = forms.BooleanField(label=_("The child agrees too, in the child's own words"), required=False)
    given_on = DateField(label=_("When"), past=True)
    language = forms.ChoiceField(label=_("Language of the explanation"), choices=Language, required=False)
    note = WordsField(label=_("Note"), required=False, max_length=2000)

    def ask_of_age(self, stage: Stage, agrees: Reason | tuple[Reason, ...]) -> None:
        """Asks who is of age, and who agrees for a child, as far as the birth leaves it open. `agrees`: when something was agreed to."""
        unasked = {
            Stage.ADULT: ("is_adult", "by_guardian", "guardian", "child_assented"),
            Stage.CHILD: ("is_adult",),
            Stage.INFANT: ("is_adult", "child_assented"),
            Stage.UNKNOWN: (),
        }
        for name in unasked[stage]:
            del self.fields[name]
        of_child = when(agrees, *([Answered("is_adult", ("no",))] if stage == Stage.UNKNOWN else []), needed=True)
        self.asking = {
            **self.asked_if,
            "is_adult": when(agrees, needed=True),
            **dict.fromkeys(("by_guardian", "guardian", "child_assented"), of_child),
        }

    @property
    def of_age(self) -> dict[str, Any]:
        """What a consent holds of it beside what every answer does."""
        given = self.cleaned_data
        said = {"is_adult": said_adult(given["is_adult"])} if "is_adult" in given else {}
        return {name: given[name] for name in ("by_guardian", "guardian", "child_assented") if name in given} | said


class AskedForm(HowForm):
    """What the person said to what was asked: of a referral, whose recipient, purpose and data are known (`asked`)."""

    needed_if: ClassVar = {"data_kinds": when(AGREES_OR_UNSAID), "witness": when(AGREES, Answered("form", UNWRITTEN))}
    folds = (Fold(_("More: until when, in which language, a note"), ("valid_until", "language", "note")),)
    field_order: Sequence[str] = ("data_kinds", "decision")

    data_kinds = forms.MultipleChoiceField(label=_("Which data"), choices=DataKind, required=False, widget=ManyChoices(tight=True))
    decision = forms.ChoiceField(label=_("Answer"), choices=[(Decision.GIVEN, _("agrees")), (Decision.REFUSED, _("does not agree"))])
    valid_until = DateField(label=_("Valid until"), required=False, help_text=_("Leave empty if no end was agreed"), ahead=True)

    def __init__(self, *args: Any, stage: Stage, asked: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = dict(asked or {})
        if asked:
            self.fields["data_kinds"].choices = [(kind, DataKind(kind).label) for kind in asked["data_kinds"]]  # type: ignore[attr-defined]
        self.ask_of_age(stage, AGREES)

    @property
    def is_refusal(self) -> bool:
        """Whether the person said no."""
        return bool(self.cleaned_data["decision"] == Decision.REFUSED)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What both answers hold. A no is one to all that was asked."""
        given = {name: self.cleaned_data[name] for name in ("data_kinds", "form", "witness", "given_on", "language", "note")}
        return {**given, **self.asked} if self.is_refusal else {**self.asked, **given}

    @property
    def more_facts(self) -> dict[str, Any]:
        """What a consent holds beside that."""
        return {"valid_until": self.cleaned_data["valid_until"], **self.of_age}


class AnswerForm(AskedForm):
    """And what was asked. Recipients are given by the view."""

    telling_answers = ("purpose", "data_kinds")
    needed_if: ClassVar = {
        "recipient": when(Answered("purpose", PASSES_ON)),
        "data_kinds": when(AGREES_OR_UNSAID, Answered("purpose", PASSES_ON)),
        "witness": when(AGREES, Answered("form", UNWRITTEN)),
    }
    field_order = ("purpose", "recipient", "data_kinds", "decision")

    purpose = forms.ChoiceField(label=_("What was asked"), choices=ConsentPurpose)
    recipient = forms.ChoiceField(label=_("Recipient"), required=False)

    def __init__(
        self,
        *args: Any,
        facilities: Sequence[tuple[Facility, str]],
        organisations: Sequence[Organisation],
        addressees: Sequence[tuple[Addressee, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.addressees = {str(row.pk): row for row, _label in addressees}
        self.facilities = {str(row.pk): row for row, _label in facilities}
        self.organisations = {str(row.pk): row for row in organisations}
        self.fields["recipient"].choices = [  # type: ignore[attr-defined]
            THE_UNIT,
            (_("Facilities"), [(f"facility{SEPARATOR}{row.pk}", label) for row, label in facilities]),
            (_("Organisations"), [(f"organisation{SEPARATOR}{row.pk}", row.short) for row in in_order(organisations)]),
            *(
                [(_("Recipients of letters"), [(f"addressee{SEPARATOR}{row.pk}", label) for row, label in addressees])]
                if addressees
                else []
            ),
        ]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """And what was asked."""
        kind, _separator, key = self.cleaned_data["recipient"].partition(SEPARATOR)
        return {
            **super().action_kwargs,
            "purpose": self.cleaned_data["purpose"],
            "facility": self.facilities[key] if kind == "facility" else None,
            "organisation": self.organisations[key] if kind == "organisation" else None,
            "addressee": self.addressees[key] if kind == "addressee" else None,
        }


class ConsentsForm(HowForm):
    """The questions of one talk, a line each: yes, no, or later, for which nothing is recorded."""

    folds = (
        Fold(_("More that can be asked"), ("also_",)),
        Fold(_("More: the language, a note"), ("language", "note")),
    )

    def __init__(self, *args: Any, purposes: Collection[str], refused: Mapping[str, str], stage: Stage, **kwargs: Any) -> None:
        """`refused`: when the person last said no, or took a yes back, by purpose."""
        super().__init__(*args, **kwargs)
        self.lines = {self.name_of(each): each for each in QUESTIONS if each in purposes}
        for name, purpose in self.lines.items():
            asked = QUESTIONS[purpose]
            said = _("The last answer was no, %(day)s.") % {"day": refused[purpose]} if purpose in refused else ""
            means = f"{asked.means} {said}".strip()
            self.fields[name] = forms.ChoiceField(label=asked.asks, help_text=means, choices=ANSWERS, required=False, widget=Scale)
            self.fields[name].widget.says_blank = True  # later is an answer: it is not optional
        self.order_fields([*self.lines, *HowForm.base_fields])
        agrees = tuple(Answered(name, (Decision.GIVEN,)) for name in self.lines)
        self.needing = {"witness": when(agrees, Answered("form", UNWRITTEN))}
        self.ask_of_age(stage, agrees)

    @staticmethod
    def name_of(purpose: ConsentPurpose) -> str:
        """The field of a question."""
        return f"{'to' if purpose in FIRST else 'also'}_{purpose.value}"

    @property
    def answers(self) -> dict[str, str]:
        """Decisions by purpose, without what was left for later."""
        return {purpose: self.cleaned_data[name] for name, purpose in self.lines.items() if self.cleaned_data[name]}

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_answers` takes."""
        given = self.cleaned_data
        same = {name: given[name] for name in ("form", "witness", "given_on", "language", "note")}
        return {"answers": self.answers, **same, **self.of_age}


class WithdrawForm(Versioned, PanohForm):
    """Only the version the page was built from."""


class VitalForm(PanohForm):
    """Why nobody can be asked, and why help cannot wait."""

    why = forms.ChoiceField(label=_("Why the person cannot be asked now"), choices=WhyNot)
    reason = WordsField(label=_("Why help cannot wait"), max_length=2000)


class ReviewVitalForm(Versioned, PanohForm):
    """One reviewer's answer."""

    upheld = forms.ChoiceField(
        label=_("Was it right to help without asking?"),
        choices=[("yes", _("yes, uphold it")), ("no", _("no, end it"))],
    )
    note = WordsField(label=_("Why"), required=False, max_length=2000)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `review_vital_interest` takes."""
        given = self.cleaned_data
        return {"upheld": given["upheld"] == "yes", "note": given["note"], "expected": given["version"]}
