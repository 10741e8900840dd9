"""What is recorded on a telephone without a network: as its page asks it, and as it is read when it has come in. Nothing is believed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from panoh.cases.forms.sessions import MOST_MINUTES
from panoh.core.forms import Answered, Choices, PanohForm, When, when
from panoh.core.forms.base import KEPT, UNASKED
from panoh.hotline.enums import Caller, EntryKind, RoadAnswer, Soon, Way
from panoh.hotline.forms.calls import CallForm, as_heard, unusable
from panoh.intake.actions import plain_text

MOST_WORDS, MOST_ANSWERS = 100_000, 40
# Where the telephone said nothing that is on our lists: what cannot wait too long, of whom nothing is known.
UNSAID = {"urgency": Soon.DAY, "caller": Caller.NOT_SAID, "way": Way.CALL}
ABOUT = frozenset({"at", "what", UNASKED, KEPT})  # of a record; by themselves they say nothing that happened
OF_ENTRY = ("code", "answer", "minutes", "dangers", "urgency", "said")
BY_ITSELF = (EntryKind.DANGER, EntryKind.BACK)  # which say enough without another answer


class CaptureForm(CallForm):
    """The form of a call on a telephone: a call, a meeting or a message. The time is the telephone's, and no name is asked."""

    is_believed = False  # `read_capture` tries each answer by itself

    way = forms.ChoiceField(label=_("What it was"), choices=Way.choices, initial=Way.CALL, widget=Choices(two=True))
    begun = begun_on = family_name = given_name = called_from = None  # type: ignore[assignment]
    field_order: Sequence[str] = ("way",)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `take_capture` takes."""
        return as_heard(self.cleaned_data)


def _of(*kinds: EntryKind) -> Answered:
    return Answered("what", tuple(map(str, kinds)))


_CALL = when(_of(EntryKind.CALL))


class EntryForm(CaptureForm):
    """All that a telephone records: what it is first, then what belongs to that."""

    asked_if: ClassVar[Mapping[str, When]] = {
        **dict.fromkeys(("way", "caller", "needs", "place", "given", "may_call_back", "number"), _CALL),
        **dict.fromkeys(("call_from", "call_to", "who_may_answer", "what_to_say"), _CALL),
        "code": when(_of(EntryKind.SESSION, EntryKind.DANGER, EntryKind.DISPATCH)),
        "answer": when(_of(EntryKind.DISPATCH)),
        "minutes": when(_of(EntryKind.SESSION), needed=True),
        "dangers": when(_of(EntryKind.CALL, EntryKind.SESSION, EntryKind.DANGER, EntryKind.DISPATCH)),
        "urgency": when((_of(EntryKind.CALL, EntryKind.DANGER), Answered("dangers"))),
        "said": when(_of(EntryKind.CALL, EntryKind.SESSION, EntryKind.DANGER, EntryKind.DISPATCH)),
    }

    what = forms.ChoiceField(label=_("What you record"), choices=EntryKind.choices, initial=EntryKind.CALL, widget=Choices)
    code = forms.CharField(label=_("Code of the case or the dispatch"), required=False, max_length=20)
    answer = forms.ChoiceField(label=_("Your answer"), choices=RoadAnswer.choices, required=False, widget=Choices(two=True))
    minutes = forms.IntegerField(label=_("How many minutes"), required=False, min_value=1, max_value=MOST_MINUTES)
    field_order = ("what", "code", "answer", "way", "dangers", "urgency")


def answers(facts: Mapping[str, Any], name: str) -> list[str]:
    """What a record answers to one question, as texts that may be kept."""
    given = facts.get(name)
    return [plain_text(one, MOST_WORDS) for one in given[:MOST_ANSWERS]] if isinstance(given, list) else []


def kind_of(facts: Mapping[str, Any]) -> EntryKind:
    """What it records; a call where it does not say."""
    said = "".join(answers(facts, "what")[:1])
    return EntryKind(said) if said in EntryKind.values else EntryKind.CALL


def written_at(facts: Mapping[str, Any]) -> dt.datetime | None:
    """When it was written down by the telephone's clock."""
    try:
        moment = dt.datetime.fromisoformat(answers(facts, "at")[0])
    except (ValueError, IndexError):
        return None
    return moment if moment.tzinfo else None


def is_said(facts: Mapping[str, Any]) -> bool:
    """Whether anything was answered otherwise than the page opens, which seals the same (`field.js`). Names of another day's page count."""
    opens = {name: str(field.initial or "") for name, field in EntryForm.base_fields.items()}
    given = any(answer not in ("", opens.get(name, "")) for name in facts if name not in ABOUT for answer in answers(facts, name))
    return given or kind_of(facts) in BY_ITSELF


def read_capture(facts: Mapping[str, Any]) -> dict[str, Any]:
    """A call, meeting or message as `take_capture` takes it. Nothing is lost: what no field takes stands among the words."""
    form, loose = _read(CaptureForm, facts, UNSAID)
    found = form.action_kwargs
    call_back, more = found["call_back"].usable(), unusable(form, found["call_back"])
    return {**found, "call_back": call_back, "said": _words(found["said"], *more, *loose)}


def read_entry(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Any other record, by the names of `EntryForm`, as `keep_entry` takes it."""
    form, loose = _read(EntryForm, facts, {"urgency": Soon.HOUR, "caller": Caller.NOT_SAID, "way": Way.VISIT})
    found = {name: form.cleaned_data[name] for name in OF_ENTRY}
    return {**found, "said": _words(found["said"], *loose)}


def _read[Form: PanohForm](kind: type[Form], facts: Mapping[str, Any], unsaid: Mapping[str, str]) -> tuple[Form, list[str]]:
    """The form with all that its fields take, and what they do not, a line each."""
    known = MultiValueDict({name: given for name in kind.base_fields if (given := answers(facts, name))})
    first = _asking_all(kind(known))
    loose = [f"{first.fields[name].label}: {', '.join(known.pop(name))}" for name in list(first.errors) if name in known]
    for name, code in unsaid.items():
        known.setlistdefault(name, [code])
    form = _asking_all(kind(known))
    form.full_clean()
    return form, loose


def _asking_all[Form: PanohForm](form: Form) -> Form:
    """What came is read, whether its question has its reason or not."""
    form.asking = {}
    return form


def _words(*parts: str) -> str:
    return "\n\n".join(filter(None, parts))
