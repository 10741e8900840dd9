"""A call in one screen, while one listens."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.cases.danger import DangerSign
from panoh.cases.enums import Asker, Need
from panoh.cases.forms.requests import place_choices, region_and_place
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.forms import (
    Choices,
    DateField,
    ManyChoices,
    NameField,
    PanohForm,
    PhoneField,
    PlaceField,
    Scale,
    Textarea,
    TimeField,
    Versioned,
    WordsField,
)
from panoh.hotline.actions import CallBack
from panoh.hotline.actions.calls import AHEAD
from panoh.hotline.enums import ASKERS, OWN_LIFE, OWN_LIFE_SAID, SOON_HINTS, AnswerGiven, Caller, Soon, is_pressing

DANGERS = [
    (DangerSign.LIFE.value, DangerSign.LIFE.label),
    (OWN_LIFE, OWN_LIFE_SAID),
    *(
        (each.value, each.label)
        for each in (DangerSign.DETAINED, DangerSign.CHILD, DangerSign.ACUTE, DangerSign.HELD_SOON, DangerSign.NO_SHELTER)
    ),
]
BLANK_ANSWERS = {"urgency": Soon.ROUTINE, "caller": Caller.NOT_SAID}
NUMBER_FOR_WHAT = _("You entered how to contact them. Say whether it is safe to call back; if not, remove the contact.")
NOTHING_SAID = _("Enter at least one answer. A call without a conversation is counted with one button.")
TERMS = ("number", "who_may_answer", "what_to_say")
SAFE = [("yes", _("yes")), ("no", _("no, they will call again")), ("", _("not asked"))]


class CallForm(PanohForm):
    """What is said and whether there is danger first; then the urgency, who, where, how to call back. All but the urgency may wait."""

    telling = ("dangers",)
    telling_answers = ("needs",)
    is_believed = True

    urgency = forms.ChoiceField(
        label=_("When is help needed"),
        choices=Soon.choices,
        initial=Soon.ROUTINE,
        widget=Choices(tight=True, hints={str(soon): hint for soon, hint in SOON_HINTS.items()}),
    )
    dangers = forms.MultipleChoiceField(label=_("Is there danger"), choices=DANGERS, required=False, widget=ManyChoices(tight=True))
    caller = forms.ChoiceField(label=_("Who is calling"), choices=Caller.choices, initial=Caller.NOT_SAID, widget=Choices(tight=True))
    needs = forms.MultipleChoiceField(label=_("What for"), choices=Need.full_choices, required=False, widget=ManyChoices(tight=True))
    place = PlaceField(label=_("District or city"), required=False)
    said = WordsField(label=_("What was said and what you did"), required=False, widget=Textarea({"rows": 2}))
    given = forms.MultipleChoiceField(label=_("How we helped"), choices=AnswerGiven.choices, required=False, widget=ManyChoices)
    may_call_back = forms.ChoiceField(label=_("Is it safe to call back"), choices=SAFE, required=False, widget=Scale, initial="")
    number = PhoneField(label=_("Safe number"), required=False)
    call_from = TimeField(label=_("Call from"), required=False)
    call_to = TimeField(label=_("Call until"), required=False)
    who_may_answer = forms.CharField(label=_("Who may answer"), required=False, max_length=200)
    what_to_say = forms.CharField(label=_("What to say if someone else answers"), required=False, max_length=300)
    family_name = NameField(label=_("Family name"), required=False, help_text=_("Only if they tell it themselves"))
    given_name = NameField(label=_("Given name"), required=False)
    called_from = PhoneField(
        label=_("Number of the caller"), required=False, help_text=_("The number is not stored: it only shows whether they called before")
    )
    begun = TimeField(label=_("Start of the call"), required=False, help_text=_("Only if earlier"))
    begun_on = DateField(label=_("Date"), required=False, past=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = place_choices()  # type: ignore[attr-defined]
        for name in ("needs", "said", "may_call_back"):  # a call is words or an aim, and "not asked" is an answer: none is optional
            self.fields[name].widget.says_blank = True

    def clean(self) -> dict[str, Any]:
        """Where it is urgent nothing else keeps the call from being written down: what no field takes stands among the words."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_believed and not self.has_changed():
            self.add_error("said", NOTHING_SAID)
        if self.is_believed and not self.is_pressing and cleaned.get("may_call_back") != "yes" and any(map(cleaned.get, TERMS)):
            self.add_error("may_call_back", NUMBER_FOR_WHAT)
        if self.is_believed and self.is_pressing:
            self.keep_among_words(cleaned, "said", BLANK_ANSWERS)
            if self.begun_at is not None and self.begun_at > now():
                for name in ("begun", "begun_on"):
                    self.add_error(name, AHEAD)
                self.keep_among_words(cleaned, "said")
        return cleaned

    @property
    def is_pressing(self) -> bool:
        """Whether there is danger, or help is needed within the hour."""
        return is_pressing(self.cleaned_data.get("dangers", ()), self.cleaned_data.get("urgency", ""))

    @property
    def says_more(self) -> bool:
        """Whether one of the rarer answers is wrong, or who calls was said, or a name was given: then they stand open."""
        wrong = any(self[name].errors for name in ("caller", "given", "begun", "begun_on", "called_from"))
        return wrong or self["caller"].value() != Caller.NOT_SAID or any(self[name].value() for name in ("family_name", "given_name"))

    @property
    def says_how_to_call(self) -> bool:
        """Whether something is said or wrong of when to call back and who may answer: then that stands open."""
        return any(self[name].errors or self[name].value() for name in ("call_from", "call_to", "who_may_answer", "what_to_say"))

    @property
    def begun_at(self) -> dt.datetime | None:
        """When the call began, None for now. An hour that is still ahead today was yesterday's."""
        hour, day = self.cleaned_data["begun"], self.cleaned_data["begun_on"]
        if hour is None and day is None:
            return None
        begun = dt.datetime.combine(day or today(), hour or dt.time(12), DUSHANBE)
        return begun - dt.timedelta(days=1) if day is None and begun > now() else begun

    @property
    def asker(self) -> str:
        """Who asks, as a request says it."""
        return ASKERS.get(Caller(self.cleaned_data["caller"]), Asker.OTHER)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_call` takes."""
        heard = as_heard(self.cleaned_data)
        if self.is_pressing:
            heard["said"] = "\n\n".join(filter(None, [heard["said"], *unusable(self, heard["call_back"])]))
        return {**heard, "begun_at": self.begun_at}


def as_heard(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What was filled in, as actions take it: the place as its two facts, the terms of calling back as one thing."""
    given = {name: value for name, value in cleaned.items() if name not in ("begun", "begun_on")}
    call_back = CallBack(
        allowed={"yes": True, "no": False}.get(given.pop("may_call_back")),
        number=given.pop("number"),
        start=given.pop("call_from"),
        end=given.pop("call_to"),
        who_may_answer=given.pop("who_may_answer"),
        what_to_say=given.pop("what_to_say"),
    )
    return {**given, **region_and_place(given.pop("place")), "call_back": call_back}


def unusable(form: CallForm, given: CallBack) -> list[str]:
    """What was typed of terms by which nobody can be called back, as lines. Of who did not agree to it all but the hours."""
    used = given.usable()
    kept: dict[str, Any] = {"call_from": used.start, "call_to": used.end}
    if given.allowed:
        kept |= {"number": used.number, "who_may_answer": used.who_may_answer, "what_to_say": used.what_to_say}
    left = [name for name in ("call_from", "call_to", *TERMS) if form.cleaned_data[name] and not kept.get(name)]
    safe = form.fields["may_call_back"].label, dict(SAFE)[form.cleaned_data["may_call_back"]]
    asked = [": ".join(map(str, safe))] if left and not given.allowed else []
    return [*asked, *(f"{form.fields[name].label}: {form.data[name]}" for name in left)]


class RouteForm(Versioned, PanohForm):
    """Which line serves a region."""

    line = forms.ChoiceField(label=_("Line"), widget=Choices)

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"].choices = lines  # type: ignore[attr-defined]


class NumberForm(Versioned, PanohForm):
    """The number of a line."""

    number = PhoneField(label=_("Number"))


class SendForm(PanohForm):
    """What a call that becomes a request is about, where nobody said so at the call."""

    needs = forms.MultipleChoiceField(label=_("What for"), choices=Need.full_choices, widget=ManyChoices(two=True))

    def __init__(self, *args: Any, needs: list[str], is_pressing: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial={"needs": needs}, **kwargs)
        self.known = needs
        self.fields["needs"].required = not needs and not is_pressing

    def clean_needs(self) -> list[str]:
        """What was said at the call, unless something else is chosen here."""
        return self.cleaned_data["needs"] or self.known
