"""What the page of a referral says of registers."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from panoh.accounts.models import User
from panoh.cases.models import Case
from panoh.core.errors import Invalid
from panoh.network.enums import Register
from panoh.network.models import Facility
from panoh.network.registers import REGISTER_MEANS
from panoh.referrals.offers import alternatives


class ActionForm(Protocol):
    """A form that goes to a facility: `action_kwargs` is what its act is called with."""

    cleaned_data: dict[str, Any]

    @property
    def action_kwargs(self) -> dict[str, Any]: ...


class Registers:
    """What each register means that a facility of the list keeps; after a refusal, who gives the same help without one."""

    def __init__(self, user: User, case: Case | None, choices: Iterable[tuple[Facility, str]]) -> None:
        self.user, self.case, self.labels = user, case, {row.pk: label for row, label in choices}
        kept = {row.register for row, _label in choices}
        self.means = [(register.label, means) for register, means in REGISTER_MEANS.items() if register in kept]
        self.refused: Any = ""
        self.instead: list[str] = []

    def trying[F: ActionForm, M](self, act: Callable[[F], M]) -> Callable[[F], M]:
        """The act; where it is refused because of a register, the page offers who keeps none."""

        def tried(form: F) -> M:
            try:
                return act(form)
            except Invalid as refused:
                if "register_agreed" in refused.fields:
                    self._offer(form.action_kwargs["facility"], form.cleaned_data.get("service", ""))
                raise

        return tried

    def _offer(self, facility: Facility, service: str) -> None:
        self.refused = Register(facility.register).label
        rows = alternatives(self.user, self.case, facility, service or (facility.services or [""])[0])
        self.instead = [self.labels[row.pk] for row in rows if row.pk in self.labels]
