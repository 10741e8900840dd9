"""Every component in every state, on one page: for those who build screens, for screenshots and for axe."""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.access import requires
from panoh.accounts.models import Draft
from panoh.accounts.roles import Permission
from panoh.core import clock
from panoh.core.forms import DateField, NameField, PanohForm, PhoneField, WordsField
from panoh.desk.frame.form_page import Offered

SEXES = [("f", gettext_lazy("woman")), ("m", gettext_lazy("man")), ("n", gettext_lazy("not stated"))]


class SampleForm(PanohForm):
    """One field of each kind."""

    family_name = NameField(label=gettext_lazy("Family name"), help_text=gettext_lazy("As the person writes it"))
    birth = DateField(label=gettext_lazy("Date of birth"), past=True)
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), choices=SEXES)
    telephone = PhoneField(label=gettext_lazy("Safe number"), required=False)
    words = WordsField(label=gettext_lazy("In the person's own words"), required=False)


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in one to three words."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A way on, a tab, or the act of a task row."""

    label: str
    url: str = "#"
    current: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """A row of the day."""

    when: str
    since: str
    title: str
    code: str
    state: str = ""
    detail: str = ""
    badge: Badge | None = None
    act: Link | None = None
    url: str = "#"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a loop."""

    label: str
    state: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of what happened."""

    when: str
    text: str
    state: str = ""
    code: str = ""
    who: str = ""
    sealed: "Sealed | None" = None
    badges: tuple[Badge, ...] = ()


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is closed and who reads it."""

    title: str
    readers: str


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure and what it counts."""

    count: int
    label: str
    url: str = "#"


def _badges() -> list[Badge]:
    return [
        Badge(_("Not asked")),
        Badge(_("Waiting for an answer"), "wait"),
        Badge(_("Confirmed"), "done"),
        Badge(_("Overdue, 3 days"), "late"),
        Badge(_("Danger to life"), "danger"),
        Badge(_("Sealed"), "seal"),
        Badge(_("Draft"), "draft"),
        Badge(_("Khatlon"), "bare"),
    ]


def _tasks() -> list[Task]:
    return [
        Task(_("3 days"), _("since 21 November"), _("Ask the clinic for its answer"), "G7DQ-W3WV5", "late", act=Link(_("Open the task"))),
        Task(
            "11:00",
            _("until 12:00"),
            _("Call back"),
            "3Z76-TRZ92",
            badge=Badge(_("Code word needed"), "seal"),
            act=Link(_("How to make contact")),
        ),
        Task("09:30", _("1 hour"), _("Home visit"), "G7DQ-W3WV5", "done", badge=Badge(_("Done"), "done")),
    ]


def _moments() -> list[Moment]:
    closed = Sealed(_("The psychologist's note is sealed"), _("Only the author and the psychologists on this case can read it."))
    return [
        Moment(_("26 November, Thursday"), _("Social assessment"), "todo"),
        Moment(_("24 November, 09:30"), _("Home visit, 50 minutes"), "now", who=_("social worker")),
        Moment(_("18 November"), _("Session with the psychologist, attended"), sealed=closed),
        Moment(
            _("7 November"), _("Referral to the clinic, neutral letter"), code="Н-0312", badges=(Badge(_("Waiting for an answer"), "late"),)
        ),
    ]


def _steps() -> list[Step]:
    return [
        Step(_("Sent"), "past"),
        Step(_("Confirmed"), "past"),
        Step(_("Appointment"), "now", _("the clinic, by 30 November")),
        Step(_("Outcome")),
    ]


def _page() -> Page[int]:
    return Paginator(range(60), 25).page(2)


@requires(Permission.DESK)
def show_components(request: HttpRequest) -> HttpResponse:
    """All components in the language of the account."""
    context = {
        "badges": _badges(),
        "tasks": _tasks(),
        "moments": _moments(),
        "steps": _steps(),
        "tabs": [Link(_("Overview"), current=True), Link(_("Assessments")), Link(_("Programme"), count=2), Link(_("Sessions"))],
        "total": Sum(235, _("admitted in total")),
        "parts": [Sum(108, _("survivors")), Sum(127, _("family members")), Sum(119, _("women")), Sum(116, _("men"))],
        "page": _page(),
        "form": SampleForm(initial={"family_name": "Ғуломӣ"}),
        "faulty": SampleForm({"faulty-birth": "31.02.1988", "faulty-telephone": "12"}, prefix="faulty"),
        "now": clock.now(),
        "offered": Offered(uuid4(), [Draft(saved_at=clock.now())]),
        "days": [clock.today() + dt.timedelta(days=step) for step in (-1, 0, 1, 3, 40, -400)],
    }
    return render(request, "desk/frame/components.html", context)
