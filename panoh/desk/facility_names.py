"""The directory as choices of a form: names are opened at once and recorded, the rest is coded."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from panoh.accounts.models import User
<<<<<<< HEAD
from panoh.cases.models import Case
from panoh.core.errors import Invalid
from panoh.network.enums import Capacity, Register
from panoh.network.models import Facility
from panoh.network.queries import names_of
from panoh.network.registers import REGISTER_MEANS
=======
from panoh.network.models import Addressee, Facility
from panoh.network.queries import facilities, names_of
from panoh.network.queries.addressees import addressees, institutions
>>>>>>> main
from panoh.places import catalogue
from panoh.referrals.offers import alternatives, offered_facilities
from panoh.vault.purpose import Purpose


def facility_label(facility: Facility, name: str = "") -> str:
    """The name where it is open, with kind and region; kind and region alone where it is not."""
    parts = [name, str(facility.get_kind_display()), catalogue.name(facility.region)]
    return ", ".join(part for part in parts if part)


def facility_choices(user: User, case: Case | None) -> list[tuple[Facility, str]]:
    """Every facility that may be offered to the person of the case, with its label; before there is a case, to anybody."""
    rows = list(offered_facilities(user, case))
    names = names_of(rows, by=user, purpose=Purpose.CARE)
<<<<<<< HEAD
    return [(row, _warned(row, names[row.pk])) for row in rows]


def _warned(facility: Facility, name: str) -> str:
    """The label with what one has to know before one chooses."""
    warnings = [_("puts on a register")] if facility.register else []
    if facility.capacity in (Capacity.NO, Capacity.WAITING):
        warnings.append(str(facility.get_capacity_display()))
    label = facility_label(facility, name)
    return f"{label} ({', '.join(warnings)})" if warnings else label


class Registers:
    """What the page of a referral says of registers: what each means, and after a refusal who gives the same help without one."""

    def __init__(self, user: User, case: Case | None, choices: Iterable[tuple[Facility, str]]) -> None:
        self.user, self.case, self.labels = user, case, {row.pk: label for row, label in choices}
        kept = {row.register for row, _label in choices}
        self.means = [(register.label, means) for register, means in REGISTER_MEANS.items() if register in kept]
        self.refused: Any = ""
        self.instead: list[str] = []

    def trying(self, act: Callable[[Any], Any]) -> Callable[[Any], Any]:
        """The act; where it is refused because of a register, the page offers who keeps none."""

        def tried(form: Any) -> Any:
            try:
                return act(form)
            except Invalid as refused:
                if "register_agreed" in refused.fields:
                    self._offer(form.facts["facility"], form.cleaned_data.get("service", ""))
                raise

        return tried

    def _offer(self, facility: Facility, service: str) -> None:
        self.refused = Register(facility.register).label
        rows = alternatives(self.user, self.case, facility, service or (facility.services or [""])[0])
        self.instead = [self.labels[row.pk] for row in rows if row.pk in self.labels]
=======
    return [(row, facility_label(row, names[row.pk])) for row in rows]


def addressee_label(addressee: Addressee, name: str = "") -> str:
    """What it is called where that is open, with its kind and place; these alone where it is not."""
    parts = [name, str(addressee.get_kind_display()), catalogue.name(addressee.place or addressee.region)]
    return ", ".join(part for part in parts if part)


def addressee_choices(user: User) -> list[tuple[Addressee, str]]:
    """Everybody the Unit writes to, with their labels; nobody for who sees no letters."""
    rows = list(addressees(user))
    names = institutions(rows, by=user, purpose=Purpose.OWN_WORK)
    return [(row, addressee_label(row, names[row.pk])) for row in rows]
>>>>>>> main
