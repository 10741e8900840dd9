"""What each level of each capacity looks like in life: our own sentences, so that two workers rate alike. 0 is hardest, 4 is free."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.cases.enums import Capacity

LEVELS = range(5)

ANCHORS: dict[Capacity, tuple[Promise, Promise, Promise, Promise, Promise]] = {
    Capacity.SELF_SUFFICIENCY: (
        _("Needs somebody's help for nearly everything in the day"),
        _("Washes, dresses and eats alone; the rest is done by others"),
        _("Runs the home on good days; needs help with papers and money"),
        _("Manages home, money and papers; asks for advice now and then"),
        _("Decides and manages daily life alone, and helps others"),
    ),
    Capacity.PHYSICAL: (
        _("Pain or illness keeps the person in bed or indoors most days"),
        _("Moves with great effort; pain every day stops ordinary tasks"),
        _("Does light tasks; pain or weakness comes back every week"),
        _("Does ordinary work; some complaints that are under treatment"),
        _("The body does not stand in the way of anything the person wants to do"),
    ),
    Capacity.MENTAL: (
        _("Fear, low mood or memories fill the day; there may be danger to oneself"),
        _("Sleeps badly most nights; fear or memories break into most days"),
        _("Bad days and good days; knows what helps and uses it sometimes"),
        _("Mostly calm; hard days come seldom and pass"),
        _("Sleeps, thinks clearly and looks ahead; what happened no longer rules the day"),
    ),
    Capacity.SOCIAL: (
        _("Sees nobody, or is not safe with those at home"),
        _("Speaks with one or two people; quarrels or silence at home"),
        _("Has somebody to turn to; avoids guests and gatherings"),
        _("Gets on with family and friends; some ties are still hurt"),
        _("Has close people, gives and takes support"),
    ),
    Capacity.PROFESSIONAL: (
        _("Can neither work nor learn at present"),
        _("Would like to work or learn but has not begun"),
        _("Works or learns now and then, with long breaks"),
        _("Works or learns regularly; earns less or learns slower than before"),
        _("Has work or studies that fit and that can go on"),
    ),
    Capacity.INTEGRATION: (
        _("Has no papers or no lasting place to live, and gets no services"),
        _("Papers or housing are uncertain; turned away by services, or afraid to ask"),
        _("Uses a clinic, school or office with somebody beside them"),
        _("Uses services alone; meets prejudice at times"),
        _("Has papers, home and services like any neighbour"),
    ),
    Capacity.COMMUNITY: (
        _("Takes no part in anything outside the home"),
        _("Goes out only for what cannot be avoided"),
        _("Comes to gatherings when somebody invites and comes along"),
        _("Takes part in the life of the street, school or mosque"),
        _("Takes part and takes on tasks for others"),
    ),
}
