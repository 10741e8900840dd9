"""What is typed about supervision and about talks after hard events."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.forms.work import user_label
from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, ManyChoices, PanohForm, Versioned, WordsField
from panoh.team.actions.care import LONGEST
from panoh.team.enums import Incident, SupervisionKind, SupervisionTopic

NO_CASE = _("About the work, not about a person: no names, no codes")


class SupervisionForm(PanohForm):
    """When, how long, about what."""

    kind = forms.ChoiceField(label=_("Which supervision"), choices=SupervisionKind, widget=Choices)
    held_on = DateField(label=_("When"), past=True, initial=today)
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=1, max_value=LONGEST)
    topics = forms.MultipleChoiceField(label=_("What it was about"), choices=SupervisionTopic, required=False, widget=ManyChoices(two=True))
    supervisor = forms.CharField(label=_("Held by"), max_length=200, required=False)
    words = WordsField(label=_("Details"), required=False, max_length=4000, help_text=NO_CASE)


class CorrectSupervisionForm(Versioned, SupervisionForm):
    """The same of one that stands there already."""


class GroupSupervisionForm(SupervisionForm):
    """One that the coordinator writes down for those who were there. What was said is theirs, so no words are asked for."""

    attendees = forms.MultipleChoiceField(label=_("Who was present"), widget=ManyChoices(two=True))
    field_order = ("kind", "held_on", "minutes", "attendees", "topics", "supervisor")

    def __init__(self, *args: Any, users: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["words"]
        self.by_id = {str(user.pk): user for user in users}
        self.fields["attendees"].choices = [(key, user_label(user)) for key, user in self.by_id.items()]  # type: ignore[attr-defined]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `record_supervision` takes."""
        given = dict(self.cleaned_data)
        return {**given, "attendees": [self.by_id[key] for key in given["attendees"]]}


class DebriefForm(PanohForm):
    """For whom a talk is due, after what."""

    user = forms.ChoiceField(label=_("Who it is for"))
    incident = forms.ChoiceField(label=_("After which event"), choices=Incident, widget=Choices)

    def __init__(self, *args: Any, users: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.pk): user for user in users}
        self.fields["user"].choices = [(key, user_label(user)) for key, user in self.by_id.items()]  # type: ignore[attr-defined]


class HoldDebriefForm(Versioned, PanohForm):
    """That it took place."""

    held_on = DateField(label=_("When"), past=True, initial=today)
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=1, max_value=LONGEST)
    words = WordsField(label=_("Details"), required=False, max_length=4000, help_text=NO_CASE)

    def __init__(self, *args: Any, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_own:
            del self.fields["words"]
