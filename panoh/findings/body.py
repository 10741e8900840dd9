"""The figure on which marks are placed: our own simple outline, front and back, in regions that have names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

WIDTH, HEIGHT = 200, 390  # the drawing shows from 30 to 170 across
SEPARATOR = "."


class View(TextChoices):
    """From which side the body is seen."""

    FRONT = "front", gettext_lazy("from the front")
    BACK = "back", gettext_lazy("from behind")


SIDES: dict[str, Any] = {"": "", "left": pgettext_lazy("side of the body", "left"), "right": pgettext_lazy("side of the body", "right")}

# View → part → its name, its place on the person's right (or in the middle) as the middle, half the width, half the height, and
# whether it comes twice. The person's right is on the left of the front figure, and on the right of the back one.
_FRONT: dict[str, tuple[Any, tuple[int, int, int, int], bool]] = {
    "head": (gettext_lazy("head and face"), (100, 34, 21, 27), False),
    "neck": (gettext_lazy("neck"), (100, 67, 9, 7), False),
    "chest": (gettext_lazy("chest"), (100, 100, 29, 27), False),
    "abdomen": (gettext_lazy("abdomen"), (100, 147, 25, 21), False),
    "pelvis": (gettext_lazy("pelvis, genitals"), (100, 182, 27, 15), False),
    "shoulder": (gettext_lazy("shoulder"), (62, 83, 10, 10), True),
    "upper_arm": (gettext_lazy("upper arm"), (57, 116, 9, 24), True),
    "forearm": (gettext_lazy("forearm"), (50, 164, 8, 25), True),
    "hand": (gettext_lazy("hand"), (45, 203, 8, 15), True),
    "thigh": (gettext_lazy("thigh"), (85, 232, 13, 36), True),
    "knee": (gettext_lazy("knee"), (85, 279, 11, 12), True),
    "lower_leg": (gettext_lazy("lower leg"), (85, 323, 10, 33), True),
    "foot": (gettext_lazy("foot"), (82, 368, 12, 11), True),
}
_BACK: dict[str, tuple[Any, tuple[int, int, int, int], bool]] = {
    "back_of_head": (gettext_lazy("back of the head"), (100, 34, 21, 27), False),
    "nape": (gettext_lazy("nape"), (100, 67, 9, 7), False),
    "upper_back": (gettext_lazy("upper back"), (100, 100, 29, 27), False),
    "lower_back": (gettext_lazy("lower back"), (100, 147, 25, 21), False),
    "buttocks": (gettext_lazy("buttocks"), (100, 182, 27, 15), False),
    "shoulder_blade": (gettext_lazy("shoulder from behind"), (138, 83, 10, 10), True),
    "upper_arm_back": (gettext_lazy("upper arm from behind"), (143, 116, 9, 24), True),
    "forearm_back": (gettext_lazy("forearm from behind"), (150, 164, 8, 25), True),
    "hand_back": (gettext_lazy("back of the hand"), (155, 203, 8, 15), True),
    "thigh_back": (gettext_lazy("thigh from behind"), (115, 232, 13, 36), True),
    "hollow_of_knee": (gettext_lazy("hollow of the knee"), (115, 279, 11, 12), True),
    "calf": (gettext_lazy("calf"), (115, 323, 10, 33), True),
    "sole": (gettext_lazy("heel and sole"), (118, 368, 12, 11), True),
}


@dataclass(frozen=True, slots=True)
class Region:
    """A named part of the figure: where it stands and how large it is."""

    code: str
    view: View
    part: Any
    side: str
    x: int
    y: int
    half_width: int
    half_height: int

    @property
    def label(self) -> str:
        """What it is called, with its side."""
        return f"{self.part}, {SIDES[self.side]}" if self.side else str(self.part)

    @property
    def left(self) -> int:
        """Where its box begins."""
        return self.x - self.half_width

    @property
    def top(self) -> int:
        """Where its box begins from above."""
        return self.y - self.half_height

    @property
    def width(self) -> int:
        """Of its box."""
        return 2 * self.half_width

    @property
    def height(self) -> int:
        """Of its box."""
        return 2 * self.half_height

    @property
    def round(self) -> int:
        """How round its corners are."""
        return min(self.half_width, self.half_height)


@cache
def regions() -> Mapping[str, Region]:
    """Every region by its code, front before back, from the head down."""
    found = [region for view, parts in ((View.FRONT, _FRONT), (View.BACK, _BACK)) for region in _regions(view, parts)]
    return MappingProxyType({region.code: region for region in found})


def _regions(view: View, parts: dict[str, tuple[Any, tuple[int, int, int, int], bool]]) -> list[Region]:
    found = []
    for code, (part, (x, y, half_width, half_height), is_double) in parts.items():
        if not is_double:
            found.append(Region(code, view, part, "", x, y, half_width, half_height))
            continue
        for side, place in (("right", x), ("left", WIDTH - x)):
            found.append(Region(f"{code}{SEPARATOR}{side}", view, part, side, place, y, half_width, half_height))
    return found


def region_choices() -> list[tuple[Any, list[tuple[str, str]]]]:
    """For a form: the regions under the side they are seen from."""
    return [(view.label, [(region.code, region.label) for region in regions().values() if region.view == view]) for view in View]


def label_of(code: str) -> str:
    """What a stored region is called, with the side it is seen from."""
    region = regions().get(code)
    return _("%(region)s (%(view)s)") % {"region": region.label, "view": region.view.label} if region else code


def is_within(region: Region, x: int, y: int) -> bool:
    """Whether a point lies in the box of a region."""
    return abs(x - region.x) <= region.half_width and abs(y - region.y) <= region.half_height
