"""By what figures can be cut: each dimension gives a key from the coded facts of an admission, and a label for the key."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.db.models.functions import Cast, Coalesce, ExtractYear
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from panoh.accounts.models import Organisation
from panoh.cases.enums import Capacity, CloseReason, Discipline, Door, GoalOutcome, Help, Kind, Outcome, SessionKind, Urgency
from panoh.cases.models import Question
from panoh.cases.questions import choices_of, counted_questions, text_of
from panoh.core.errors import Invalid
from panoh.hotline.enums import CallKind, Soon
from panoh.instruments.definitions import said
from panoh.instruments.reading import definitions
from panoh.network.enums import Service
from panoh.people.enums import Sex
from panoh.places import catalogue
from panoh.places.alphabet import alphabetical
from panoh.referrals.enums import GapReason, Priority, ReferralState

OWN = "own-"  # an own question as a dimension: own- and the id of the question
MINOR, ADULT, UNKNOWN = "minor", "adult", "unknown"
# One person counts once, however many records were joined: as the record that was kept.
ONE_PERSON = Coalesce("person__merged_into", "person")
NAMED = frozenset({"region", "line", "organisation"})  # their keys say nothing to who looks for a name
BANDS = (0, 6, 12, 18, 30, 45, 60)  # the first age of each band


def case_columns(prefix: str = "") -> tuple[Any, ...]:
    """The fields of a case that figures are cut by. `prefix`: the way from a row to its case, ending in two underscores."""
    person = f"{prefix}person"
    return (
        Coalesce(f"{person}__merged_into", person),
        f"{prefix}kind",
        Coalesce(f"{person}__merged_into__sex", f"{person}__sex"),
        f"{prefix}age_at_admission",
        f"{prefix}region",
        f"{prefix}door",
        f"{prefix}admitted_to__slug",
    )


def case_facts(values: tuple[Any, ...]) -> tuple[Any, dict[str, str]]:
    """The person, and the keys by dimension, from what `case_columns` asked for."""
    person, kind, sex, age, region, door, organisation = values
    known = UNKNOWN if age is None else MINOR if age < 18 else ADULT
    return person, {
        "kind": kind,
        "sex": sex,
        "age": known,
        "age_band": band_of(age),
        "region": region or UNKNOWN,
        "door": door,
        "organisation": str(organisation),
    }


@cache
def band_of(age: int | None) -> str:
    """The band of an age in whole years: 18-29, 60+."""
    if age is None:
        return UNKNOWN
    place = max(at for at, first in enumerate(BANDS) if age >= first)
    return f"{BANDS[place]}-{BANDS[place + 1] - 1}" if place + 1 < len(BANDS) else f"{BANDS[place]}+"


@dataclass(frozen=True, slots=True)
class Admission:
    """One person's first admission in the period, as coded facts."""

    person: Any
    kind: str
    sex: str
    age: str
    age_band: str
    region: str
    door: str
    organisation: str
    year: str
    own: Mapping[str, str] = field(default_factory=dict)  # answers to the Unit's own questions that are counted

    def value(self, name: str) -> str:
        """The key of a dimension."""
        return self.own.get(name, UNKNOWN) if name.startswith(OWN) else str(getattr(self, name))

    @property
    def facts(self) -> dict[str, str]:
        """The keys of every dimension but own questions."""
        return {name: getattr(self, name) for name in LABELS}


def _by_age(keys: Mapping[int, str]) -> Case:
    """The key of an age: that of the first limit it does not reach."""
    whens = [When(age_at_admission__lt=limit, then=Value(key)) for limit, key in keys.items()]
    return Case(When(age_at_admission=None, then=Value(UNKNOWN)), *whens, output_field=CharField())


EVER = 1000  # no age reaches it
# The dimensions of an admission, as the database says them.
IN_ROWS: dict[str, Any] = {
    "kind": F("kind"),
    "sex": F("sex"),
    "age": _by_age({18: MINOR, EVER: ADULT}),
    "age_band": _by_age({limit: band_of(limit - 1) for limit in (*BANDS[1:], EVER)}),
    "region": Case(When(region="", then=Value(UNKNOWN)), default=F("region")),
    "door": F("door"),
    "organisation": F("organisation__slug"),
    "year": Cast(ExtractYear("admitted_on"), CharField()),
}


def _enum(choices: Any) -> Callable[[str], str]:
    return lambda key: str(choices(key).label) if key in choices.values else _("unknown")


def _age(key: str) -> str:
    return {MINOR: _("under 18"), ADULT: _("18 and over")}.get(key, _("age unknown"))


def _region(key: str) -> str:
    return _("unknown") if key == UNKNOWN else catalogue.name(key)


def _organisation(key: str) -> str:
    found = Organisation.objects.filter(slug=key).first()
    return found.short if found else _("unknown")


