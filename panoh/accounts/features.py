"""Which parts of Panoh the Unit uses. A new instance begins with the work itself; the rest is switched on when it is needed."""

from collections.abc import Iterable

from panoh.accounts.enums import Feature
from panoh.accounts.events import Event
from panoh.accounts.models import FeatureSwitch, User
from panoh.accounts.policy import check_has
from panoh.accounts.roles import Permission
from panoh.audit.trail import action, record, save
from panoh.core.actor import SYSTEM, Actor


def features_off(user: User) -> frozenset[Feature]:
    """The parts that are not in use. One query the first time, then remembered on the object for this request."""
    known: frozenset[Feature] | None = getattr(user, "_features_off", None)
    if known is None:
        known = user._features_off = _off()  # type: ignore[attr-defined]
    return known


def _off() -> frozenset[Feature]:
    return frozenset(Feature(each) for each in FeatureSwitch.objects.filter(is_on=False).values_list("feature", flat=True))


def set_features(in_use: Iterable[Feature], *, by: User) -> bool:
    """Exactly these parts are in use from now on; nothing that was written is lost. Gives whether anything changed. Raises Denied.

    Who calls this has looked whether work is open in what is switched off: `panoh.desk.actions.set_features` does.
    """
    check_has(by, Permission.FEATURES)
    changed = _changed(in_use)
    if changed:
        _switch(changed, by=by.actor)
    return bool(changed)


def set_first_features(in_use: Iterable[Feature] = (), *, by: Actor = SYSTEM) -> None:
    """As the house itself, when an instance is made."""
    changed = _changed(in_use)
    if changed:
        _switch(changed, by=by)


def _changed(in_use: Iterable[Feature]) -> dict[Feature, bool]:
    wanted, off = frozenset(in_use), _off()
    return {feature: feature in wanted for feature in Feature if (feature in wanted) is (feature in off)}


@action
def _switch(changed: dict[Feature, bool], *, by: Actor) -> None:
    rows = {row.feature: row for row in FeatureSwitch.objects.all()}
    for feature, is_on in changed.items():
        row = rows.get(feature) or FeatureSwitch(feature=feature)
        row.is_on = is_on
        save(row)
        record(Event.FEATURE_SWITCHED_ON if row.is_on else Event.FEATURE_SWITCHED_OFF, by=by, purpose=feature.value)
