"""The file or the rows to bring in."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import Organisation
from panoh.cases.enums import Kind
from panoh.core.forms import Answered, Choices, PanohForm, Select, Textarea, When, WordsField, when
from panoh.exchange.enums import Holds
from panoh.exchange.register.heads import FIELD_NAMES

NOT_COUNTED = _("not counted, kept with the row")
EVERYONE_IS = _("Everyone in the file is")
AS_COLUMN_SAYS = _("as a column says")
TWICE = _("Two columns cannot be the same thing. Choose it for one of them.")
CHOOSE = _("Choose a file, or paste rows with their headings.")

WHAT_FOLLOWS = {
    Holds.NEW.value: _("Everyone who is not here yet is admitted."),
    Holds.CORRECTIONS.value: _("Each row is compared with the person here, field by field. Nobody is added."),
    Holds.MEMBER.value: _("Everyone who is not here yet is admitted, and the cases are that organisation's."),
}


class DirectoryForm(PanohForm):
    """A package of another directory."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("HSDS 3.0: a JSON file, or a ZIP of the tables, up to 20 MB"),
        widget=forms.FileInput(attrs={"accept": ".json,.zip,application/json,application/zip"}),
    )


class ColumnsForm(PanohForm):
    """What the columns are: one question for each head, with what it was understood as or was chosen before (`heads`); and where no
    column says who is a survivor, what everybody is."""

    def __init__(self, data: Any, *, heads: Mapping[str, str], asks_kind: bool, everyone_is: str = "") -> None:
        super().__init__(data)
        in_order = sorted(heads)  # the same name for a head whether or not it was chosen before
        self._heads = {f"column_{in_order.index(head)}": head for head in heads}
        choices = [("", NOT_COUNTED), *FIELD_NAMES.items()]
        for name, head in self._heads.items():
            self.fields[name] = forms.ChoiceField(label=head, required=False, choices=choices, widget=Select(), initial=heads[head])
        if asks_kind:
            choices = [("", AS_COLUMN_SAYS), *Kind.choices]
            self.fields["everyone_is"] = forms.ChoiceField(
                label=EVERYONE_IS, required=False, choices=choices, widget=Select(), initial=everyone_is
            )

    def clean(self) -> dict[str, Any]:
        """Each field once."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, field in self.chosen.items():
            if field and list(self.chosen.values()).count(field) > 1:
                key = next(key for key, head in self._heads.items() if head == name)
                self.add_error(key, TWICE)
        return cleaned

    @property
    def everyone_is(self) -> str:
        """As what everybody is admitted; blank: a column says it."""
        return str(self.cleaned_data.get("everyone_is", ""))

    @property
    def chosen(self) -> dict[str, str]:
        """The field chosen for each head; blank: none."""
        return {head: self.cleaned_data.get(name, "") for name, head in self._heads.items()}


class RegisterForm(PanohForm):
    """What the file holds; a spreadsheet file, or rows copied from one. `members` are those whose own list it may be."""

    asked_if: ClassVar[Mapping[str, When]] = {"member": when(Answered("holds", (Holds.MEMBER,)), needed=True)}
    holds = forms.ChoiceField(label=_("What the file holds"), choices=Holds, initial=Holds.NEW, widget=Choices(hints=WHAT_FOLLOWS))
    member = forms.ChoiceField(label=_("Whose list it is"), required=False, widget=Select())
    file = forms.FileField(label=_("File"), required=False, help_text=_("A spreadsheet (XLSX, XLS, ODS) or CSV, up to 20 MB"))
    rows = WordsField(
        label=_("Or rows pasted from a spreadsheet"),
        required=False,
        max_length=2_000_000,
        widget=Textarea(letters=None),
        help_text=_("Select the rows together with the heading row, copy and paste them here"),
    )

    def __init__(self, data: Any, files: Any, *, members: Sequence[Organisation], own: Organisation | None = None) -> None:
        super().__init__(data, files, initial={"holds": Holds.MEMBER, "member": own.slug} if own else {})
        self._members = {member.slug: member for member in members}
        self.fields["member"].choices = [("", ""), *((slug, member.short) for slug, member in self._members.items())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """`holds` and `member`; and one of the two, as `content` and `filename` (blank for pasted rows)."""
        cleaned: dict[str, Any] = super().clean() or {}
        holds = cleaned["holds"] = Holds(cleaned.get("holds", Holds.NEW))
        cleaned["member"] = self._members.get(cleaned.get("member", "")) if holds == Holds.MEMBER else None
        file, rows = cleaned.get("file"), cleaned.get("rows", "")
        if isinstance(file, UploadedFile):
            cleaned["content"], cleaned["filename"] = file.read(), file.name or "register.xlsx"
        elif rows.strip():
            cleaned["content"], cleaned["filename"] = rows.encode("utf-8"), ""
        else:
            self.add_error("file", CHOOSE)
        return cleaned
