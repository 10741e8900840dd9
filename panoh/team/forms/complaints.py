"""What is said about the Unit, and what is answered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.accounts.models import User
from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, PanohForm, Versioned, WordsField
from panoh.team.enums import ComplaintAbout, ComplaintKind, ComplaintOutcome, Voice


class ComplaintForm(PanohForm):
    """What was said, by whom, about whom."""

    kind = forms.ChoiceField(label=_("What it is"), choices=ComplaintKind.choices, widget=Choices)
    voice = forms.ChoiceField(label=_("Who said it"), choices=Voice.choices, widget=Choices)
    about = forms.ChoiceField(label=_("About what"), choices=ComplaintAbout.choices, widget=Choices)
    concerned = forms.ChoiceField(label=_("If it is about a worker: which one"), required=False, help_text=_("They will not see it"))
    received_on = DateField(label=_("When it was said"), past=True)
    words = WordsField(label=_("What was said"), help_text=_("Sealed. Write only as much of the person's story as is needed"))
    answer_to = forms.CharField(
        label=_("How to reply to the person"),
        required=False,
        max_length=400,
        help_text=_("Leave empty if no answer is wanted"),
    )

    def __init__(self, *args: Any, accounts: Sequence[User], **kwargs: Any) -> None:
        kwargs["initial"] = {"received_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.pk): user for user in sorted(accounts, key=lambda one: one.username)}
        self.fields["concerned"].choices = [("", _("no one in particular")), *((key, user.username) for key, user in self.by_id.items())]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_complaint` takes."""
        given = dict(self.cleaned_data)
        return {**given, "concerned": self.by_id.get(given["concerned"])}


class AnswerForm(Versioned, PanohForm):
    """What was answered, and what was found."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("complaint", "What was found"),
        choices=[("", _("nothing to decide")), *ComplaintOutcome.choices],
        required=False,
        widget=Choices,
    )
    words = WordsField(label=_("Answer"), help_text=_("Sealed. What was found out, what will change, what was answered"))
    answered_on = DateField(label=_("When it was answered"), past=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"answered_on": today(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `answer_complaint` takes."""
        return {("expected" if name == "version" else name): value for name, value in self.cleaned_data.items()}
