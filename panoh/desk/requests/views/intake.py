"""What was written without an account about a request: read, its files looked at, answered."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.cases.queries.cases import CaseRow
from panoh.desk.frame.form_page import Page, process_form
from panoh.intake import actions, queries
from panoh.intake.enums import DONE_BY_PRESS, NEEDS_WORD, ThreadMessageKind, WordState
from panoh.intake.forms import AnswerForm
from panoh.intake.queries import ThreadMessageRow


@requires(Permission.REQUEST_VIEW)
def show_thread(request: StaffRequest, code: str) -> HttpResponse:
    """What was written to and fro; by POST the words are opened."""
    thread = queries.get_thread(request.user, code)
    opened = actions.read_thread(thread, by=request.user) if request.method == "POST" else None
    answers = has(request.user, Permission.REQUEST_DECIDE)
    case = queries.case_of(request.user, thread) if answers else None
    rows: list[dict[str, Any]] = [
        {
            "row": row,
            "words": opened[number] if opened else None,
            "files": list(row.attachments.all()),
            "next": _next(row, case) if answers else "",
        }
        for number, row in enumerate(queries.texts(thread))
    ]
    context = {"thread": thread, "rows": rows, "is_open": opened is not None, "may_answer": answers, "case": case}
    return render(request, "desk/requests/thread.html", context)


def _next(row: ThreadMessageRow, case: CaseRow | None) -> str:
    """What comes next of what was asked: comparing the word, the act itself, or nothing."""
    if row.kind not in DONE_BY_PRESS or row.settled_at is not None or row.word == WordState.DANGER:
        return ""
    if row.kind in NEEDS_WORD and row.thread.request.person_id is not None and row.word != WordState.RIGHT:
        return "word" if row.agreed_word and case else "no_word"
    if row.kind == ThreadMessageKind.CORRECT and case is None:
        return ""
    return str(row.kind)


@requires(Permission.REQUEST_DECIDE)
def answer_thread(request: StaffRequest, code: str) -> HttpResponse:
    """Words for whoever holds the receipt."""
    thread = queries.get_thread(request.user, code)
    page = Page(
        title=_("Answer the sender"),
        button=_("Send the reply"),
        back_url=reverse("desk:thread", args=[thread.request.code]),
        back=_("Message thread"),
        draft=f"intake-answer:{thread.id}",
        how=_("Say what happens next and by when. You cannot withdraw the reply: it may be read at once."),
        note=_("Language of the message: %(language)s") % {"language": thread.get_language_display()},
        code=thread.request.code,
    )
    return process_form(
        request,
        page,
        AnswerForm,
        lambda form: actions.answer_asker(thread, by=request.user, words=form.cleaned_data["words"]),
        said=_("Reply sent. It can be read with the reply code."),
        done=lambda _made: reverse("desk:thread", args=[thread.request.code]),
    )


@require_POST
@requires(Permission.REQUEST_VIEW)
def take_file(request: StaffRequest, code: str, place: int) -> HttpResponse:
    """A file, cleaned on its way out: a picture encoded anew, a PDF that only shows. It is saved, never shown in place."""
    row = queries.get_attachment(request.user, code, place)
    scan = actions.read_attachment(row, by=request.user)
    response = HttpResponse(scan.content, content_type=scan.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{code}-{place}.{scan.kind}"'
    return response
