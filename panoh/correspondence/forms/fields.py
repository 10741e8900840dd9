"""What the forms of the register have in common: whom it goes to or comes from, and which letter it answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.correspondence.models import RegisterItem
from panoh.network.models import Addressee

type Addressees = Sequence[tuple[Addressee, str]]
type Answerable = Sequence[tuple[RegisterItem, str]]
NOBODY_YET = ("", _("choose"))


class ToAddressee(forms.Form):
    """Names one of those with whom the Unit corresponds; the view gives them with their opened names. None: it is known already."""

    def __init__(self, *args: Any, addressees: Addressees | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.addressees = {str(row.pk): row for row, _label in addressees or ()}
        if addressees is None:
            del self.fields["addressee"]
        else:
            self.fields["addressee"].choices = [NOBODY_YET, *((str(row.pk), label) for row, label in addressees)]  # type: ignore[attr-defined]

    @property
    def named(self) -> dict[str, Any]:
        """The addressee as an action takes it."""
        chosen = self.cleaned_data.get("addressee")
        return {"addressee": self.addressees[chosen]} if chosen else {}


class AnswersLetter(forms.Form):
    """Which letter this one answers."""

    def __init__(self, *args: Any, letters: Answerable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letters = {str(row.pk): row for row, _label in letters}
        self.fields["answers"].choices = [("", _("none")), *((str(row.pk), label) for row, label in letters)]  # type: ignore[attr-defined]

    @property
    def answered(self) -> RegisterItem | None:
        """The letter, or None."""
        return self.letters.get(self.cleaned_data.get("answers") or "")
