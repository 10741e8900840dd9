"""Inputs in our look. What is typed stays here: no browser memory, no spelling service."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils.safestring import SafeString

# `letters` says whether letters.js puts the row ғ ӣ қ ӯ ҳ ҷ under the field: "text" sentences, "name" every word great.
QUIET = {"autocomplete": "off", "spellcheck": "false", "class": "in"}


def _attrs(attrs: dict[str, Any] | None, **more: str) -> dict[str, Any]:
    return {**QUIET, **more, **(attrs or {})}


HALF = {"class": "in in--half"}  # two short fields side by side


class TextInput(forms.TextInput):
    """One line of words."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, letters: str | None = "text") -> None:
        super().__init__(_attrs(attrs, **({"data-letters": letters} if letters else {})))


class NameInput(TextInput):
    """A person's or place's name: every word begins great."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocapitalize": "words", **(attrs or {})}, letters="name")


class Offered(TextInput):
    """One line of words, with a list of what is often written there."""

    template_name = "core/forms/offered.html"

    def __init__(self, offers: Sequence[Any]) -> None:
        super().__init__()
        self.offers = offers

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the list."""
        context: dict[str, Any] = super().get_context(name, value, {**(attrs or {}), "list": f"{name}-offers"})
        return context | {"offers": self.offers}


class Textarea(forms.Textarea):
    """Several lines of words."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, letters: str | None = "text") -> None:
        super().__init__(_attrs({"rows": 4, **(attrs or {})}, **({"data-letters": letters} if letters else {})))


class FiguresInput(forms.TextInput):
    """Figures of a fixed kind: dates, times, counts."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({**_attrs(None, inputmode="numeric"), "class": "in in--short", **(attrs or {})})


class DecimalInput(FiguresInput):
    """A number that may have a comma: the keys of a telephone for figures alone have none."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", **(attrs or {})})


class CodeInput(forms.TextInput):
    """A case or referral code, read out over a bad line."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(_attrs(attrs, autocapitalize="characters", inputmode="text") | {"class": "in in--short"})


class ByButton(forms.HiddenInput):
    """A value that a button of the page sends. Drawn as a field it would be sent too, after the button's, and hold against it."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Nothing."""
        return SafeString("")


class TelephoneInput(forms.TextInput):
    """A telephone number."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(_attrs(attrs, inputmode="tel"))


class EmailInput(forms.EmailInput):
    """An address for mail."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(_attrs(attrs, inputmode="email", autocapitalize="none"))


class PasswordInput(forms.PasswordInput):
    """A password or passphrase; browsers may fill it in, so autocomplete is for the form to say."""

    def __init__(self, attrs: dict[str, Any] | None = None, render_value: bool = False) -> None:
        super().__init__({"class": "in", "spellcheck": "false", "autocapitalize": "none", **(attrs or {})}, render_value)


class Select(forms.Select):
    """A long list; up to seven answers stand open as `Choices`. `says_blank`: its first answer is that nothing was said."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = (), *, says_blank: bool = False) -> None:
        super().__init__({"class": "in", **(attrs or {})}, choices)
        self.says_blank = says_blank


class SelectMultiple(forms.SelectMultiple):
    """Several of a list far too long to stand open."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "in", "size": 8, **(attrs or {})}, choices)


class FileInput(forms.FileInput):
    """A file to bring in."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "in", **(attrs or {})})


class _OpenAnswers(ChoiceWidget):
    """Answers that stand open; the whole box is the target. Those of a group unfold under its name.

    `hints` explains a value in a quiet line, `two` sets short answers in two columns, `tight` small ones, on a phone too.
    """

    template_name = "core/forms/choices.html"
    option_template_name = "core/forms/choice.html"
    use_fieldset = True

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
        *,
        hints: dict[str, Any] | None = None,
        two: bool = False,
        tight: bool = False,
    ) -> None:
        super().__init__(attrs, choices)
        self.hints = hints or {}
        self.shape = " choices--tight" if tight else " choices--2" if two else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds how the answers stand, and puts those that belong together into one group."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        groups: dict[str, list[dict[str, Any]]] = {}
        for group, options, _index in context["widget"]["optgroups"]:
            groups.setdefault(str(group or ""), []).extend(options)
        chosen = [(group, options, any(option["selected"] for option in options)) for group, options in groups.items()]
        context["widget"] |= {"shape": self.shape, "groups": chosen}
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the answer's hint."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        option["hint"] = self.hints.get(str(value), "")
        return option

    def id_for_label(self, id_: str, index: Any = None) -> str:
        """The group has no label of its own: its legend stands in."""
        return "" if index is None else super().id_for_label(id_, index)


class Choices(_OpenAnswers, forms.RadioSelect):
    """One of up to seven answers."""


class Scale(_OpenAnswers, forms.RadioSelect):
    """One answer of a short scale: small boxes side by side, for many items on one page."""

    template_name = "core/forms/scale.html"


class LevelChoices(Choices):
    """A row of short answers for a phone; what the chosen one means (`hints`) stands below it."""

    template_name = "core/forms/levels.html"
    says_blank = True  # its first answer is that nothing was said, so the legend need not say "optional"

    def create_option(self, name: str, value: Any, label: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Tells a screen reader what each answer means, chosen or not."""
        option = super().create_option(name, value, label, *args, **kwargs)
        option["attrs"]["class"] = "unseen"
        option["attrs"]["aria-label"] = f"{label}: {option['hint']}" if option["hint"] else label
        return option


class ManyChoices(_OpenAnswers, forms.CheckboxSelectMultiple):
    """Any number of answers."""


class Tick(forms.CheckboxInput):
    """One statement to agree to."""

    template_name = "django/forms/widgets/checkbox.html"


class PlaceSelect(Select):
    """Districts grouped under their regions; places.js makes it two short lists."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"data-places": "", **(attrs or {})}, choices)
