"""A page that is one form: shown with its draft, tried, refused with its reason, compared after a conflict."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import StaffRequest
from panoh.accounts.drafts import DRAFT_ID, MOST, keep_draft, typed_in
from panoh.accounts.queries import DraftRow, drafts_of_form, open_draft
from panoh.cases.actions.dangers import HasDanger
from panoh.core.errors import Conflict, Invalid, WrongState
from panoh.core.forms import PanohForm
from panoh.core.ids import id_or_none
from panoh.desk.frame.sent_drafts import draft_is_sent

type Words = str | Promise
type Said[M] = Words | Callable[[M], Words]
type Make[F: PanohForm] = Callable[[QueryDict | None], F]
type Pair = tuple[Words, str, str]

FORM_PAGE = "desk/frame/form_page.html"
DANGER = "danger_now"  # the button of a form that leads on to reporting a danger, whether or not the form can be saved
ANSWERS = ("match-", "later", "reason-", "words-", "asked")  # of a question beside the form (duplicate_check)
KEPT = _("Not saved yet: your text is kept as a draft. Report the danger first.")


@dataclass(frozen=True, slots=True)
class Reporting:
    """Where a danger is reported that was noticed in what is written on a page, and the key of that form."""

    url: str
    draft: str


class ConfirmationRequired(Exception):
    """An act that wants an answer first. Nothing is written; the page shows the form as it was typed, and the question with it."""

    def __init__(self, question: Any) -> None:
        super().__init__()
        self.question = question


@dataclass(frozen=True, slots=True)
class Page:
    """What stands around the form. `draft` is its key: the form's name and the row it is about; blank for one of which nothing is kept,
    a code or a PIN; `danger`: the form for one that was
    noticed in what is written here; `one_draft`: what is typed comes in the place of the draft that is there; `is_in_danger`: a danger of
    whom it is about is open."""

    title: Words
    button: Words
    back_url: str
    back: Words
    draft: str
    how: Words
    note: Words = ""
    code: str = ""
    danger: Reporting | None = None
    one_draft: bool = False
    is_in_danger: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """`held`: the draft that the page of a form writes to, which need not be there yet (`is_begun`: something may be kept in it).
    `there`: those it offers beside."""

    held: UUID
    there: Sequence[DraftRow] = ()
    is_begun: bool = False

    def __bool__(self) -> bool:
        return bool(self.there)

    @property
    def is_several(self) -> bool:
        """Whether it has to be said which is which."""
        return len(self.there) > 1

    @property
    def is_full(self) -> bool:
        """Whether the oldest goes when another is begun."""
        return len(self.there) >= MOST


@dataclass(frozen=True, slots=True)
class CurrentState:
    """What stands in the row now: its version, and its fields as the form names them.

    `beside` are facts that no field holds: (label, what the form makes of it, what it is); so a state from which the form no longer
    leads on. `adds` says that the form sent again writes down something more, in place of nothing.
    """

    version: int
    values: Mapping[str, Any]
    beside: Sequence[tuple[Words, Any, Any]] = ()
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Compare:
    """Two versions after a conflict: (label, what was typed, what stands there now). `replaces`: sending it again does so."""

    pairs: Sequence[Pair]
    replaces: bool


@dataclass(frozen=True, slots=True)
class Attempt[F: PanohForm]:
    """A form on its way: not sent yet, done (`made` is what the act gave back), or refused, perhaps beside what stands there now."""

    form: F
    status: int = 200
    is_done: bool = False
    compare: Compare | None = None
    made: Any = None
    question: Any = None


def is_sent(request: StaffRequest) -> bool:
    """Whether the form comes back filled in. By a button named `open` it is only asked for."""
    return request.method == "POST" and "open" not in request.POST


def begin(data: object, now: Callable[[], CurrentState]) -> dict[str, Any]:
    """What a form of change begins with: what stands there now. A form that was sent needs nothing opened."""
    if data is not None:
        return {}
    found = now()
    return {"version": found.version, **found.values}


def said_later[R](rows: Iterable[R], read: Callable[[], Mapping[R, str]]) -> dict[R, str]:
    """What the rows of a choice are called, read once and only where a page shows it. A form that was sent needs nothing opened."""
    known = cache(read)

    def name(row: R) -> str:
        return known()[row]

    return {row: lazy(name, str)(row) for row in rows}


def attempt[F: PanohForm, M](
    request: StaffRequest, make: Make[F], act: Callable[[F], M], now: Callable[[], CurrentState] | None = None
) -> Attempt[F]:
    """Does `act` with the form that was sent; what it refuses stands in the form, and nothing that was typed is lost.

    `now` reads the row again when somebody else was faster: both versions then stand side by side.
    """
    form = make(request.POST)
    if not form.is_valid():
        return Attempt(form, 400)
    try:
        return Attempt(form, is_done=True, made=act(form))
    except ConfirmationRequired as asked:
        return Attempt(form, question=asked.question)
    except Invalid as error:
        form.refuse(error)
        return Attempt(form, 400)
    except HasDanger:  # its own page, which leads to the danger
        raise
    except (Conflict, WrongState) as error:
        return _overtaken(request, make, form, error, now() if now else None)


def process_form[F: PanohForm, M](
    request: StaffRequest,
    page: Page,
    make: Make[F],
    act: Callable[[F], M],
    *,
    said: Said[M],
    done: str | Callable[[M], str] = "",
    warns: Callable[[M], bool] | None = None,
    now: Callable[[], CurrentState] | None = None,
    by_press: bool = False,
    template: str = FORM_PAGE,
    more: Mapping[str, Any] | None = None,
    asks: Callable[[F], Any] | None = None,
    refused: Callable[[F], Words] | None = None,
) -> HttpResponse:
    """Shows the form; sent, does `act` with it and goes on to `done` (else where the page leads back), saying what was done.

    `said` and `done` may ask what the act gave back, and `warns` whether what is said is a warning. `by_press`: what the form holds is
    opened by a button alone, so an address brings only one's own draft, and without one the page that has the button. A page of another
    look has its own `template`. `asks` gives what is asked (see ConfirmationRequired) already before anything is sent. `refused` does
    with a form that is refused what cannot wait for it, and gives what the page, as `told`, says of that.
    """
    if by_press and request.method != "POST" and not _draft_is_wanted(request, page.draft):
        return redirect(page.back_url)
    tried = attempt(request, make, act, now) if is_sent(request) else Attempt(make(None))
    tells = page.danger if DANGER in request.POST else None
    if tried.is_done:
        draft_is_sent(request, page.draft)
        level = messages.WARNING if warns and warns(tried.made) else messages.SUCCESS
        messages.add_message(request, level, str(said(tried.made) if callable(said) else said))
        return redirect(_begin_report(request, tells) if tells else (done(tried.made) if callable(done) else done) or page.back_url)
    if tells:
        if tried.form.has_changed():  # an empty form is a draft of nothing
            keep_typed(request, page.draft)
            messages.warning(request, KEPT)
        return redirect(_begin_report(request, tells))
    saved = offer_draft(request, tried.form, page.draft, is_one=page.one_draft)
    question = tried.question or (asks(tried.form) if asks and not tried.form.is_bound else None)
    answered = () if question else answered_before(request)
    told = refused(tried.form) if refused and tried.status == 400 else ""
    shown = {"saved": saved, "compare": tried.compare, "question": question, "answered": answered, "told": told}
    context = {"form": tried.form, "page": page, **shown, **(more or {})}
    return render(request, template, context, status=tried.status)


def answered_before(request: StaffRequest) -> list[tuple[str, str]]:
    """What was answered on a page that comes back for another reason: it goes along and is not asked again."""
    kept = [(name, str(value)) for name, value in request.POST.items() if name.startswith(ANSWERS)]
    return kept if any(name.startswith(ANSWERS[:2]) for name, _value in kept) else []


def offer_draft(request: StaffRequest, form: PanohForm, key: str, *, is_one: bool = False) -> Offered:
    """The drafts of this form. Without script the address takes one over (?draft=use; `of`: which, else the newest) or offers none
    (?draft=leave): they wait beside what is typed now, as they do where one only types on."""
    if form.is_bound or not key:
        return Offered(held_draft(request), is_begun=bool(key))
    there = drafts_of_form(request.user, key)
    choice, chosen = request.GET.get("draft", ""), _chosen(request, there, key)
    if chosen and choice == "use":
        _take_over(form, open_draft(request.user, key, chosen.pk))
        return Offered(chosen.pk, [row for row in there if row is not chosen], is_begun=True)
    return Offered(there[0].pk if is_one and there else uuid4(), () if choice == "leave" else there)


def _begin_report(request: StaffRequest, to: Reporting) -> str:
    """Leads on to reporting a danger. The press alone keeps a draft of it, so that who turns to the person first finds it in their day; one
    that is there already is offered, and no other begun."""
    if drafts_of_form(request.user, to.draft):
        return to.url
    keep_draft(request.user, to.draft, {}, path=urlsplit(to.url).path)
    return f"{to.url}{'&' if '?' in to.url else '?'}draft=use"


def keep_typed(request: StaffRequest, key: str) -> None:
    """Keeps what was typed as the draft of its page, to come back to."""
    keep_draft(request.user, key, typed_in(request.POST), path=request.path, held=held_draft(request))


def held_draft(request: StaffRequest) -> UUID:
    """The draft of the page that this form was sent from."""
    return id_or_none(request.POST.get(DRAFT_ID, "")) or uuid4()


def _chosen(request: StaffRequest, there: Sequence[DraftRow], key: str) -> DraftRow | None:
    wanted = id_or_none(request.GET.get("of", ""))
    return next((row for row in there if (row.pk == wanted if wanted else row.form == key)), None)


def _draft_is_wanted(request: StaffRequest, key: str) -> bool:
    """Whether the address asks for a draft there is."""
    return request.GET.get("draft") == "use" and _chosen(request, drafts_of_form(request.user, key), key) is not None


def _take_over(form: PanohForm, values: Mapping[str, list[str]]) -> None:
    """Puts a draft into the form, with the version it was typed over: who changed the row since is not passed over."""
    for name, field in form.fields.items():
        kept = values.get(form.add_prefix(name))
        if kept is not None:
            many = getattr(field.widget, "allow_multiple_selected", False)
            form.initial[name] = kept if many else (kept[0] if kept else "")


def _overtaken[F: PanohForm](
    request: StaffRequest, make: Make[F], form: F, error: Conflict | WrongState, now: CurrentState | None
) -> Attempt[F]:
    """The form as it was typed, over what stands there now; sent again, it holds against that."""
    moved = now is not None and str(now.version) != form.data.get(form.add_prefix("version"))
    if now is None or not moved:
        form.add_error(None, str(error.sentence))
        return Attempt(form, 409)
    data = request.POST.copy()
    data[form.add_prefix("version")] = str(now.version)
    again = make(data)
    again.full_clean()
    again.add_error(None, str(error.sentence))
    return Attempt(again, 409, compare=Compare(_pairs(form, now), replaces=isinstance(error, Conflict) and not now.adds))


def _pairs(form: PanohForm, now: CurrentState) -> list[Pair]:
    """What differs; where nothing does, everything, so that one sees it."""
    read = [
        (form.fields[name].label or "", form.read(name, form.cleaned_data.get(name)), form.read(name, value))
        for name, value in now.values.items()
        if name in form.fields and not form.fields[name].widget.is_hidden
    ]
    beside = [(label, str(mine), str(theirs)) for label, mine, theirs in now.beside]
    return [pair for pair in [*read, *beside] if pair[1] != pair[2]] or [*read, *beside]
