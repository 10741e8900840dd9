"""The directory as choices of a form: names are opened at once and recorded, the rest is coded."""

from django.utils.translation import gettext as _

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.network.enums import Capacity
from panoh.network.models import Addressee, Facility
from panoh.network.queries import names_of
from panoh.network.queries.addressees import addressees, institutions
from panoh.places import catalogue
from panoh.places.alphabet import alphabetical
from panoh.referrals.marks import marks
from panoh.referrals.offers import offered_facilities
from panoh.vault.purpose import Purpose


def facility_label(facility: Facility, name: str = "") -> str:
    """The name where it is open, with kind and region; kind and region alone where it is not; a kind that is the name once."""
    kind = str(facility.get_kind_display())
    parts = [name, "" if name.casefold() == kind.casefold() else kind, catalogue.name(facility.region)]
    return ", ".join(part for part in parts if part)


def facility_choices(user: User, case: Case | None) -> list[tuple[Facility, str]]:
    """Every facility that may be offered to the person of the case, with its label, by the alphabet; before there is a case, to anybody."""
    rows = list(offered_facilities(user, case))
    names, marked = names_of(rows, by=user, purpose=Purpose.CARE), marks(rows, case) if case is not None else {}
    return sorted(((row, _warned(row, names[row.pk], marked.get(row.pk, []))) for row in rows), key=lambda choice: alphabetical(choice[1]))


def facilities_outside(user: User, case: Case | None) -> list[tuple[Facility, str]]:
    """The same without the lawyers of the house: what they read is chosen on a form of its own."""
    return [(facility, label) for facility, label in facility_choices(user, case) if not facility.house_id]


def _warned(facility: Facility, name: str, marked: list[str]) -> str:
    """The label with what one has to know before one chooses."""
    warnings = [_("registers patients")] if facility.register else []
    if facility.capacity in (Capacity.NO, Capacity.WAITING):
        warnings.append(str(facility.get_capacity_display()))
    warnings += [] if facility.house_id else marked
    label = facility_label(facility, name)
    return f"{label} ({', '.join(warnings)})" if warnings else label


def addressee_label(addressee: Addressee, name: str = "") -> str:
    """What it is called where that is open, with its kind and place; these alone where it is not."""
    parts = [name, str(addressee.get_kind_display()), catalogue.name(addressee.place or addressee.region)]
    return ", ".join(part for part in parts if part)


def addressee_choices(user: User) -> list[tuple[Addressee, str]]:
    """Everybody the Unit writes to, with their labels; nobody for who sees no letters."""
    rows = list(addressees(user))
    names = institutions(rows, by=user, purpose=Purpose.OWN_WORK)
    return [(row, addressee_label(row, names[row.pk])) for row in rows]
