"""What is proposed to another organisation, and what it answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.coalition.enums import Kind, NotNow, Why
from panoh.coalition.forms.takers import ToWhom
from panoh.core.forms import Choices, DateField, PanohForm, Versioned, WordsField


class ProposalForm(ToWhom):
    """To whom, what, why, until when."""

    taker = forms.ChoiceField(label=_("To which organisation"))
    kind = forms.ChoiceField(label=_("Proposal"), choices=Kind.choices, widget=Choices)
    why = forms.ChoiceField(label=_("What for"), choices=Why.choices)
    until = DateField(
        label=_("Until"),
        required=False,
        ahead=True,
        help_text=_("For reading and joint work. A case that is taken over stays with the new organisation"),
    )
    words = WordsField(
        label=_("What is asked for"), help_text=_("Without a name and without what happened: they read this before they agree")
    )


class AnswerForm(Versioned, PanohForm):
    """Words beside an acceptance."""

    words = WordsField(label=_("Details"), required=False, help_text=_("Who of you will help, and from when"))

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What the action takes."""
        return {("expected" if name == "version" else name): value for name, value in self.cleaned_data.items()}


class AskBackForm(AnswerForm):
    """What the other side wants to know, or what is said to it."""

    words = WordsField(label=_("Details"), help_text=_("Without a name and without what happened"))


class DeclineForm(AnswerForm):
    """Why not."""

    reason = forms.ChoiceField(label=_("Reason"), choices=NotNow.choices, widget=Choices)
    field_order = ("reason", "words")


# What is asked with each answer to a proposal.
ANSWER_FORMS: dict[str, type[AnswerForm]] = {"accept": AnswerForm, "ask": AskBackForm, "decline": DeclineForm, "say": AskBackForm}
