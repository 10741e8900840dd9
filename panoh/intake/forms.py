"""What is answered to somebody who wrote without an account, and what is done as they asked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.core.forms import Choices, ManyChoices, PanohForm, Select, WordsField
from panoh.team.enums import ComplaintAbout


class AnswerForm(PanohForm):
    """Words for whoever holds the receipt."""

    words = WordsField(
        label=_("Your answer"),
        max_length=10_000,
        help_text=_("Write in their language, without a name or an address: others may find the code"),
    )


class ToldForm(AnswerForm):
    """The same, with room for what the system made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].widget.attrs["rows"] = 16


REQUEST = "request"


class TakeBackForm(PanohForm):
    """What they take back: the request while it waits, and what they agreed to."""

    what = forms.MultipleChoiceField(label=_("What is withdrawn"), required=False, widget=ManyChoices)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]


class ComplaintAboutForm(PanohForm):
    """About what the complaint is, as whoever read it understands it. Its words are theirs."""

    about = forms.ChoiceField(label=_("About what"), choices=ComplaintAbout.choices, widget=Choices)
    concerned = forms.ChoiceField(
        label=_("If it is about a worker: which one"), required=False, help_text=_("They will not see it"), widget=Select
    )

    def __init__(self, *args: Any, accounts: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.pk): user for user in sorted(accounts, key=lambda one: one.username)}
        names = [(key, user.username) for key, user in self.by_id.items()]
        self.fields["concerned"].choices = [("", _("no one in particular")), *names]  # type: ignore[attr-defined]
