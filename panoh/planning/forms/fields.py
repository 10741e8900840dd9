"""Fields that forms about plans share: a text in three languages."""

from typing import Any

from django.utils.functional import Promise

from panoh.core.forms import PanohForm, Textarea, WordsField
from panoh.core.languages import LANGUAGES
from panoh.planning.tree import Texts

MOST = 600


def words(label: str | Promise, *, rows: int = 2, most: int = MOST, help_text: str | Promise = "") -> WordsField:
    """A text in one of the languages."""
    return WordsField(label=label, required=False, max_length=most, widget=Textarea({"rows": rows}), help_text=help_text)


def texts_of(given: dict[str, Any], name: str) -> dict[str, str]:
    """The three fields of a text as actions take them."""
    return {code: given[f"{name}_{code}"] for code in LANGUAGES}


def fields_of(name: str, texts: Texts) -> dict[str, str]:
    """A text as the three fields hold it."""
    return {f"{name}_{code}": texts.get(code, "") for code in LANGUAGES}


class PlanningForm(PanohForm):
    """A form whose texts are gathered for the action. `TEXTS` names them; `expected` is the version it was built from."""

    TEXTS: tuple[str, ...] = ()

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        said: dict[str, Any] = {name: texts_of(given, name) for name in self.TEXTS}
        left = {
            name: value for name, value in given.items() if not any(name == f"{text}_{code}" for text in self.TEXTS for code in LANGUAGES)
        }
        return {**said, **{("expected" if name == "version" else name): value for name, value in left.items()}}
