"""What is typed about a recommendation and about what came of it."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, PanohForm, Versioned, WordsField
from panoh.correspondence.enums import DECIDED, RecommendationState
from panoh.correspondence.forms.fields import Answerable, ToAddressee
from panoh.network.kinds_of_help import service_choices
from panoh.places import catalogue
from panoh.referrals.enums import GapReason

BOTH_DAYS = _("Enter the first and the last day to count.")
BACKWARDS = _("The period ends before it begins.")
MOST = 8000


class RecommendationForm(ToAddressee, PanohForm):
    """The text in up to three languages, and the count of unmet needs it rests on."""

    addressee = forms.ChoiceField(label=_("To whom"))
    text_ru = WordsField(label=_("In Russian"), required=False, max_length=MOST)
    text_tg = WordsField(label=_("In Tajik"), required=False, max_length=MOST)
    text_en = WordsField(label=_("In English"), required=False, max_length=MOST)
    service = forms.ChoiceField(
        label=_("Based on unmet needs of"),
        choices=lambda: [("", _("no count")), *service_choices()],
        required=False,
        help_text=_(
            "Counted today from the unmet needs; the number does not change later. Fewer than 5 people are shown only as fewer than 5"
        ),
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    reason = forms.ChoiceField(
        label=_("Why nobody could be found"), choices=[("", _("for any reason")), *GapReason.choices], required=False
    )
    start = DateField(label=_("From"), required=False)
    end = DateField(label=_("To"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", _("all regions")), *catalogue.region_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A count has two days, in their order."""
        given = super().clean() or self.cleaned_data
        start, end = given.get("start"), given.get("end")
        if given.get("service") and not (start and end):
            self.add_error("end" if start else "start", BOTH_DAYS)
        elif start and end and end < start:
            self.add_error("end", BACKWARDS)
        return given

    @property
    def count(self) -> tuple[str, str, str, dt.date, dt.date] | None:
        """Service, region, reason, from, to; None where it rests on no count."""
        given = self.cleaned_data
        return (given["service"], given["region"], given["reason"], given["start"], given["end"]) if given["service"] else None

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `write_recommendation` takes, but for the basis."""
        return {**{name: self.cleaned_data[name] for name in ("text_ru", "text_tg", "text_en")}, **self.named}


class ChangeRecommendationForm(Versioned, RecommendationForm):
    """The same again."""

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_recommendation` takes, but for the basis."""
        return {**super().action_kwargs, "expected": self.cleaned_data["version"]}


class GiveRecommendationForm(Versioned, PanohForm):
    """When it was given, with which letter, until when an answer was promised."""

    given_on = DateField(label=_("Date it was given"), past=True)
    letter = forms.ChoiceField(label=_("With which letter"), required=False)
    answer_by = DateField(label=_("Answer promised by"), required=False, ahead=True)

    def __init__(self, *args: Any, letters: Answerable, **kwargs: Any) -> None:
        kwargs["initial"] = {"given_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.letters = {str(row.pk): row for row, _label in letters}
        self.fields["letter"].choices = [("", _("none")), *((str(row.pk), label) for row, label in letters)]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `give_recommendation` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given, "letter": self.letters.get(given["letter"])}


class AnswerRecommendationForm(Versioned, PanohForm):
    """What they answered, and what changed."""

    state = forms.ChoiceField(
        label=_("Their answer"),
        choices=[(state.value, state.label) for state in (RecommendationState.ANSWERED, *DECIDED)],
        widget=Choices,
    )
    answered_on = DateField(label=_("When"), past=True)
    answer = WordsField(label=_("Text of their answer"), required=False, max_length=4000)
    changed = WordsField(label=_("What changed since"), required=False, max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"answered_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `answer_recommendation` takes."""
        given = dict(self.cleaned_data)
        return {"expected": given.pop("version"), **given}
