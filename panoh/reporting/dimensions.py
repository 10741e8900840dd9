"""By what figures can be cut: each dimension gives a key from the coded facts of an admission, and a label for the key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from panoh.accounts.models import Organisation
from panoh.cases.enums import Door, Kind
from panoh.cases.models import Question
from panoh.cases.questions import choices_of, counted_questions, text_of
from panoh.core.errors import Invalid
from panoh.people.enums import Sex
from panoh.places import catalogue

OWN = "own-"  # an own question as a dimension: own- and the id of the question
MINOR, ADULT, UNKNOWN = "minor", "adult", "unknown"
# One person counts once, however many records were joined: as the record that was kept.
ONE_PERSON = Coalesce("person__merged_into", "person")
COLUMNS = (
    ONE_PERSON,
    "kind",
    Coalesce("person__merged_into__sex", "person__sex"),
    "age_at_admission",
    "region",
    "door",
    "admitted_to__slug",
    "admitted_on",
)


@dataclass(frozen=True, slots=True)
class Admission:
    """One person's first admission in the period, as coded facts."""

    person: Any
    kind: str
    sex: str
    age: str
    region: str
    door: str
    organisation: str
    year: str
    own: Mapping[str, str] = field(default_factory=dict)  # answers to the Unit's own questions that are counted

    def value(self, name: str) -> str:
        """The key of a dimension."""
        return self.own.get(name, UNKNOWN) if name.startswith(OWN) else str(getattr(self, name))

    @classmethod
    def of(cls, values: tuple[Any, ...]) -> "Admission":
        """From a row of COLUMNS."""
        person, kind, sex, age, region, door, organisation, admitted = values
        band = UNKNOWN if age is None else MINOR if age < 18 else ADULT
        return cls(person, kind, sex, band, region or UNKNOWN, door, str(organisation), str(admitted.year))


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
    "kind": _enum(Kind),
    "sex": _enum(Sex),
    "age": _age,
    "region": _region,
    "year": str,
    "organisation": _organisation,
    "door": _enum(Door),
}
ORDER: dict[str, list[str]] = {
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
    """How the keys of a dimension are read."""
    if not name.startswith(OWN):
        return LABELS[name]
    question = own_question(name)
    known = dict(choices_of(question)) if question else {}
    return lambda key: _("not answered, or sealed") if key == UNKNOWN else known.get(key, key)


def check_dimension(name: str) -> str:
    """The name again, or Invalid when there is no such dimension."""
    if name not in LABELS and own_question(name) is None:
        raise Invalid(_("There is no dimension “%(name)s”. Use one of: %(all)s.") % {"name": name[:40], "all": ", ".join(LABELS)})
    return name


def in_order(name: str, keys: set[str]) -> list[str]:
    """Keys as a table shows them: as the enum lists them, otherwise sorted, numbers by their size, the unknown last."""
    known = ORDER.get(name)

    def place(key: str) -> tuple[int, bool, str]:
        return known.index(key) if known and key in known else len(known or ()), key == UNKNOWN, key.zfill(12) if key.isdigit() else key

    return sorted(keys, key=place)
