"""Fields drawn in our look: label, hint, error, field. Up to seven answers stand open instead of in a list."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from panoh.core.forms import widgets

OPEN_ANSWERS = 7

# What Django would draw, and what we draw instead; a widget that a form names itself stays.
IN_OUR_LOOK: dict[type[forms.Widget], type[forms.Widget]] = {
    forms.TextInput: widgets.TextInput,
    forms.Textarea: widgets.Textarea,
    forms.NumberInput: widgets.FiguresInput,
    forms.EmailInput: widgets.EmailInput,
    forms.PasswordInput: widgets.PasswordInput,
    forms.ClearableFileInput: widgets.FileInput,
    forms.FileInput: widgets.FileInput,
    forms.CheckboxInput: widgets.Tick,
}
CHOOSE = _("Choose from the list")
NOT_ASKED = _("not asked")


class PanohBoundField(BoundField):
    """A field of a form of ours, with its widget in our look."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        ours = self._widget(field)
        if ours is not None:
            ours.is_required, ours.is_localized = field.required, field.widget.is_localized
            field.widget = ours
        if type(field.widget) in {widgets.Select, widgets.PlaceSelect}:
            self._offer_nothing(field.widget)

    @staticmethod
    def _widget(field: forms.Field) -> forms.Widget | None:
        old = field.widget
        choices: list[Any] = list(getattr(field, "choices", ()))
        if isinstance(field, forms.MultipleChoiceField) and type(old) is forms.SelectMultiple:
            return widgets.ManyChoices(choices=choices)
        if isinstance(field, forms.ChoiceField) and type(old) is forms.Select:
            answers = [choice for choice in choices if not _is_blank(choice)]
            is_short = len(answers) <= OPEN_ANSWERS and not any(isinstance(label, list | tuple) for _value, label in answers)
            if not is_short:
                return widgets.Select(old.attrs, choices)
            blank = [] if field.required else [choice for choice in choices if _is_blank(choice)] or [("", NOT_ASKED)]
            return widgets.Choices(old.attrs, [*blank, *answers])
        ours = IN_OUR_LOOK.get(type(old))
        return ours(attrs=old.attrs) if ours else None

    def _offer_nothing(self, widget: forms.Widget) -> None:
        """A list begins with 'Choose', so that nothing is chosen by silence."""
        assert isinstance(widget, widgets.Select)
        choices: list[Any] = list(widget.choices)
        if not any(_is_blank(choice) for choice in choices):
            widget.choices = [("", CHOOSE), *choices]

    @property
    def first_id(self) -> str:
        """Where the error summary leads: the field, or the first answer of a group."""
        return self.id_for_label or f"{self.auto_id}_0"

    @property
    def asked_if(self) -> str:
        """The reasons of its question, as asked.js reads them; "" for one that is always asked."""
        reasons = getattr(self.form, "asking", {}).get(self.name)
        return reasons.script if reasons else ""

    @property
    def is_asked(self) -> bool:
        """Whether its question stands there."""
        return bool(self.form.is_asked(self.name))  # type: ignore[attr-defined]

    @property
    def is_kept(self) -> bool:
        """Whether it stands there for what is in it alone."""
        return bool(self.form.is_kept(self.name))  # type: ignore[attr-defined]

    @property
    def needed_if(self) -> str:
        """When it has to be answered, as asked.js reads it; "" where that never changes."""
        reasons = getattr(self.form, "needing", {}).get(self.name)
        return reasons.script if reasons else ""

    @property
    def is_needed(self) -> bool:
        """Whether it has to be answered, as the form stands."""
        reasons, brings = (getattr(self.form, name, {}).get(self.name) for name in ("needing", "asking"))
        return bool(reasons.holds(self.form)) if reasons else bool(self.field.required or (brings and brings.needed))

    @property
    def tells(self) -> str:
        """The class of a field that tells something of somebody: by its question, or by its answers."""
        if self.name in getattr(self.form, "telling", ()):
            return "telling-question"
        return "telling-answers" if self.name in getattr(self.form, "telling_answers", ()) else ""

    @property
    def kind(self) -> str:
        """Which markup fits: "group", "tick" or "line"."""
        if self.use_fieldset:
            return "group"
        return "tick" if isinstance(self.field.widget, forms.CheckboxInput) else "line"

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        """Says 'required' to a screen reader; on paper the word 'optional' marks the others."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        if self.use_fieldset:
            built.pop("aria-invalid", None)  # the group is wrong, no single answer is
        elif self.is_needed and not self.is_hidden:
            built["aria-required"] = "true"
        return built


def _is_blank(choice: Any) -> bool:
    return choice[0] in ("", None)


class Renderer(TemplatesSetting):
    """Our templates for forms, fields and answers; Django's for the plain inputs within."""

    form_template_name = "core/forms/form.html"
    field_template_name = "core/forms/field.html"
    bound_field_class = PanohBoundField
