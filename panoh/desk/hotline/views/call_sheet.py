"""Calls of before from a sheet."""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence

from django.http import HttpResponse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.queries import UserRow
from panoh.accounts.roles import Permission
from panoh.desk.frame.sheet_pages import Keys, SheetKind, send_blank_sheet, show_sheet_check, show_sheet_form
from panoh.hotline import actions
from panoh.hotline.forms.past_calls import PastCallForm
from panoh.hotline.queries.calls import lines, marks_of_rows, rows_here
from panoh.places import catalogue


def _kind() -> SheetKind:
    known = lines()

    def make(data: MultiValueDict[str, str] | None) -> PastCallForm:
        return PastCallForm(data, lines=[(line, catalogue.name(line.region)) for line in known])

    return SheetKind(
        "calls",
        _("Import calls"),
        _("Each row is one call that was taken before. Nobody is told of it: record a call that still needs help by hand."),
        _("Of calls older than twelve months no text is kept."),
        ("calls", _("Calls")),
        "call_sheet",
        ("begun_on", "begun", "line", "kind", "caller", "needs", "place", "said", "given"),
        ("begun_on", "begun", "line", "kind", "needs"),
        make,
        _keys,
        _known,
        lambda user, rows: actions.import_calls([(key, form.action_kwargs) for key, form in rows], by=user),
        lambda count: ngettext("%(count)d call added.", "%(count)d calls added.", count) % {"count": count},
    )


def _keys(_user: UserRow, forms: Sequence[PastCallForm]) -> Keys:
    """Two rows that say the same are two calls; the same sheet again has both again."""
    seen: Counter[str] = Counter()
    texts = []
    for form in forms:
        text = repr(sorted((name, str(value)) for name, value in form.cleaned_data.items()))
        seen[text] += 1
        texts.append(f"{seen[text]} {text}")
    return marks_of_rows(texts)


def _known(_user: UserRow, keys: Keys) -> Collection[Hashable]:
    return rows_here([key for key in keys if isinstance(key, bytes)])


@requires(Permission.HOTLINE_LEAD)
def import_calls(request: StaffRequest) -> HttpResponse:
    """Chooses the sheet."""
    return show_sheet_form(request, _kind())


@requires(Permission.HOTLINE_LEAD)
def check_calls(request: StaffRequest) -> HttpResponse:
    """What would become of each row, and the import."""
    return show_sheet_check(request, _kind())


@requires(Permission.HOTLINE_LEAD)
def blank_calls(request: StaffRequest) -> HttpResponse:
    """A blank sheet."""
    return send_blank_sheet(_kind())
