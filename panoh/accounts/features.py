"""Which parts of Panoh the Unit uses. A new instance begins with the work itself; the rest is switched on when it is needed."""

from collections.abc import Iterable

from panoh.accounts.enums import Feature
from panoh.accounts.events import Event
from panoh.accounts.models import FeatureSwitch, User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, record, save
from panoh.core.actor import SYSTEM, Actor


def features_off() -> frozenset[Feature]:
    """The parts that are not in use. One query."""
    return frozenset(Feature(each) for each in FeatureSwitch.objects.filter(is_on=False).values_list("feature", flat=True))


@action
def set_features(in_use: Iterable[Feature], *, by: User) -> None:
    """Exactly these parts are in use from now on; nothing that was written is lost. Raises Denied.

    Who calls this has looked whether work is open in what is switched off: `panoh.desk.actions.set_features` does.
    """
    check_has(by, Permission.FEATURES)
    _set(in_use, by=by.actor)


@action
def set_first_features(in_use: Iterable[Feature] = (), *, by: Actor = SYSTEM) -> None:
    """As the house itself, when an instance is made."""
    _set(in_use, by=by)


def _set(in_use: Iterable[Feature], *, by: Actor) -> None:
    wanted, off = frozenset(in_use), features_off()
    rows = {row.feature: row for row in FeatureSwitch.objects.all()}
    for feature in Feature:
        if (feature in wanted) is (feature not in off):
            continue
        row = rows.get(feature) or FeatureSwitch(feature=feature)
        row.is_on = feature in wanted
        save(row)
        record(Event.FEATURE_SWITCHED_ON if row.is_on else Event.FEATURE_SWITCHED_OFF, by=by, purpose=feature.value)
