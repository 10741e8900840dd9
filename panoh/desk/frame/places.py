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
        return access is not None and access.is_offered_to(user)


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
        _("Work with people"),
        (
            Place("desk:requests", _("Requests"), _("Who asks for help, and the decisions")),
            Place("desk:hotline", _("Hotline"), _("Calls, who is on duty, what must not be missed")),
            Place("desk:cases", _("Cases"), _("All cases you can see. Consent, programme and questionnaires are inside each case")),
            Place("desk:search", _("Search"), _("A person by name, number or code word")),
            Place("desk:referrals", _("Referrals"), _("What was sent, and who acts next")),
            Place("desk:replies", _("Answers from facilities"), _("Answers received through links; codes of paper slips")),
            Place("desk:calendar", _("Calendar"), _("Sessions and visits by day")),
            Place("desk:groups", _("Groups"), _("Sessions of several people, recorded at once")),
            Place("desk:visit", _("Going out"), _("When you return, and the button “I am back safely”")),
            Place("desk:phone", _("Without network or power"), _("Record on your phone; the pad on paper")),
            Place("desk:drills", _("Danger drills"), _("Who answered, and after how long")),
            Place("desk:rota", _("Rota"), _("Who is on the hotline and on call, and when")),
            Place("desk:medico_reports", _("Clinical reports"), _("Status of each, and what waits for you")),
            Place("desk:legal_received", _("Referred to lawyers"), _("What waits for an answer, and the outcomes")),
            Place("desk:released", _("Shared with me"), _("Single documents, each until a set day")),
            Place(
                "desk:proposals",
                _("Between organisations"),
                _("Cases proposed to other organisations, and what waits for an answer"),
                feature=Feature.COALITION,
            ),
            Place("desk:hand_over", _("Hand over all cases"), _("All cases of one worker to a colleague")),
            Place("desk:duplicates", _("Possible duplicates"), _("Compare, merge or separate records")),
            Place("desk:imports", _("Import a register"), _("From a spreadsheet, checked first")),
        ),
    ),
    PlaceGroup(
        _("Facilities, letters, money"),
        (
            Place("desk:directory", _("Directory"), _("Facilities and specialists outside the Unit")),
            Place("desk:agreements", _("Agreements"), _("With whom, for what, until when, how much")),
            Place("desk:rules", _("Terms of cooperation"), _("What everyone who works with the Unit agrees to")),
            Place(
                "desk:letterhead",
                _("Letterhead for neutral letters"),
                _("A second name, address and web address"),
                feature=Feature.LETTERHEADS,
            ),
            Place("desk:register", _("Letters and meetings"), _("With authorities, facilities and centres; numbered, with promises")),
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
            Place("desk:invoices", _("Invoices"), _("What facilities charge: codes and sums, no names"), feature=Feature.INVOICES),
            Place("desk:spending", _("Recorded costs"), _("By agreement, payer and budget code")),
            Place("desk:money", _("Money paid out"), _("Budget codes, sums and receipts, no names")),
        ),
    ),
    PlaceGroup(
        _("Statistics and plans"),
        (
            Place("desk:statistics", _("Statistics"), _("Numbers counted from records")),
            Place(
                "desk:statistics_releases",
                _("Published tables"),
                _("Tables for publication, and those waiting for a check"),
                feature=Feature.RELEASES,
            ),
            Place("desk:plans", _("Strategic plans"), _("Objectives, targets, and results by year"), feature=Feature.PLANS),
            Place(
                "desk:standards", _("Network standards"), _("How far the Unit has come with each, year by year"), feature=Feature.STANDARDS
            ),
            Place("desk:data_quality", _("Data errors"), _("Records to correct, and who can do it")),
        ),
    ),
    PlaceGroup(
        _("How we work"),
        (
            Place("desk:guidance", _("Guidance"), _("Step by step: who, by when, how")),
            Place("desk:guidance_late", _("Overdue by the guidance"), _("Steps past their deadline, and who is responsible")),
            Place("desk:guide", _("Guide"), _("Your day, what cannot be undone, what to do when something is in the way")),
            Place("desk:instruments", _("Questionnaires"), _("Which the Unit uses, and their wording")),
            Place("desk:own_questions", _("Additional questions"), _("What the Unit adds to its forms"), feature=Feature.OWN_QUESTIONS),
            Place("desk:booklet", _("Booklet"), _("What the public can read about us; prints and recordings")),
            Place("desk:complaints", _("Complaints and thanks"), _("What is said about the Unit, and who answers")),
            Place("desk:staff_loads", _("Workload"), _("How much work each has, supervision and talks that are due")),
            Place("desk:staff_hours", _("Supervision hours"), _("By month, without names"), feature=Feature.SUPERVISION_HOURS),
            Place("desk:staff_own", _("My supervision"), _("When the next one is due, and talks after hard events")),
        ),
    ),
    PlaceGroup(
        _("Accounts and protection"),
        (
            Place("desk:account", _("My account"), _("Language, passkeys, sign-ins, practice mode")),
            Place("desk:users", _("Accounts"), _("Staff, roles, deputies")),
            Place("desk:revoke", _("End someone's access"), _("In one action, when a colleague leaves or is held")),
            Place("desk:organisations", _("Organisations"), _("The coalition, its members' names and spellings")),
            Place("desk:audit", _("Activity log"), _("Who read and changed what")),
            Place("desk:exports", _("List exports"), _("Rows of several people: one requests, another agrees"), feature=Feature.EXPORTS),
            Place("desk:openings", _("Emergency access"), _("How often, by whom, and who checked it")),
            Place("desk:blocks", _("Access restrictions"), _("Staff who know a person and cannot see their file")),
            Place("desk:erasures", _("Erasures"), _("Files to be erased, by code")),
            Place("desk:retention", _("Retention due"), _("Files to check, by code")),
            Place("desk:periods", _("Retention periods"), _("How long data is kept")),
            Place("desk:keys", _("Keys"), _("Lock everything")),
            Place("desk:features", _("Parts in use"), _("Parts of Panoh the Unit uses: switch on and off")),
        ),
    ),
)
BY_VIEW = {place.view: place for group in GROUPS for place in group.places}

