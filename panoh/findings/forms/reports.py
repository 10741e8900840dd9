"""What is typed into a medico-legal report."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from panoh.accounts.enums import Language
from panoh.accounts.models import User
from panoh.cases.forms.work import user_label
from panoh.core.clock import today
from panoh.core.forms import Choices, DateField, ManyChoices, PanohForm, Textarea, Versioned, WordsField, version_field
from panoh.core.templatetags.panoh import day
from panoh.findings.actions import Signature
from panoh.findings.body import label_of
from panoh.findings.enums import AskedBy, Degree, FindingKind, Recipient
from panoh.findings.models import BodyMark
from panoh.findings.queries.reports import hint_for


def _degrees(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=Degree.choices,
        initial=Degree.NOT_ASSESSED,
        widget=Choices,
        help_text=_("You choose. The system does not choose for you."),
    )


class _WithDegree(forms.Form):
    """Explains each degree below its name."""

    def explain(self, name: str) -> None:
        """Puts the meaning of each degree below it, in the reader's language."""
        self.fields[name].widget.hints = {value: hint_for(value) for value in Degree.values}


class StartReportForm(PanohForm):
    """In which language, who asked, when the person was examined."""

    language = forms.ChoiceField(label=_("Language of the report"), choices=Language, widget=Choices(two=True))
    asked_by = forms.ChoiceField(label=_("Requested by"), choices=AskedBy, widget=Choices(two=True))
    examined_on = DateField(label=_("Examined on"), past=True)


class SectionForm(PanohForm):
    """What stands below a heading."""

    version = version_field(least=0)
    words = WordsField(label=_("Details"), required=False, widget=Textarea({"rows": 14}))


class FindingForm(_WithDegree, PanohForm):
    """One finding, what it is told to come from, and the degree."""

    kind = forms.ChoiceField(label=_("Kind of finding"), choices=FindingKind, widget=Choices(two=True))
    words = WordsField(label=_("What was found"), help_text=_("Place, size, shape, colour; or what was reported and observed"))
    alleged = WordsField(label=_("Alleged cause"), required=False, help_text=_("In the person's own words"))
    degree = _degrees(_("Degree of consistency"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.explain("degree")


class ChangeFindingForm(Versioned, FindingForm):
    """The same of a finding that stands there already."""


class ExhibitsForm(Versioned, PanohForm):
    """Which marks of the body map, and which photographs of them, a finding speaks of. By their codes: no word is opened for choosing."""

    marks = forms.MultipleChoiceField(label=_("Marks of the body map"), required=False, widget=ManyChoices)
    photographs = forms.MultipleChoiceField(
        label=_("Photographs"),
        required=False,
        widget=ManyChoices,
        help_text=_("Shown in the signed document. A photograph also selects its mark"),
    )

    def __init__(self, *args: Any, marks: Sequence[BodyMark], with_photographs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pictures = [(picture, mark) for mark in marks for picture in mark.photographs.all()]
        self.fields["marks"].choices = [(str(mark.pk), _named(mark)) for mark in marks]  # type: ignore[attr-defined]
        self.fields["photographs"].choices = [  # type: ignore[attr-defined]
            (str(picture.pk), f"{_named(mark)} · {day(picture.taken_on)}") for picture, mark in pictures
        ]
        if not with_photographs or not pictures:
            del self.fields["photographs"]

    @property
    def action_kwargs(self) -> dict[str, Any]:
        """What `choose_exhibits` takes."""
        given = self.cleaned_data
        chosen = {name: [UUID(key) for key in given.get(name, [])] for name in ("marks", "photographs")}
        return {**chosen, "expected": given["version"]}


def _named(mark: BodyMark) -> str:
    size = _("%(size)s mm") % {"size": mark.size_mm} if mark.size_mm else ""
    parts = [f"{mark.get_kind_display()}: {label_of(mark.region)}", size, day(mark.seen_on)]
    return ", ".join(str(part) for part in parts if part)


class EvaluateForm(Versioned, _WithDegree, PanohForm):
    """The degree for everything together."""

    overall = _degrees(_("Everything together"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.explain("overall")


class ClinicianForm(PanohForm):
    """Which clinician."""

    version = version_field()
    user = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, users: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(user.pk): user for user in users}
        self.fields["user"].choices = [("", "—"), *((key, user_label(user)) for key, user in self.by_id.items())]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User:
        """The account that was chosen."""
        return self.by_id[self.cleaned_data["user"]]


class RemarkForm(Versioned, PanohForm):
    """What should be changed."""

    remark = WordsField(label=_("What to change"))


class SignForm(Versioned, PanohForm):
    """Who signs, where, on which day."""

    signer = forms.CharField(label=_("Name and qualification of the signer"), max_length=300, help_text=_("As it appears below the report"))
    place = forms.CharField(label=_("Place"), max_length=120)
    day = DateField(label=_("Day"), past=True)

    @property
    def signature(self) -> Signature:
        """What stands below the report."""
        given = self.cleaned_data
        return Signature(given["signer"], given["place"], given["day"])


class VersionForm(PanohForm):
    """Why a new version is needed, and in which language."""

    language = forms.ChoiceField(label=_("Language of the report"), choices=Language, widget=Choices(two=True))
    why = WordsField(label=_("Reason for the new version"))


class GiveReportForm(PanohForm):
    """To whom the paper is given, and when."""

    recipient = forms.ChoiceField(label=_("To whom"), choices=Recipient, widget=Choices)
    name = forms.CharField(
        label=pgettext_lazy("person or body", "Name"),
        max_length=200,
        required=False,
        help_text=_("Of the representative or the authority. Stored sealed"),
    )
    given_on = DateField(label=_("When"), past=True, initial=today)
