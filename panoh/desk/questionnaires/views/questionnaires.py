"""Questionnaires on a case: what was asked and how it changes, asking, the paper form, correcting."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.drafts import DRAFT_ID, typed_in
from panoh.accounts.queries import draft_id, drafts_of
from panoh.accounts.roles import Permission
from panoh.cases.actions.asking import ask, may_ask_on
from panoh.cases.enums import TaskKind
from panoh.cases.policy import NOT_THIS_CASE
from panoh.cases.queries.cases import CaseRow, age_now, get_case
from panoh.cases.queries.danger import dangers_known, risk_ended
from panoh.core.clock import today
from panoh.core.errors import Denied, NotFound, PanohError, WrongState
from panoh.core.ids import id_or_none
from panoh.core.spoken import Spoken
from panoh.desk.frame.case_frame import case_frame
from panoh.desk.frame.danger_acts import DangerActs, danger_acts
from panoh.desk.frame.form_page import CurrentState, Page, Words, begin, process_form
from panoh.desk.frame.sent_drafts import draft_is_sent
from panoh.desk.questionnaires import results
from panoh.desk.questionnaires.unsent import Held, draft_key, occasion_of, tell_of_refused, tell_of_unsent
from panoh.instruments import actions, queries
from panoh.instruments.actions import OpenedResponse
from panoh.instruments.definitions import Definition, said
from panoh.instruments.enums import Way
from panoh.instruments.forms import DECLINED, AskForm, CorrectAnswersForm, SheetForm
from panoh.instruments.policy import check_can_ask, reads
from panoh.instruments.queries import ResponseRecord, SheetRow, TextPackRow
from panoh.instruments.wordings import Shown

MOST_AT_ONCE = 3
NO_BREAK = "\N{NO-BREAK SPACE}"
BACK = _("Questionnaires")
HOW = _(
    "Agree first whether the person wants to be asked today, and skip any item they do not want to answer. The result is "
    "from a screening, not a diagnosis."
)
TOLD = _("Answers that point to danger are already recorded, and someone must act on them. The questionnaire itself is not recorded yet.")
REFUSED_TOLD = _("The answers that point to danger were reported, and someone must act on them. The questionnaire itself was not recorded.")
HOW_SHEET = _(
    "Photograph the whole sheet, without the person and without a name on it. The photograph is sealed; keep or shred the paper as agreed."
)
HOW_CORRECT = _("Correct what was entered wrongly and give the reason. The earlier entry is also saved, sealed.")


@requires(Permission.QUESTIONNAIRES)
def case_questionnaires(request: StaffRequest, code: str) -> HttpResponse:
    """Everything that was asked, by questionnaire, with its change over time; and what may be asked."""
    case, context = case_frame(request.user, code, "case_questionnaires", Permission.QUESTIONNAIRES)
    context["waiting"] = queries.waiting_sheets(request.user, case.person)
    context["trends"] = results.trends(queries.scores_of(case.person), queries.uses(), by=request.user, whole=request.GET.get("all") == "1")
    if may_ask_on(request.user, case):
        worded = queries.languages_worded()
        offered = queries.offered(request.user, age_now(case))
        context["offered"] = [(form, _name(form), case.person.language in worded.get(form.id, ())) for form in offered]
        context["begun"] = _begun(request, case, offered)
    return render(request, "desk/questionnaires/case_questionnaires.html", context)


def _begun(request: StaffRequest, case: CaseRow, offered: Iterable[Definition]) -> list[tuple[str, str, Any]]:
    """What this account has begun here and not sent: its name, where one goes on, when it was last kept."""
    drafts = drafts_of(request.user, [draft_key(case, form) for form in offered])
    found = [(form, drafts[key]) for form in offered if (key := draft_key(case, form)) in drafts]
    return [
        (_name(form), f"{row.path or reverse('desk:case_ask', args=[case.code, form.id])}?draft=use", row.saved_at) for form, row in found
    ]


def asked_here(request: StaffRequest, code: str, instrument: str, sent: Held | None = None) -> tuple[Any, Any, str]:
    """The case and the questionnaire, if this account may ask it here, and in which language. Of answers that come when it may not any
    more, what tells of danger is told first; `sent`: these, where the form names them otherwise."""
    try:
        return _asked_here(request, code, instrument)
    except PanohError as refusal:
        if request.method == "POST":
            _tell_of_refused(request, code, instrument, sent, is_gone=isinstance(refusal, NotFound))
        raise


def _tell_of_refused(request: StaffRequest, code: str, instrument: str, sent: Held | None, *, is_gone: bool) -> None:
    form = queries.get_definition(instrument)
    case = tell_of_refused(code, form, sent or typed_in(request.POST), by=request.user)
    if case is not None:
        messages.warning(request, REFUSED_TOLD)
        if is_gone:
            draft_is_sent(request, draft_key(case, form))


def _asked_here(request: StaffRequest, code: str, instrument: str) -> tuple[Any, Any, str]:
    case, form = get_case(request.user, code, Permission.QUESTIONNAIRES), queries.get_definition(instrument)
    check_can_ask(request.user, form)
    if not may_ask_on(request.user, case):
        raise Denied(NOT_THIS_CASE)
    if not queries.is_on(form, queries.uses()):
        raise WrongState(actions.OFF)
    wanted = request.GET.get("in", "") or case.person.language
    return case, form, wanted if wanted in Spoken.values else results.language_now()


def _page(case: CaseRow, title: str, button: str, draft: str, how: Words, note: str = "") -> Page:
    back = reverse("desk:case_questionnaires", args=[case.code])
    return Page(title=title, button=button, back_url=back, back=BACK, draft=draft, how=how, note=note, code=case.code)


def _name(form: Definition) -> str:
    """What it is called, and what it is about."""
    return f"{said(form.title, results.language_now())}: {said(form.about, results.language_now())}"


def _title(form: Definition) -> str:
    return f"{said(form.title, results.language_now())}: {said(form.period, results.language_now())}"


@requires(Permission.QUESTIONNAIRES)
def ask_questionnaire(request: StaffRequest, code: str, instrument: str) -> HttpResponse:
    """The whole form on one page."""
    case, form, language = asked_here(request, code, instrument)
    packs = queries.current_packs(form.id)
    wording, pack = results.wording_for(form, packs, language)
    page = _page(case, _title(form), gettext("Record the answers"), draft_key(case, form), HOW, _note(request, case))
    sheet = _sheet(request, case, form)
    start = {"language": language, "occasion": occasion_of(case, form), "way": Way.PAPER if sheet else Way.ASKED}

    def act(given: AskForm) -> Any:
        used, unsent = _used(pack, given), draft_id(request.user, page.draft, id_or_none(request.POST.get(DRAFT_ID, "")))
        return ask(case, by=request.user, instrument=form.id, text_pack=used, sheet=sheet, unsent=unsent, **given.action_kwargs)

    return process_form(
        request,
        page,
        lambda data: AskForm(data, form=form, wording=wording, initial=start),
        act,
        said=_("Answers recorded."),
        done=lambda row: reverse("desk:case_response", args=[case.code, row.pk]),
        refused=lambda given: _tell(request, case, given, language=language, text_pack=_used(pack, given)),
        template="desk/questionnaires/form.html",
        more={**_around(form, wording, packs, language), "pixels": SimpleLazyObject(lambda: _pixels(request, sheet))},
    )


@require_POST
@requires(Permission.QUESTIONNAIRES)
def tell_at_once(request: StaffRequest, code: str, instrument: str) -> HttpResponse:
    """What was ticked so far in a form that is not sent: where it tells of danger, somebody is to act on it now."""
    case, form, language = asked_here(request, code, instrument)
    wording, pack = results.wording_for(form, queries.current_packs(form.id), language)
    given = AskForm(request.POST, form=form, wording=wording)
    given.is_valid()  # what is not right yet waits for the form; what tells of danger does not
    page = reverse("desk:case_ask", args=[code, instrument])
    told = tell_of_unsent(case, given, request.POST, by=request.user, path=page, language=language, text_pack=_used(pack, given))
    return render(request, "desk/questionnaires/_told.html", {"told": TOLD}) if told else HttpResponse(status=204)


def _used(pack: TextPackRow | None, given: AskForm) -> TextPackRow | None:
    """The wording that was shown, where it was asked in its language."""
    return pack if pack and pack.language == given.cleaned_data.get("language") else None


def _tell(request: StaffRequest, case: CaseRow, given: AskForm, **facts: Any) -> Words:
    """Of a form that is refused, what tells of danger does not wait until it is put right."""
    return TOLD if tell_of_unsent(case, given, request.POST, by=request.user, path=request.path, **facts) else ""


def _around(form: Definition, wording: Shown, packs: dict[str, TextPackRow], language: str) -> dict[str, Any]:
    """What stands over the items; and after which of them the form says at once what it tells of."""
    ring = [f"change from:[name=item_{alert.item}] delay:1500ms" for alert in form.alerts]  # who ticked the wrong one has time to see it
    return {
        "rings_after": ", ".join([*ring, "online from:window"] if ring else ()),
        "asked": form,
        "wording": wording,
        "languages": _languages(packs, language),
        "photographs": True,
    }


def _note(request: StaffRequest, case: CaseRow) -> str:
    """That what was read aloud is looked over here and not sent yet; else what to think of before one more is asked."""
    if request.GET.get("draft") == "use":
        return gettext("Not sent yet. Check the answers, then record them below.")
    return _enough(case)


def _enough(case: CaseRow) -> str:
    """What to think of before asking one more on the same day."""
    asked = queries.scores_of(case.person).filter(done_on=today()).count()
    return (
        gettext("Three questionnaires were already asked today. If this one can wait, ask it another day.") if asked >= MOST_AT_ONCE else ""
    )


def _sheet(request: StaffRequest, case: CaseRow, form: Definition) -> Any:
    """The photograph beside which the form is keyed, if the address names one of this form that waits."""
    try:
        key = UUID(request.GET.get("sheet", ""))
    except ValueError:
        return None
    found = queries.get_sheet(case.person, key)
    return found if found.instrument == form.id and found.response_id is None else None


def _pixels(request: StaffRequest, sheet: SheetRow | None) -> str:
    return results.as_picture(actions.view_sheet(sheet, by=request.user)) if sheet else ""


@requires(Permission.QUESTIONNAIRES)
def keep_sheet(request: StaffRequest, code: str, instrument: str) -> HttpResponse:
    """A photograph of a filled-in form; then it is keyed beside it."""
    case, form, _language = asked_here(request, code, instrument)
    page = _page(case, _title(form), gettext("Save and enter the answers"), f"sheet-{form.number}:{case.pk}", HOW_SHEET)
    return process_form(
        request,
        page,
        lambda data: SheetForm(data, request.FILES if data is not None else None),
        lambda given: results.keep_sheet(case, form, given.cleaned_data["photograph"].read(), by=request.user),
        said=_("Photograph saved, sealed. Now enter the answers beside it."),
        done=lambda row: f"{reverse('desk:case_ask', args=[case.code, form.id])}?sheet={row.pk}",
    )


@requires(Permission.QUESTIONNAIRES)
@require_POST
def show_sheet(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """The photograph of a form, by a press."""
    case, context = case_frame(request.user, code, "case_questionnaires", Permission.QUESTIONNAIRES)
    row = queries.get_sheet(case.person, key)
    context |= {"row": row, "pixels": results.as_picture(actions.view_sheet(row, by=request.user))}
    context["is_own"] = row.by_id == request.user.pk
    return render(request, "desk/questionnaires/case_sheet.html", context)


@requires(Permission.QUESTIONNAIRES)
@require_POST
def take_out_sheet(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Takes a photograph out."""
    case = get_case(request.user, code, Permission.QUESTIONNAIRES)
    actions.take_out_sheet(queries.get_sheet(case.person, key), by=request.user)
    messages.success(request, gettext("Removed."))
    return redirect("desk:case_questionnaires", case.code)


