"""To which organisation of the house."""

from collections.abc import Sequence
from typing import Any

from panoh.accounts.models import Organisation
from panoh.accounts.queries import in_order
from panoh.core.forms import PanohForm


class ToWhom(PanohForm):
    """With a choice of organisations, by their short name in addresses."""

    def __init__(self, *args: Any, takers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_slug = {row.slug: row for row in takers}
        self.fields["taker"].choices = [(row.slug, row.short) for row in in_order(takers)]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.cleaned_data, "taker": self.by_slug[self.cleaned_data["taker"]]}
