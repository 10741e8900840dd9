"""Pages that take in a plain sheet: choose it, look at each row, import. Nothing is written before it was looked at."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.access import StaffRequest
from panoh.accounts.drafts import forget_draft, keep_draft
from panoh.accounts.models import User
from panoh.accounts.queries import drafts_of_form, open_draft
from panoh.core.forms import PanohForm, Textarea, WordsField
from panoh.desk.frame.form_page import Page, Words, process_form
from panoh.exchange.blank_sheets import blank_workbook
from panoh.exchange.forms import CHOOSE
from panoh.exchange.plain_sheets import Column, MakeForm, PlainSheet, Row, answers_of, columns_of, from_kept, kept_text, read_plain

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 50
KEPT = "sheet"  # under this name a sheet is kept as a draft
IN_ROW = gettext_lazy("The same is already in row %(row)s.")

type Keys = Sequence[Hashable]


@dataclass(frozen=True, slots=True)
class SheetKind:
    """What one sheet brings in, each row by the form by which one is added by hand.

    `fields` are its columns, `shown` those by which a row is told from others on the page. `keys` says of each row what it is the same by,
    `known` which of these are here already. `bring` writes rows with their keys, in one act.
    """

    key: str
    title: Words
    how: Words
    note: Words
    back: tuple[str, Words]  # address by its name, and what it is called
    address: str  # name of the address; with _check and _blank those of the two others
    fields: Sequence[str]
    shown: Sequence[str]
    make: MakeForm
    keys: Callable[[User, Sequence[Any]], Keys]
    known: Callable[[User, Keys], Collection[Hashable]]
    bring: Callable[[User, Sequence[tuple[Any, Any]]], Any]
    said: Callable[[int], str]


@dataclass(slots=True)
class Judged:
    """A row as it was understood, and why it is not brought in."""

    number: int
    form: Any
    cells: list[tuple[str, str]]
    key: Hashable = None
    is_here: bool = False
    problems: Sequence[tuple[str, str, str]] = ()  # column, what stands there, the reason

    @property
    def is_new(self) -> bool:
        """Whether it is brought in."""
        return not (self.is_here or self.problems)


@dataclass(frozen=True, slots=True)
class Looked:
    """What would become of each row."""

    rows: Sequence[Judged]
    unknown: Sequence[str]

    @property
    def new(self) -> list[Judged]:
        """The rows that are brought in."""
        return [row for row in self.rows if row.is_new]

    @property
    def here(self) -> list[Judged]:
        """Those that are here already."""
        return [row for row in self.rows if row.is_here]

    @property
    def refused(self) -> list[Judged]:
        """Those that cannot be."""
        return [row for row in self.rows if row.problems]


class SheetForm(PanohForm):
    """A spreadsheet file; or rows copied from one."""

    file = forms.FileField(
        label=gettext_lazy("File"), required=False, help_text=gettext_lazy("A spreadsheet (XLSX, XLS, ODS) or CSV, up to 500 rows")
    )
    rows = WordsField(
        label=gettext_lazy("Or rows pasted from a spreadsheet"),
        required=False,
        max_length=500_000,
        widget=Textarea(letters=None),
        help_text=gettext_lazy("Select the rows together with the heading row, copy and paste them here"),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two, as `content`."""
        cleaned: dict[str, Any] = super().clean() or {}
        file, rows = cleaned.get("file"), cleaned.get("rows", "")
        if not isinstance(file, UploadedFile) and not rows.strip():
            self.add_error("file", CHOOSE)
        return cleaned

    @cached_property
    def content(self) -> bytes:
        """What was chosen or pasted."""
        file, rows = self.cleaned_data.get("file"), str(self.cleaned_data["rows"])
        return bytes(file.read()) if isinstance(file, UploadedFile) else rows.encode()


def show_sheet_form(request: StaffRequest, kind: SheetKind) -> HttpResponse:
    """Takes a sheet, keeps it sealed as a draft and leads to the look at its rows."""
    columns = columns_of(kind.make, kind.fields)
    back, label = kind.back
    page = Page(kind.title, _("View the rows"), reverse(f"desk:{back}"), label, f"{KEPT}:{kind.key}:new", kind.how, kind.note)

    def act(form: SheetForm) -> None:
        sheet = read_plain(form.content, columns)
        keep_draft(request.user, _draft(kind), {"sheet": [kept_text(sheet)]}, path=_check(kind))

    return process_form(
        request,
        page,
        lambda data: SheetForm(data, None if data is None else request.FILES),
        act,
        said="",
        done=lambda _made: _check(kind),
        template="desk/frame/sheet_form.html",
        more={"blank": reverse(f"desk:{kind.address}_blank"), "columns": columns},
    )


def show_sheet_check(request: StaffRequest, kind: SheetKind) -> HttpResponse:
    """What would become of each row; sent, brings the new ones in, or puts the sheet aside."""
    if not drafts_of_form(request.user, _draft(kind)):
        return redirect(f"desk:{kind.address}")
    if request.method == "POST" and "aside" in request.POST:
        forget_draft(request.user, _draft(kind))
        messages.success(request, _("Import cancelled. Nothing was saved."))
        return redirect(f"desk:{kind.address}")
    looked = _look(request.user, kind, from_kept(open_draft(request.user, _draft(kind))["sheet"][0]))
    new = looked.new
    if request.method == "POST" and new:
        kind.bring(request.user, [(row.key, row.form) for row in new])
        forget_draft(request.user, _draft(kind))
        messages.success(request, kind.said(len(new)))
        return redirect(f"desk:{kind.back[0]}")
    context = {"kind": kind, "looked": looked, "new": new[:SHOWN], "refused": looked.refused[:SHOWN], "form_url": f"desk:{kind.address}"}
    return render(request, "desk/frame/sheet_check.html", context)


def send_blank_sheet(kind: SheetKind) -> HttpResponse:
    """A blank sheet to fill in."""
    columns = columns_of(kind.make, kind.fields)
    response = HttpResponse(blank_workbook(str(kind.title), [column.asked for column in columns]), content_type=XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="blank.xlsx"'
    return response


def _look(user: User, kind: SheetKind, sheet: PlainSheet) -> Looked:
    columns = columns_of(kind.make, kind.fields)
    rows = [_judged(kind, columns, row) for row in sheet.rows]
    sound = [row for row in rows if not row.problems]
    for row, key in zip(sound, kind.keys(user, [row.form for row in sound]), strict=True):
        row.key = key
    known = kind.known(user, [row.key for row in sound])
    first: dict[Hashable, int] = {}
    for row in sound:
        row.is_here = row.key in known
        number = first.setdefault(row.key, row.number)
        if number != row.number and not row.is_here:
            row.problems = [("", "", IN_ROW % {"row": number})]
    return Looked(rows, sheet.unknown)


def _judged(kind: SheetKind, columns: Sequence[Column], row: Row) -> Judged:
    number, form, cells = row.number, kind.make(answers_of(row, columns)), row.cells
    shown = [(column.label, cells.get(column.field, "")) for column in columns if column.field in kind.shown]
    if form.is_valid():
        return Judged(number, form, shown)
    labels = {column.field: column.label for column in columns}
    faults = [(labels.get(name, ""), cells.get(name, ""), str(error)) for name, errors in form.errors.items() for error in errors]
    return Judged(number, form, shown, problems=faults)


def _draft(kind: SheetKind) -> str:
    return f"{KEPT}:{kind.key}"


def _check(kind: SheetKind) -> str:
    return reverse(f"desk:{kind.address}_check")
