"""What is proposed to another organisation, and what it answers."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation
from panoh.coalition.enums import Kind, NotNow, Why
from panoh.core.forms import Choices, DateField, PanohForm, Versioned, WordsField


class ProposalForm(PanohForm):
    """To whom, what, why, until when."""

    taker = forms.ChoiceField(label=_("To which organisation"))
    kind = forms.ChoiceField(label=_("What is proposed"), choices=Kind.choices, widget=Choices)
    why = forms.ChoiceField(label=_("What for"), choices=Why.choices)
    until = DateField(label=_("Until"), required=False, help_text=_("Of reading and of work together. Who takes over keeps it"))
    words = WordsField(
        label=_("What is asked for"), help_text=_("Without a name and without what happened: they read it before they agree")
    )

    def __init__(self, *args: Any, takers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_slug = {row.slug: row for row in takers}
        self.fields["taker"].choices = [(row.slug, row.short) for row in takers]  # type: ignore[attr-defined]

    @property
    def facts(self) -> dict[str, Any]:
        """What `propose` takes."""
        return {**self.cleaned_data, "taker": self.by_slug[self.cleaned_data["taker"]]}


class AnswerForm(Versioned, PanohForm):
    """Words beside an acceptance."""

    words = WordsField(label=_("In words"), required=False, help_text=_("Who of you will help, and from when"))

    @property
    def facts(self) -> dict[str, Any]:
        """What the action takes."""
        return {("expected" if name == "version" else name): value for name, value in self.cleaned_data.items()}


class AskBackForm(AnswerForm):
    """What the other side wants to know, or what is said to it."""

    words = WordsField(label=_("In words"), help_text=_("Without a name and without what happened"))


class DeclineForm(AnswerForm):
    """Why not."""

    reason = forms.ChoiceField(label=_("Why not"), choices=NotNow.choices, widget=Choices)
    field_order = ("reason", "words")


# What is asked with each answer to a proposal.
ANSWER_FORMS: dict[str, type[AnswerForm]] = {"accept": AnswerForm, "ask": AskBackForm, "decline": DeclineForm, "say": AskBackForm}
