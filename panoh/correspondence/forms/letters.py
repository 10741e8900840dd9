"""What is typed of a letter on its way out."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases.forms.work import user_label
from panoh.consent.enums import DataKind
from panoh.core.forms import DateField, ManyChoices, PanohForm, Versioned, WordsField
from panoh.correspondence.forms.fields import AnswersLetter, ToAddressee
from panoh.correspondence.forms.register import ABOUT_NOBODY, WAYS


class LetterForm(AnswersLetter, ToAddressee, PanohForm):
    """A letter to an authority; `concerns` a person where it is written from a case."""

    addressee = forms.ChoiceField(label=_("To whom"))
    language = forms.ChoiceField(label=_("Language of the letter"), choices=Language)
    subject = forms.CharField(label=_("Subject"), max_length=200, help_text=ABOUT_NOBODY)
    words = WordsField(label=_("The letter"), max_length=20_000)
    data_kinds = forms.MultipleChoiceField(
        label=_("What it says about the person"),
        choices=DataKind,
        widget=ManyChoices(two=True),
        help_text=_("The consent must cover it"),
    )
    way = forms.ChoiceField(label=_("How it is sent"), choices=WAYS, required=False)
    answers = forms.ChoiceField(label=_("Answer to their letter"), required=False)

    def __init__(self, *args: Any, concerns: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not concerns:
            del self.fields["data_kinds"]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `draft_letter` takes, but for the case."""
        given = self.cleaned_data
        return {**{name: given[name] for name in ("language", "subject", "words", "way")}, **self.named, "answers": self.answered}


class ChangeLetterForm(Versioned, LetterForm):
    """The same again."""

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `change_letter` takes."""
        given = self.cleaned_data
        return {**super().action_kwargs, "data_kinds": given.get("data_kinds", ()), "expected": given["version"]}


class ReaderForm(Versioned, PanohForm):
    """Who reads a letter a second time."""

    user = forms.ChoiceField(label=_("Second reader"))

    def __init__(self, *args: Any, users: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.users = {str(user.pk): user for user in users}
        self.fields["user"].choices = [("", _("choose")), *((key, user_label(user)) for key, user in self.users.items())]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `give_to_reader` takes."""
        return {"user": self.users[self.cleaned_data["user"]], "expected": self.cleaned_data["version"]}


class RemarkForm(Versioned, PanohForm):
    """What the second reader wants changed."""

    remark = WordsField(label=_("What to change"), max_length=2000)


class SendForm(Versioned, PanohForm):
    """The version that was looked at, and until when an answer is promised or asked for."""

    answer_by = DateField(label=_("Answer expected by"), required=False, ahead=True)
