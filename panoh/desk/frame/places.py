"""The places of the desk: what the rail and *More* lead to, each for those who may go there and while its part is in use."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panoh.accounts.access import Access, access_of
from panoh.accounts.enums import Feature
from panoh.accounts.models import User
from panoh.accounts.roles import DISCIPLINES, Permission


@dataclass(frozen=True, slots=True)
class Place:
    """A page by its name. It is open to whom the page lets in, or to who has one of `permissions`; hidden while `feature` is off."""

    view: str
    label: Promise
    says: Promise
    feature: Feature | None = None
    permissions: tuple[Permission, ...] = ()

    @property
    def url(self) -> str:
        """Its address."""
        return reverse(self.view)

    def is_open_to(self, user: User) -> bool:
        """Whether this account may go there."""
        access = Access(self.permissions) if self.permissions else _access(self.view)
        return access is not None and access.lets_in(user)


@cache
def _access(view: str) -> Access | None:
    return access_of(resolve(reverse(view)).func)


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """Places under one heading."""

    label: Promise
    places: tuple[Place, ...]


GROUPS: tuple[PlaceGroup, ...] = (
    PlaceGroup(
        _("With people"),
        (
            Place("desk:requests", _("Requests"), _("Who asks for help, and what is decided")),
            Place("desk:hotline", _("Hotline"), _("Calls, who is on duty, what must not be passed over")),
            Place("desk:cases", _("Cases"), _("All cases that you see, and their state")),
            Place("desk:search", _("Search"), _("A person by name, number or code word")),
            Place("desk:referrals", _("Referrals"), _("What was sent, and who acts next")),
            Place("desk:replies", _("Answers of facilities"), _("What came through links; the codes of paper slips")),
            Place("desk:calendar", _("Calendar"), _("Sessions and visits by the day")),
            Place("desk:groups", _("Groups"), _("Sessions of several people, recorded in one act")),
            Place("desk:visit", _("Going out"), _("Until when, and back safely by one press")),
            Place("desk:rota", _("Rota"), _("Who is on the hotline and on call, and when")),
            Place("desk:medico_reports", _("Clinical reports"), _("Where each stands, and what waits for you")),
            Place("desk:legal_received", _("Referred to the lawyers"), _("What waits for an answer, what came of it")),
            Place("desk:released", _("Shown to me"), _("Single documents, each until a day")),
            Place(
                "desk:proposals",
                _("Between organisations"),
                _("Cases proposed to one another, and what waits for an answer"),
                feature=Feature.COALITION,
            ),
            Place("desk:hand_over", _("Hand over a caseload"), _("All cases of one worker to a colleague")),
            Place("desk:duplicates", _("Perhaps one person"), _("Records to compare, to join, to take apart")),
            Place("desk:imports", _("Bring in a register"), _("From a spreadsheet, with a look first")),
        ),
    ),
    PlaceGroup(
        _("Facilities, letters, money"),
        (
            Place("desk:directory", _("Directory"), _("Facilities and specialists outside")),
            Place("desk:agreements", _("Agreements"), _("With whom, for what, until when, how much")),
            Place("desk:rules", _("Terms of cooperation"), _("What whoever works with the Unit undertakes")),
            Place("desk:letterhead", _("Letterhead of neutral letters"), _("A second name, address and host"), feature=Feature.LETTERHEADS),
            Place("desk:register", _("Letters and meetings"), _("With authorities, facilities, centres; numbered, with promises")),
            Place(
                "desk:recommendations",
                _("Recommendations"),
                _("What authorities were asked to change, and what changed"),
                feature=Feature.RECOMMENDATIONS,
            ),
            Place(
                "desk:acts",
                _("Acts of completed work"),
                _("Codes and hours of specialists, no names"),
                feature=Feature.INVOICES,
                permissions=(Permission.ACT_WRITE, Permission.ACT_APPROVE, Permission.ACT_PAY),
            ),
            Place("desk:invoices", _("Invoices"), _("What facilities ask for: codes and sums, no person"), feature=Feature.INVOICES),
            Place("desk:spending", _("What was spent"), _("By agreement, payer and budget code")),
            Place("desk:money", _("Money given"), _("Budget codes, sums and receipts, no person")),
        ),
    ),
    PlaceGroup(
        _("Figures"),
        (
            Place("desk:statistics", _("Statistics"), _("Figures counted from records")),
            Place(
                "desk:statistics_releases",
                _("Released tables"),
                _("Figures that leave the house, and what waits to be read"),
                feature=Feature.RELEASES,
            ),
            Place("desk:plans", _("Strategic plans"), _("Objectives, targets, and what was reached by year"), feature=Feature.PLANS),
            Place(
                "desk:standards", _("Standards of the network"), _("How far the Unit is with each, year by year"), feature=Feature.STANDARDS
            ),
            Place("desk:data_quality", _("What cannot be right"), _("Records to mend, and who can")),
        ),
    ),
    PlaceGroup(
        _("How we work"),
        (
            Place("desk:guidance", _("Guidance"), _("Step by step: who, by when, how")),
            Place("desk:guidance_late", _("Late by the guidance"), _("What is past its time, and whose it is")),
            Place("desk:guide", _("Guide"), _("Your day, what cannot be undone, what to do when something stands in the way")),
            Place("desk:instruments", _("Questionnaires"), _("Which the unit uses, and their wording")),
            Place("desk:own_questions", _("Own questions"), _("What the Unit adds to its forms"), feature=Feature.OWN_QUESTIONS),
            Place("desk:booklet", _("Booklet"), _("What everybody may read of us; its prints and recordings")),
            Place("desk:complaints", _("Complaints and thanks"), _("What is said about the Unit, and who answers")),
            Place("desk:staff_loads", _("Who carries how much"), _("Caseloads, supervision and talks that are due")),
            Place("desk:staff_hours", _("Hours of supervision"), _("By month, without names"), feature=Feature.SUPERVISION_HOURS),
            Place("desk:staff_own", _("My supervision"), _("When the next is due, and talks after hard events")),
        ),
    ),
    PlaceGroup(
        _("Accounts and protection"),
        (
            Place("desk:account", _("My account"), _("Language, passkeys, sessions, practice")),
            Place("desk:users", _("Accounts"), _("Staff, roles, deputies")),
            Place("desk:revoke", _("End somebody's access"), _("In one act, when a colleague leaves or is taken")),
            Place("desk:organisations", _("Organisations"), _("The coalition, its names and their spellings")),
            Place("desk:audit", _("The record"), _("Who read and wrote what")),
            Place("desk:exports", _("Lists that leave"), _("Rows of several persons: one asks, another agrees"), feature=Feature.EXPORTS),
            Place("desk:openings", _("Opened in an emergency"), _("How often, by whom, and who looked at it")),
            Place("desk:blocks", _("Closed to somebody"), _("Who knows a person, and sees nothing of them")),
            Place("desk:erasures", _("Erasures"), _("Files that are to be erased, by code")),
            Place("desk:retention", _("Time is over"), _("Files to look at, by code")),
            Place("desk:periods", _("How long what is kept"), _("And what becomes of it then")),
            Place("desk:keys", _("Keys"), _("Lock everything")),
            Place("desk:features", _("Parts in use"), _("What this Unit uses of Panoh, switched on and off")),
        ),
    ),
)
BY_VIEW = {place.view: place for group in GROUPS for place in group.places}

# What one may begin at once. These stand on the pages above; the search finds them by what they do.
ACTS: tuple[Place, ...] = (
    Place("desk:request_new", _("Write down a request"), _("Somebody asks for help for a person")),
    Place("desk:request_admit_new", _("Admit a person at once"), _("Without a request before it")),
    Place("desk:task_add", _("Own task"), _("A reminder in own words, seen by oneself")),
    Place("desk:group_new", _("Record a group"), _("A session of several people"), permissions=DISCIPLINES),
    Place("desk:dispatch_add", _("Send somebody"), _("A worker goes to a person, today or within the hour")),
    Place("desk:opening_add", _("Open a case in an emergency"), _("By its code, to read, for four hours; it is looked at afterwards")),
    Place("desk:letter_new", _("Write a letter to an authority"), _("Numbered, and read a second time before it goes")),
    Place("desk:letter_receive", _("Enter a letter that came"), _("With its scan and what it promises")),
    Place("desk:talk_new", _("Note a talk"), _("A meeting or a call with an authority or a centre")),
    Place("desk:facility_add", _("Add a facility"), _("A clinic, a specialist or a service outside")),
    Place("desk:agreement_add", _("Write down an agreement"), _("With whom, for what, until when, how much")),
    Place("desk:invoice_add", _("Enter an invoice"), _("Of a facility: codes and sums"), feature=Feature.INVOICES),
    Place("desk:complaint_new", _("Write down a complaint or thanks"), _("What somebody says about the Unit")),
    Place("desk:statistics_release_new", _("Draw up a table to release"), _("Two others read it first"), feature=Feature.RELEASES),
    Place("desk:export_add", _("Ask for a list to leave"), _("One asks, another agrees"), feature=Feature.EXPORTS),
    Place("desk:staff_own_record", _("Note my supervision"), _("The day and how long; what was said is not written")),
    Place("desk:add_user", _("Add a colleague"), _("An account with its roles and a link to begin")),
    Place("desk:new_code_device", _("A new telephone for my codes"), _("The app that gives six figures")),
    Place("desk:gaps_open", _("Referrals that found no place"), _("Which services people did not get, by region")),
    Place(
        "desk:rights",
        _("Roles that wait for a second person"),
        _("What was asked for, and what became of it"),
        permissions=(Permission.ACCOUNTS, Permission.RIGHTS_AGREE),
    ),
)


def open_places(user: User, places: Iterable[Place], off: Collection[Feature]) -> Iterator[Place]:
    """Those that the account may go to, without what is not in use."""
    return (place for place in places if place.feature not in off and place.is_open_to(user))