LABELS: dict[str, Callable[[str], str]] = {
    "kind": lambda key: Kind(key).full_label if key in Kind.values else _("unknown"),
    "sex": _enum(Sex),
    "age": _age,
    "age_band": lambda key: key.replace("-", "–") if key != UNKNOWN else _("age unknown"),
    "region": _region,
    "year": str,
    "organisation": _organisation,
    "door": _enum(Door),
}
TITLES: dict[str, Promise] = {
    "kind": gettext_lazy("Who"),
    "sex": gettext_lazy("Sex"),
    "age": gettext_lazy("Age"),
    "age_band": gettext_lazy("Age in years"),
    "region": gettext_lazy("Region"),
    "year": gettext_lazy("Year"),
    "organisation": gettext_lazy("Organisation"),
    "door": gettext_lazy("How they came to us"),
    "close_reason": gettext_lazy("Reason"),
    "help": gettext_lazy("Kind of help"),
    "discipline": gettext_lazy("Discipline"),
    "session_kind": gettext_lazy("Kind of session"),
    "service": gettext_lazy("Service"),
    "gap_reason": gettext_lazy("Reason"),
    "priority": gettext_lazy("How soon"),
    "referral_state": gettext_lazy("Status"),
    "urgency": gettext_lazy("Urgency"),
    "soon": gettext_lazy("How soon"),
    "capacity": gettext_lazy("Capacity"),
    "goal_outcome": gettext_lazy("Outcome"),
    "change": pgettext_lazy("difference", "Change"),
    "outcome": gettext_lazy("Outcome"),
    "instrument": gettext_lazy("Questionnaire"),
    "line": gettext_lazy("Line"),
    "call_kind": gettext_lazy("Kind of call"),
    "hour": gettext_lazy("Hour"),
}
# Keys of what is counted beside admissions: the enum that names each, in its order.
_ENUMS: dict[str, Any] = {
    "close_reason": CloseReason,
    "help": Help,
    "discipline": Discipline,
    "session_kind": SessionKind,
    "service": Service,
    "gap_reason": GapReason,
    "priority": Priority,
    "referral_state": ReferralState,
    "urgency": Urgency,
    "soon": Soon,
    "capacity": Capacity,
    "goal_outcome": GoalOutcome,
    "change": Outcome,
    "outcome": Outcome,
    "call_kind": CallKind,
}


def _instrument(key: str) -> str:
    found = definitions().get(key)
    return said(found.title, get_language() or "en") if found else key


FACTS: dict[str, Callable[[str], str]] = {
    **LABELS,
    **{name: _enum(choices) for name, choices in _ENUMS.items()},
    "instrument": _instrument,
    "line": _region,
    "hour": lambda key: f"{int(key):02}:00–{int(key):02}:59",
}
ORDER: dict[str, list[str]] = {
    **{name: list(choices.values) for name, choices in _ENUMS.items()},
    "age_band": [*(band_of(first) for first in BANDS), UNKNOWN],
    "kind": list(Kind.values),
    "sex": list(Sex.values),
    "age": [ADULT, MINOR, UNKNOWN],
    "door": list(Door.values),
}


def own_question(name: str) -> Question | None:
    """The own question of this dimension, None where it is no such dimension or may not be counted."""
    return next((row for row in counted_questions() if OWN + row.pk.hex == name), None) if name.startswith(OWN) else None


def own_dimensions() -> list[tuple[str, str]]:
    """The own questions that may be counted, as dimensions with their text. One query."""
    return [(OWN + row.pk.hex, text_of(row)) for row in counted_questions()]


def labels_of(name: str) -> Callable[[str], str]:
    """How the keys of a dimension are read. One query for organisations and for an own question, none for the others."""
    if not name.startswith(OWN):
        return label_of(name)
    question = own_question(name)
    known = dict(choices_of(question)) if question else {}
    return lambda key: _("not answered, or sealed") if key == UNKNOWN else known.get(key, key)


def label_of(name: str) -> Callable[[str], str]:
    """How the keys of any dimension of an indicator are read. One query for organisations, none for the others."""
    read = FACTS[name]
    known = {row.slug: row.short for row in Organisation.objects.all()} if name == "organisation" else {}

    def label(key: str) -> str:
        if key not in known:
            known[key] = _("unknown") if key in ("", UNKNOWN) and name not in LABELS else read(key)
        return known[key]

    return label


def check_dimension(name: str) -> str:
    """The name again, or Invalid when there is no such dimension."""
    if name not in LABELS and own_question(name) is None:
        raise Invalid(_("There is no dimension “%(name)s”. Choose one of: %(all)s.") % {"name": name[:40], "all": ", ".join(LABELS)})
    return name


def in_order(name: str, keys: set[str]) -> list[str]:
    """Keys as a table shows them: as the enum lists them, otherwise sorted, numbers by their size, the unknown last."""
    known = ORDER.get(name)

    def place(key: str) -> tuple[int, bool, str]:
        return known.index(key) if known and key in known else len(known or ()), key == UNKNOWN, key.zfill(12) if key.isdigit() else key

    return sorted(keys, key=place)


def by_alphabet(name: str, keys: Iterable[str], read: Callable[[str], str]) -> list[str]:
    """Keys as who reads finds them: places and organisations by their names, the unknown last; others in the order they come."""
    if name not in NAMED:
        return list(keys)
    return sorted(keys, key=lambda key: (key == UNKNOWN, alphabetical(read(key))))
