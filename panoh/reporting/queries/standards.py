"""Reads of the network's standards: seventeen slots, the Unit's ratings of the last years side by side."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.core.clock import today
from panoh.core.errors import NotFound
from panoh.reporting.enums import Rating
from panoh.reporting.models import SelfRating, Standard

SLOTS = 17  # FIELD 1.3: adopted in October 2020; the sentences themselves are pasted by whoever has them
YEARS = 4  # that stand side by side
FIRST_YEAR = 2020
NOT_HERE = _("Standard not found.")


@dataclass(frozen=True, slots=True)
class Slot:
    """One standard with its ratings of the last years, the latest first; None where a year was not rated."""

    number: int
    text: str
    ratings: list[tuple[int, SelfRating | None]]

    @property
    def change(self) -> int:
        """How many steps it went up or down between the last two ratings there are; 0 where there are fewer."""
        found = [rating for _year, rating in self.ratings if rating is not None]
        if len(found) < 2:
            return 0
        steps = Rating.values
        return steps.index(found[0].rating) - steps.index(found[1].rating)


def years() -> list[int]:
    """The years that stand side by side, the latest first."""
    return [year for year in range(today().year, today().year - YEARS, -1) if year >= FIRST_YEAR]


def slots(user: User) -> list[Slot]:
    """All of them. Two queries."""
    check_has(user, Permission.STANDARDS)
    texts = dict(Standard.objects.values_list("number", "text"))
    rated = {(row.number, row.year): row for row in SelfRating.objects.select_related("rated_by").filter(year__in=years())}
    return [Slot(number, texts.get(number, ""), [(year, rated.get((number, year))) for year in years()]) for number in range(1, SLOTS + 1)]


def get_slot(user: User, number: int) -> Slot:
    """One of them. Raises NotFound."""
    found = next((slot for slot in slots(user) if slot.number == number), None)
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def sums(found: list[Slot]) -> list[tuple[int, list[tuple[str, int]]]]:
    """For each year how many standards stand at each step where any does."""
    columns: dict[int, list[str]] = {year: [] for year in years()}
    for slot in found:
        for year, rating in slot.ratings:
            if rating is not None:
                columns[year].append(rating.rating)
    return [
        (year, [(str(Rating(step).label), said.count(step)) for step in Rating.values if step in said])
        for year, said in columns.items()
        if said
    ]


def rating_of(number: int, year: int) -> SelfRating | None:
    """What stands for one standard in one year."""
    return SelfRating.objects.filter(number=number, year=year).first()