# What one may begin at once. These stand on the pages above; the search finds them by what they do.
ACTS: tuple[Place, ...] = (
    Place("desk:my_day", _("My day"), _("What you have to do, most urgent first")),
    Place("desk:lost_telephone", _("Phone lost or taken"), _("Whom to call, and what you can end yourself")),
    Place("desk:request_new", _("New request"), _("Someone asks for help for a person")),
    Place("desk:request_admit_new", _("Admission without a request"), _("A person is admitted at once")),
    Place("desk:task_add", _("Personal task"), _("A reminder for yourself, visible only to you")),
    Place("desk:tasks_several", _("Several tasks at once"), _("Done, postponed or handed over together")),
    Place("desk:group_new", _("Record a group"), _("A session of several people"), permissions=DISCIPLINES),
    Place("desk:dispatch_add", _("Send a worker"), _("A worker goes to a person, today or within the hour")),
    Place("desk:opening_add", _("Emergency access to a case"), _("By case code, read only, for four hours; it is checked afterwards")),
    Place("desk:letter_new", _("Write a letter to an authority"), _("Numbered, and checked by a second person before it is sent")),
    Place("desk:letter_receive", _("Record a letter received"), _("With its scan and its promises")),
    Place("desk:talk_new", _("Record a meeting or a call"), _("A meeting or a call with an authority or a centre")),
    Place("desk:facility_add", _("Add a facility"), _("A clinic, a specialist or a service outside the Unit")),
    Place("desk:agreement_add", _("New agreement"), _("With whom, for what, until when, how much")),
    Place("desk:invoice_add", _("Enter an invoice"), _("From a facility: codes and sums"), feature=Feature.INVOICES),
    Place("desk:complaint_new", _("Record a complaint or thanks"), _("What people say about the Unit")),
    Place("desk:statistics_release_new", _("Publish a table"), _("Two others check it first"), feature=Feature.RELEASES),
    Place("desk:export_add", _("Request a list export"), _("One requests, another agrees"), feature=Feature.EXPORTS),
    Place("desk:staff_own_record", _("Record my supervision"), _("The day and how long; what was said is not recorded")),
    Place("desk:add_user", _("Add an account"), _("For a colleague: roles and a link to start")),
    Place("desk:new_code_device", _("A new telephone for my codes"), _("The app that gives six digits")),
    Place("desk:gaps_open", _("Unmet needs"), _("Referrals without a place: which services people did not get, by region")),
    Place(
        "desk:rights",
        _("Rights that show names"),
        _("Roles waiting for a second person, and the outcome"),
        permissions=(Permission.ACCOUNTS, Permission.RIGHTS_AGREE),
    ),
)


def open_places(user: User, places: Iterable[Place], off: Collection[Feature]) -> Iterator[Place]:
    """Those that the account may go to, without what is not in use."""
    return (place for place in places if place.feature not in off and place.is_open_to(user))


# Pages of a part that have their address elsewhere.
_ELSEWHERE = {
    "desk:proposal_add": Feature.COALITION,
    "desk:act_month": Feature.INVOICES,
    "desk:act_hand_in": Feature.INVOICES,
    "desk:case_own_questions": Feature.OWN_QUESTIONS,
    "desk:case_own_answer_correct": Feature.OWN_QUESTIONS,
}


@cache
def _addresses() -> tuple[tuple[str, Feature], ...]:
    return tuple((place.url, place.feature) for place in BY_VIEW.values() if place.feature is not None)


def feature_of(view: str, path: str) -> Feature | None:
    """The part of Panoh that a page belongs to, where that is one that can be switched off."""
    return _ELSEWHERE.get(view) or next((feature for start, feature in _addresses() if path.startswith(start)), None)