def _languages(packs: Iterable[str], now: str) -> list[tuple[str, str, bool]]:
    """The checked wordings one may change to: language, its name, whether it is shown."""
    return [(language, str(Spoken(language).label), language == now) for language in packs]


@requires(Permission.QUESTIONNAIRES)
def paper_form(request: StaffRequest, code: str, instrument: str) -> HttpResponse:
    """To be printed and filled in by hand; it carries the code of the case alone."""
    case, form, language = asked_here(request, code, instrument)
    wording, _pack = results.wording_for(form, queries.current_packs(form.id), language)
    items = [(item.id, wording.items[item.id], _boxes(wording.answers[item.id])) for item in form.items]
    context = {"case": case, "form": form, "title": _title(form), "items": items, "wording": wording}
    return render(request, "desk/questionnaires/paper.html", context)


def _boxes(answers: tuple[tuple[int, str], ...]) -> list[str]:
    """The answers as they stand beside boxes to tick."""
    return ["□" + NO_BREAK + (word if word == str(value) else f"{value} {word}").replace(" ", NO_BREAK) for value, word in answers]


@requires(Permission.QUESTIONNAIRES)
def case_response(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """One response: its scores in words, the single answers, what was corrected. Closed to those it is closed to."""
    case, context = case_frame(request.user, code, "case_questionnaires", Permission.QUESTIONNAIRES)
    row = queries.get_response(case.person, key)
    form = queries.get_definition(row.instrument)
    context |= {"row": row, "form": form, "title": _title(form), "opens": reads(request.user, row), "is_own": row.by_id == request.user.pk}
    if context["opens"]:
        kept = actions.read_response(row, by=request.user)
        context |= {"remark": kept["remark"], "answers": _answers(form, row, kept), "outcome": kept["outcome"]}
        if kept["outcome"]:
            context["figures"] = results.figures_of(form, kept["outcome"], results.who_of(row))
            context["flags"] = results.flags_of(form, kept["outcome"])
            context["contradicting"] = results.contradicting(form, kept["items"])
            context["danger"] = _danger(request, case)
            if kept["outcome"]["alerts"] and not context["danger"]:
                context["over"] = risk_ended(request.user, case)
        context["sheets"] = row.sheets.all()
        context["corrections"] = actions.read_corrections(queries.corrections_of(row), by=request.user)
    return render(request, "desk/questionnaires/case_response.html", context)


def _danger(request: StaffRequest, case: CaseRow) -> DangerActs | None:
    """What the danger to life of a case asks next, as long as one is open that this reader may know of."""
    known = [task for task in dangers_known(request.user, case) if task.kind == TaskKind.RISK]
    return danger_acts(request.user, known[0]) if known else None


def _answers(form: Definition, row: ResponseRecord, kept: OpenedResponse) -> list[tuple[str, str, str]]:
    """Number, item, answer: in the wording that was used, as far as one was."""
    wording = results.as_asked(form, row)
    lines = []
    for item in form.items:
        value = kept["items"].get(item.id)
        words = dict(wording.answers[item.id]).get(value, "") if value is not None else ""
        text = f"{value} · {words}" if words else gettext("will not say") if item.id in kept["declined"] else gettext("no answer")
        lines.append((item.id, wording.items[item.id], text))
    return lines


@requires(Permission.QUESTIONNAIRES)
def correct_response(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Corrects answers of one's own, with the reason."""
    case = get_case(request.user, code, Permission.QUESTIONNAIRES)
    row = queries.get_response(case.person, key)
    form = queries.get_definition(row.instrument)
    wording = results.as_asked(form, row)
    page = _page(case, _title(form), gettext("Save the correction"), f"correct-answers:{key}", HOW_CORRECT)

    def now() -> CurrentState:
        fresh = queries.get_response(case.person, key)
        return CurrentState(fresh.version, _as_typed(form, actions.read_response(fresh, by=request.user)))

    return process_form(
        request,
        page,
        lambda data: CorrectAnswersForm(data, form=form, wording=wording, initial=begin(data, now)),
        lambda given: actions.correct_response(row, by=request.user, **given.action_kwargs),
        said=_("Answers corrected. The earlier ones are also saved."),
        done=reverse("desk:case_response", args=[case.code, key]),
        now=now,
        template="desk/questionnaires/form.html",
        more={"asked": form, "wording": wording},
    )


def _as_typed(form: Definition, kept: OpenedResponse) -> dict[str, str]:
    """Answers as the form names them."""
    found = {}
    for item in form.items:
        value = kept["items"].get(item.id)
        found[f"item_{item.id}"] = DECLINED[0] if item.id in kept["declined"] else "" if value is None else str(value)
    return found
