"""Which document is shown to whom, for what, until when."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.cases.documents import Document
from panoh.cases.forms.work import user_label
from panoh.consent.enums import DataKind
from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, ManyChoices, PanohForm
from panoh.core.templatetags.panoh import day
from panoh.legal.actions.releasing import USUAL_DAYS
from panoh.legal.enums import ReleasePurpose


def document_label(one: Document) -> str:
    """Its kind, its day, its code: nothing of what stands in it."""
    return ", ".join(part for part in (str(one.kind.label), day(one.day), one.code) if part)


class ReleaseForm(PanohForm):
    """One document to one account. Documents and accounts are given by the view."""

    document = forms.ChoiceField(label=_("Which document"))
    to = forms.ChoiceField(label=_("Show to"))
    purpose = forms.ChoiceField(label=_("What for"), choices=ReleasePurpose, widget=Choices)
    until = DateField(label=_("Until when"), help_text=_("Up to six months ahead; you can withdraw it at any time"), ahead=True)
    data_kinds = forms.MultipleChoiceField(
        label=_("What else it mentions"),
        choices=DataKind,
        required=False,
        widget=ManyChoices,
        help_text=_("Only you know what a scan or a picture shows. The consent must cover it"),
    )

    def __init__(self, *args: Any, documents: Sequence[Document], users: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = {f"{one.kind}:{one.key}": one for one in documents}
        self.users = {str(user.pk): user for user in users}
        self.fields["document"].choices = [(key, document_label(one)) for key, one in self.documents.items()]  # type: ignore[attr-defined]
        self.fields["to"].choices = [(key, user_label(user)) for key, user in self.users.items()]  # type: ignore[attr-defined]
        self.initial.setdefault("until", today() + dt.timedelta(days=USUAL_DAYS))

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `release_document` takes."""
        given = dict(self.cleaned_data)
        one = self.documents[given.pop("document")]
        return {**given, "kind": one.kind, "target": one.key, "to": self.users[given["to"]]}
