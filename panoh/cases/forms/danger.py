"""What came of a danger to life, or who takes it on."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.forms.work import user_label
from panoh.core.forms import Answered, Choices, PanohForm, Select, Versioned, WordsField, when

ENDED, TAKEN = "ended", "taken"
OUTCOMES = [(ENDED, _("the danger is over")), (TAKEN, _("it goes on, and someone takes it on"))]


class FirstChosen(Select):
    """A list in which the first answer is chosen: no silence stands before it."""


class DangerForm(Versioned, PanohForm):
    """It is over, in words; or somebody has it by name. Of one that somebody said is over (`ended`): more words, or it goes on."""

    telling_answers = ("outcome",)
    asked_if: ClassVar = {"owner": when(Answered("outcome", (TAKEN,)), needed=True)}
    needed_if: ClassVar = {"words": when(Answered("outcome", ("", ENDED)))}  # never said to be optional before it is known to be

    outcome = forms.ChoiceField(
        label=_("Status"),
        choices=OUTCOMES,
        widget=Choices,
    )
    owner = forms.ChoiceField(label=_("Who takes it on"), required=False, widget=FirstChosen)
    words = WordsField(label=_("What was done, and the outcome"), required=False)

    def __init__(self, *args: Any, owners: Sequence[User], has_it: User, ended: bool = False, **kwargs: Any) -> None:
        """`has_it` is whom the list begins with: who took it on, else who fills in the form."""
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.pk): user for user in sorted(owners, key=lambda user: user != has_it)}
        self.fields["owner"].choices = [(key, user_label(user)) for key, user in self.by_id.items()]  # type: ignore[attr-defined]
        if ended:
            self.fields["outcome"].choices = [(ENDED, _("it is over: add this text")), OUTCOMES[1]]  # type: ignore[attr-defined]

    @property
    def is_over(self) -> bool:
        """Whether the danger has ended."""
        return bool(self.cleaned_data["outcome"] == ENDED)

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `end_danger`, or `take_on_danger`, takes."""
        given = self.cleaned_data
        facts = {"words": given["words"], "expected": given["version"]}
        return facts if self.is_over else {**facts, "owner": self.by_id.get(given["owner"])}
