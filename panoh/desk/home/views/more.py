"""Everything that is not in the thumb row, and taking back the last act."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from panoh.accounts.access import StaffRequest, requires
from panoh.accounts.policy import has
from panoh.accounts.roles import Permission
from panoh.audit import undo
from panoh.desk.frame.context import under_thumb


@dataclass(frozen=True, slots=True)
class Link:
    """One place, for those whose roles include it."""

    view: str
    label: Promise
    says: Promise
    permission: Permission


PLACES: tuple[tuple[Promise, tuple[Link, ...]], ...] = (
    (
        gettext_lazy("With people"),
        (
            Link("desk:calendar", gettext_lazy("Calendar"), gettext_lazy("Sessions and visits by the day"), Permission.CASE_VIEW),
            Link(
                "desk:hand_over",
                gettext_lazy("Hand over a caseload"),
                gettext_lazy("All cases of one worker to a colleague"),
                Permission.CASE_ASSIGN,
            ),
            Link(
                "desk:requests", gettext_lazy("Requests"), gettext_lazy("Who asks for help, and what is decided"), Permission.REQUEST_VIEW
            ),
            *(
                Link(
                    "desk:hotline", gettext_lazy("Hotline"), gettext_lazy("Calls, who is on duty, what must not be passed over"), permission
                )
                for permission in (Permission.HOTLINE, Permission.HOTLINE_LEAD)
            ),
            Link("desk:rota", gettext_lazy("Rota"), gettext_lazy("Who is on the hotline and on call, and when"), Permission.DESK),
            Link("desk:visit", gettext_lazy("Going out"), gettext_lazy("Until when, and back safely by one press"), Permission.CASE_WORK),
            Link("desk:referrals", gettext_lazy("Referrals"), gettext_lazy("What was sent, and who acts next"), Permission.REFERRAL_VIEW),
            Link(
                "desk:replies",
                gettext_lazy("Answers of facilities"),
                gettext_lazy("What came through links; the codes of paper slips"),
                Permission.REFERRAL_VIEW,
            ),
            Link(
                "desk:groups", gettext_lazy("Groups"), gettext_lazy("Sessions of several people, recorded in one act"), Permission.CASE_VIEW
            ),
            Link(
                "desk:medico_reports",
                gettext_lazy("Clinical reports"),
                gettext_lazy("Where each stands, and what waits for you"),
                Permission.MEDICO_LEGAL,
            ),
            Link(
                "desk:legal_received",
                gettext_lazy("Referred to the lawyers"),
                gettext_lazy("What waits for an answer, what came of it"),
                Permission.LEGAL,
            ),
            Link("desk:released", gettext_lazy("Shown to me"), gettext_lazy("Single documents, each until a day"), Permission.PROCEEDINGS),
            Link(
                "desk:proposals",
                gettext_lazy("Between organisations"),
                gettext_lazy("Cases proposed to one another, and what waits for an answer"),
                Permission.CASE_ACCEPT,
            ),
        ),
    ),
    (
        gettext_lazy("How we work"),
        (
            Link("desk:guidance", gettext_lazy("Guidance"), gettext_lazy("Step by step: who, by when, how"), Permission.DESK),
            Link(
                "desk:guidance_late",
                gettext_lazy("Late by the guidance"),
                gettext_lazy("What is past its time, and whose it is"),
                Permission.CASE_ASSIGN,
            ),
            Link(
                "desk:instruments",
                gettext_lazy("Questionnaires"),
                gettext_lazy("Which the unit uses, and their wording"),
                Permission.QUESTIONNAIRE_WORDING,
            ),
            Link(
                "desk:own_questions",
                gettext_lazy("Own questions"),
                gettext_lazy("What the Unit adds to its forms"),
                Permission.OWN_QUESTIONS,
            ),
            Link(
                "desk:complaints",
                gettext_lazy("Complaints and thanks"),
                gettext_lazy("What is said about the Unit, and who answers"),
                Permission.DESK,
            ),
            Link(
                "desk:booklet",
                gettext_lazy("Booklet"),
                gettext_lazy("What everybody may read of us; its prints and recordings"),
                Permission.DESK,
            ),
        ),
    ),
    (
        gettext_lazy("Outside"),
        (
            Link(
                "desk:directory", gettext_lazy("Directory"), gettext_lazy("Facilities and specialists outside"), Permission.DIRECTORY_VIEW
            ),
            Link(
                "desk:letterhead",
                gettext_lazy("Letterhead of neutral letters"),
                gettext_lazy("A second name, address and host"),
                Permission.LETTERHEAD,
            ),
            Link(
                "desk:register",
                gettext_lazy("Letters and meetings"),
                gettext_lazy("With authorities, facilities, centres; numbered, with promises"),
                Permission.CORRESPONDENCE,
            ),
            Link(
                "desk:recommendations",
                gettext_lazy("Recommendations"),
                gettext_lazy("What authorities were asked to change, and what changed"),
                Permission.RECOMMENDATIONS,
            ),
            Link(
                "desk:agreements",
                gettext_lazy("Agreements"),
                gettext_lazy("With whom, for what, until when, how much"),
                Permission.AGREEMENT_VIEW,
            ),
            Link(
                "desk:rules",
                gettext_lazy("Terms of cooperation"),
                gettext_lazy("What whoever works with the Unit undertakes"),
                Permission.DESK,
            ),
        ),
    ),
    (
        gettext_lazy("Money"),
        (
            *(
                Link(
                    "desk:acts",
                    gettext_lazy("Acts of completed work"),
                    gettext_lazy("Codes and hours of specialists, no names"),
                    permission,
                )
                for permission in (Permission.ACT_WRITE, Permission.ACT_APPROVE, Permission.ACT_PAY)
            ),
            Link(
                "desk:invoices",
                gettext_lazy("Invoices"),
                gettext_lazy("What facilities ask for: codes and sums, no person"),
                Permission.INVOICES,
            ),
            Link(
                "desk:spending", gettext_lazy("What was spent"), gettext_lazy("By agreement, payer and budget code"), Permission.MONEY_VIEW
            ),
            Link(
                "desk:money", gettext_lazy("Money given"), gettext_lazy("Budget codes, sums and receipts, no person"), Permission.MONEY_VIEW
            ),
        ),
    ),
    (
        gettext_lazy("Figures and records"),
        (
            Link("desk:statistics", gettext_lazy("Statistics"), gettext_lazy("Figures counted from records"), Permission.REPORT_VIEW),
            Link(
                "desk:plans",
                gettext_lazy("Strategic plans"),
                gettext_lazy("Objectives, targets, and what was reached by year"),
                Permission.PLAN_VIEW,
            ),
            Link(
                "desk:data_quality",
                gettext_lazy("What cannot be right"),
                gettext_lazy("Records to mend, and who can"),
                Permission.DATA_QUALITY,
            ),
            Link(
                "desk:duplicates",
                gettext_lazy("Perhaps one person"),
                gettext_lazy("Records to compare, to join, to take apart"),
                Permission.DUPLICATES,
            ),
            Link(
                "desk:imports",
                gettext_lazy("Bring in a register"),
                gettext_lazy("From a spreadsheet, with a look first"),
                Permission.REGISTER_IMPORT,
            ),
            Link(
                "desk:statistics_releases",
                gettext_lazy("Released tables"),
                gettext_lazy("Figures that leave the house, and what waits to be read"),
                Permission.FIGURES_RELEASED,
            ),
            Link(
                "desk:standards",
                gettext_lazy("Standards of the network"),
                gettext_lazy("How far the Unit is with each, year by year"),
                Permission.STANDARDS,
            ),
            Link("desk:audit", gettext_lazy("The record"), gettext_lazy("Who read and wrote what"), Permission.AUDIT_VIEW),
            Link(
                "desk:exports",
                gettext_lazy("Lists that leave"),
                gettext_lazy("Rows of several persons: one asks, another agrees"),
                Permission.EXPORT,
            ),
            *(
                Link("desk:openings", gettext_lazy("Opened in an emergency"), gettext_lazy("How often, by whom, and who looked at it"), one)
                for one in (Permission.EMERGENCIES, Permission.EMERGENCY)
            ),
            Link(
                "desk:blocks",
                gettext_lazy("Closed to somebody"),
                gettext_lazy("Who knows a person, and sees nothing of them"),
                Permission.BLOCKS,
            ),
            Link("desk:erasures", gettext_lazy("Erasures"), gettext_lazy("Files that are to be erased, by code"), Permission.ERASE),
            Link(
                "desk:retention",
                gettext_lazy("Time is over"),
                gettext_lazy("Files to look at, by code"),
                Permission.ERASE,
            ),
            Link("desk:periods", gettext_lazy("How long what is kept"), gettext_lazy("And what becomes of it then"), Permission.DESK),
            Link("desk:keys", gettext_lazy("Keys"), gettext_lazy("Lock everything"), Permission.KEYS),
        ),
    ),
    (
        gettext_lazy("The team"),
        (
            Link("desk:users", gettext_lazy("Accounts"), gettext_lazy("Staff, roles, deputies"), Permission.ACCOUNTS),
            Link(
                "desk:revoke",
                gettext_lazy("End somebody's access"),
                gettext_lazy("In one act, when a colleague leaves or is taken"),
                Permission.REVOKE,
            ),
            Link(
                "desk:organisations",
                gettext_lazy("Organisations"),
                gettext_lazy("The coalition, its names and their spellings"),
                Permission.ORGANISATIONS,
            ),
            Link(
                "desk:staff_loads",
                gettext_lazy("Who carries how much"),
                gettext_lazy("Caseloads, supervision and talks that are due"),
                Permission.STAFF_CARE,
            ),
            Link(
                "desk:staff_hours",
                gettext_lazy("Hours of supervision"),
                gettext_lazy("By month, without names"),
                Permission.SUPERVISION_HOURS,
            ),
            Link(
                "desk:staff_own",
                gettext_lazy("My supervision"),
                gettext_lazy("When the next is due, and talks after hard events"),
                Permission.DESK,
            ),
            Link("desk:account", gettext_lazy("My account"), gettext_lazy("Language, passkeys, sessions, practice"), Permission.DESK),
        ),
    ),
)


@requires(Permission.DESK)
def show_more(request: StaffRequest) -> HttpResponse:
    """Links to all places this account may go to."""
    elsewhere = under_thumb(request.user)
    areas = []
    for label, links in PLACES:
        places = {reverse(link.view): link for link in links if has(request.user, link.permission)}
        areas.append((label, [(url, link) for url, link in places.items() if url not in elsewhere]))
    return render(request, "desk/home/more.html", {"areas": areas})


@require_POST
@requires(Permission.DESK)
def take_back(request: StaffRequest, key: UUID) -> HttpResponse:
    """Undoes one's own last act, within ten minutes."""
    undo.take_back(key, by=request.user.actor)
    messages.success(request, _("Taken back. Everything is as it was before."))
    return redirect("desk:my_day")
