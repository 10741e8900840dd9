"""Which cases follow which version from now on."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.queries import in_order
from panoh.cases.enums import Urgency
from panoh.core.forms import PanohForm, Select
from panoh.core.forms.widgets import ByButton

type Pairs = Iterable[tuple[str, Any]]

ANY = ("", _("any"))


class MoveManyForm(PanohForm):
    """The version, and the cases by what they follow now, their urgency and their organisation. `seen` is how many the page counted."""

    to = forms.ChoiceField(label=_("New version"), widget=Select)
    present = forms.ChoiceField(label=_("Current version"), required=False, widget=Select)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False, choices=[ANY, *Urgency.choices], widget=Select)
    organisation = forms.ChoiceField(label=_("Organisation"), required=False, widget=Select)
    seen = forms.IntegerField(required=False, widget=ByButton)

    def __init__(self, *args: Any, versions: Pairs, present: Pairs, organisations: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = [(str(row.pk), row.short) for row in in_order(organisations)]
        for name, choices in (("to", list(versions)), ("present", [ANY, *present]), ("organisation", [ANY, *owners])):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """Which cases, to which version."""
        given = self.cleaned_data
        chosen = UUID(given["organisation"]) if given["organisation"] else None
        return {"to": given["to"], "present": given["present"], "urgency": given["urgency"], "organisation": chosen}
