"""What an address is about, and who sees it: a second reading of the rules in plain Python over rows, which asks no policy of the house."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from panoh.accounts.models import RegionScope, RoleGrant, User
from panoh.cases.models import Assignment, Case, ConflictOfInterest, Danger, EmergencyAccess, Request, Share, Task
from panoh.core.clock import now, today
from panoh.data_protection.models import Sealing
from panoh.network.queries.agreements import may_work
from panoh.vault.members import members_of
from panoh.vault.subject import Subject
from tests.access.doors import NO_CODE, Door, may

# What a case that is shown to read alone is open to; the policy has its own list.
READS = {"case_view", "name_open", "search", "contact_safety", "referral_view", "who_looked"}
# What no organisation does that only works beside; the policy has its own list.
CARRIERS = {"case_share", "case_close"}


def _holds(row: Any) -> bool:
    return bool(row.starts_on <= today() and (row.ends_on is None or row.ends_on >= today()))


@dataclass
class Account:
    """One account as the oracle knows it."""

    user: User
    roles: set[str]
    stands_for: set[Any]
    regions: set[str]
    engaged: bool


@dataclass
class House:
    """Who is who and what hangs on which case, read once."""

    accounts: dict[str, Account] = field(default_factory=dict)
    shares: dict[Any, list[Share]] = field(default_factory=dict)
    assigned: dict[Any, set[Any]] = field(default_factory=dict)
    may: dict[str, dict[Any, str]] = field(default_factory=dict)
    tied: set[tuple[Any, Any]] = field(default_factory=set)  # account and person
    sealed: dict[Any, set[Any]] = field(default_factory=dict)  # by person the accounts that are members
    opened: set[tuple[Any, Any]] = field(default_factory=set)  # account and case, in an emergency

    @classmethod
    def read(cls, users: Iterable[User]) -> "House":
        house = cls(may=may("permission"))
        house.tied = set(ConflictOfInterest.objects.filter(lifted_at=None).values_list("user", "person"))
        openings = EmergencyAccess.objects.filter(ended_at=None, ends_at__gt=now())
        house.opened = set(openings.values_list("user", "case"))
        for person in Sealing.objects.filter(ended_at=None).values_list("person", flat=True):
            house.sealed[person] = set(members_of(Subject("person", person)))
        for user in users:
            grants = [grant for grant in RoleGrant.objects.filter(user=user) if _holds(grant)]
            stands_for = {user.pk, *(grant.deputy_for_id for grant in grants if grant.deputy_for_id)}
            regions = {row.region for row in RegionScope.objects.all() if row.user_id in stands_for}
            engaged = user.organisation.kind != "outside" or may_work(user)
            house.accounts[user.username] = Account(user, {grant.role for grant in grants}, stands_for, regions, engaged)
        for share in Share.objects.all():
            house.shares.setdefault(share.case_id, []).append(share)
        for row in Assignment.objects.all():
            if _holds(row):
                house.assigned.setdefault(row.case_id, set()).add(row.user_id)
        return house

    def scopes(self, who: Account, permission: str) -> set[str]:
        """Over what this account may, by the committed table."""
        return {self.may[permission][role] for role in who.roles} - {""}

    def ties(self, who: Account, case: Case, permission: str = "case_view") -> set[str]:
        """By what this account could have to do with the case."""
        found = {"elsewhere"}
        if who.stands_for & self.assigned.get(case.pk, set()):
            found.add("own")
        if case.organisation_id == who.user.organisation_id:
            found.add("organisation")
        for share in self.shares.get(case.pk, []):
            if share.organisation_id == who.user.organisation_id and share.ended_at is None and _holds(share):
                found.add("shared to read" if share.reads_only else "shared")
        if case.region in who.regions:
            found.add("region")
        return found

    def label(self, who: Account, case: Case) -> str:
        """The scope that the case is of for this account: one word for the spread of cells."""
        if case.erased_on is not None:
            return "erased"
        if case.is_practice:
            return "practice"
        if (who.user.pk, case.person_id) in self.tied:
            return "blocked"
        if case.person_id in self.sealed:
            return "sealed"
        return min(self.ties(who, case), key=SCOPES.index)

    def sees_case(self, who: Account, case: Case, permission: str = "case_view") -> bool:
        """Whether the permission reaches the case."""
        scopes = self.scopes(who, permission)
        if not scopes or case.erased_on is not None or case.is_practice != who.user.is_practising:
            return False
        if (who.user.pk, case.person_id) in self.tied or who.user.pk not in self.sealed.get(case.person_id, {who.user.pk}):
            return False
        opened = permission in READS and (who.user.pk, case.pk) in self.opened and bool(self.scopes(who, "emergency"))
        if "all" in scopes or opened:
            return True
        if who.roles == {"specialist"} and not who.engaged:
            return False
        ties = self.ties(who, case)
        if permission in CARRIERS and who.user.organisation.kind != "secretariat" and "organisation" not in ties:
            return False
        by_organisation = {"organisation", "shared", *(("shared to read",) if permission in READS else ())}
        return bool("own" in ties or ("organisation" in scopes and ties & by_organisation) or ("region" in scopes and "region" in ties))

    def opens_case(self, who: Account, case: Case) -> bool:
        """Whether its pages open: of a sealed one they do not, since no session here holds a member's key."""
        return self.sees_case(who, case) and case.person_id not in self.sealed

    def sees_request(self, who: Account, row: Request) -> bool:
        """Those one took down oneself, those of one's organisation or regions."""
        scopes = self.scopes(who, "request_view")
        if not scopes or row.is_practice != who.user.is_practising or (who.user.pk, row.person_id) in self.tied:
            return False
        return bool(
            "all" in scopes
            or row.taken_by_id in who.stands_for
            or ("organisation" in scopes and row.organisation_id == who.user.organisation_id)
            or ("region" in scopes and row.region in who.regions and self._is_ours(who, row))
        )

    @staticmethod
    def _is_ours(who: Account, row: Request) -> bool:
        """No request that another member took is of the regions of a member's worker."""
        theirs = row.organisation
        return theirs == who.user.organisation or "secretariat" in {who.user.organisation.kind, theirs.kind}

    def sees_at_call(self, who: Account, row: Danger) -> bool:
        """A danger of a call after which help is not requested: who leads the hotline, who takes calls in the organisation."""
        if row.is_practice != who.user.is_practising:
            return False
        takes = self.scopes(who, "hotline") and row.organisation_id == who.user.organisation_id
        return bool(takes or self.scopes(who, "hotline_lead"))

    def told_of(self, who: Account, row: Danger) -> bool:
        """Who reported it or wrote of it, and is not tied to the person."""
        about = row.case or row.request or row
        if about.is_practice != who.user.is_practising or (who.user.pk, about.person_id) in self.tied or row.kind == "alarm":
            return False
        return row.raised_by_id in who.stands_for or row.entries.filter(by__in=who.stands_for).exists()

    def sees_task(self, who: Account, row: Task) -> bool:
        """Open; of a case that is seen, unless it is for somebody else alone; of a request where it is theirs; of a call that is seen;
        else one's own."""
        if row.done_at is not None:
            return False
        if row.danger is not None and row.danger.case_id is None and row.danger.request_id is None:
            return self.sees_at_call(who, row.danger)
        mine = row.owner_id in who.stands_for
        theirs = mine or (row.owner_id is None and row.role in who.roles)
        if row.case is not None and self.sees_case(who, row.case):
            return theirs or row.kind not in {"same", "relative", "alarm", "own"}
        if row.request is not None and self.sees_request(who, row.request):
            return theirs or ("coordinator" in who.roles and row.kind == "risk")
        return mine and row.case_id is None and row.request_id is None


# The order in which a case is given one word for an account. Who adds a scope adds its word and its line in `label`.
SCOPES = ("own", "organisation", "shared", "shared to read", "region", "elsewhere", "erased", "practice", "blocked", "sealed", "not there")


def unseen(word: str) -> tuple[int, ...]:
    """What is answered for a row out of scope: it is not there. Of a sealed case whoever it is in reach of is told that it is sealed."""
    return (404, 403) if word.startswith("sealed") else (404,)


type Seen = Callable[[House, Account, Any], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a group of addresses is about. `seen` is None where the permission alone opens every row."""

    prefix: str
    model: str
    arguments: Callable[[Any], dict[str, Any]]
    seen: Seen | None = None

    def rows(self) -> list[Any]:
        """All of them there are."""
        return list(apps.get_model(self.model)._default_manager.all()) if self.model else []


def _code(row: Any) -> dict[str, Any]:
    return {"code": row.code}


def _key(row: Any) -> dict[str, Any]:
    return {"key": row.pk}


def _of_case(permission: str) -> Seen:
    return lambda house, who, row: house.sees_case(who, row.case, permission)


def _referral(house: House, who: Account, row: Any) -> bool:
    return house.sees_case(who, row.case, "referral_view")


def _by_referral(house: House, who: Account, row: Any) -> bool:
    return _referral(house, who, row.referral)


def _received(house: House, who: Account, row: Any) -> bool:
    lawyer = bool(house.scopes(who, "legal"))
    return lawyer and row.facility.house_id == who.user.organisation_id and row.sent_at is not None and not row.case.is_practice


def _proposal(house: House, who: Account, row: Any) -> bool:
    gives = house.sees_case(who, row.case, "case_share")
    if house.scopes(who, "case_share") and row.giver_id == who.user.organisation_id and row.state not in {"asked", "asked_back"}:
        gives = gives or not row.is_practice
    return gives or (bool(house.scopes(who, "case_accept")) and row.taker_id == who.user.organisation_id and not row.is_practice)


def _report(house: House, who: Account, row: Any) -> bool:
    if not house.scopes(who, "medico_legal"):
        return False
    named = row.second_reader_id == who.user.pk or who.user.pk in {author.user_id for author in row.authors.all()}
    return named or house.sees_case(who, row.case, "medico_legal")


def _letter(house: House, who: Account, row: Any) -> bool:
    scopes = house.scopes(who, "correspondence")
    if not scopes or (not house.scopes(who, "correspondence_write") and row.state in {"draft", "reading", "agreed"}):
        return False
    link = getattr(row, "link", None)
    mine = row.by_id in who.stands_for or (link is not None and link.reader_id in who.stands_for)
    return "all" in scopes or mine or (link is not None and house.sees_case(who, link.case, "correspondence"))


def _complaint(house: House, who: Account, row: Any) -> bool:
    if row.concerned_id in who.stands_for:
        return False
    answers = row.handler_role in who.roles and bool(house.scopes(who, "complaints"))
    return row.recorded_by_id == who.user.pk or answers


def _act(house: House, who: Account, row: Any) -> bool:
    pays = bool(house.scopes(who, "act_pay")) and row.state in {"approved", "paid"}
    writes = bool(house.scopes(who, "act_write")) and row.user_id == who.user.pk
    return bool(house.scopes(who, "act_approve")) or pays or writes


def _dispatch(house: House, who: Account, row: Any) -> bool:
    of_house = bool(house.scopes(who, "hotline")) and row.organisation_id == who.user.organisation_id
    return bool(house.scopes(who, "hotline_lead")) or row.worker_id in who.stands_for or of_house


def _alert(house: House, who: Account, row: Any) -> bool:
    return row.owner_id in who.stands_for or (row.owner_id is None and row.role in who.roles)


def _theirs(field_name: str) -> Seen:
    return lambda house, who, row: getattr(row, field_name) in who.stands_for


def _entry(house: House, who: Account, row: Any) -> bool:
    unconfirmed = row.is_after_end and row.confirmed_at is None
    asks = bool(house.scopes(who, "hotline_lead")) or (row.tells_danger and bool(house.scopes(who, "hotline")))
    return row.user_id == who.user.pk or (unconfirmed and asks)


def _care(house: House, who: Account, row: Any) -> bool:
    return bool(house.scopes(who, "staff_care")) or row.user_id == who.user.pk


def _attended(house: House, who: Account, row: Any) -> bool:
    return who.user.pk in {seat.user_id for seat in row.attendees.all()}


def _plan(house: House, who: Account, row: Any) -> bool:
    return house.scopes(who, "plan_view") == {"all"} or row.state != "draft"


def _release(house: House, who: Account, row: Any) -> bool:
    reads = house.scopes(who, "figures_release") | house.scopes(who, "figures_review")
    return bool(reads) or (row.state == "released" and row.audience in {"members", "public"})


def _bulk_operation(house: House, who: Account, row: Any) -> bool:
    asked = {"hand_over": "case_assign", "guidance": "guidance_edit"}[row.kind]
    return bool(house.scopes(who, asked)) and row.by.organisation_id == who.user.organisation_id


def _opening(house: House, who: Account, row: Any) -> bool:
    own = row.user_id == who.user.pk and row.case.is_practice == who.user.is_practising
    return own or house.sees_case(who, row.case, "case_work")


# The first line whose prefix begins the route says what the route is about.
KINDS = (
    Kind("/desk/cases/<slug:code>/", "cases.Case", _code, lambda house, who, row: house.opens_case(who, row)),
    Kind("/desk/erasures/ask/<slug:code>/", "cases.Case", _code, lambda house, who, row: row.erased_on is None and not row.is_practice),
    Kind("/desk/openings/<uuid:key>/", "cases.EmergencyAccess", _key, _opening),
    Kind("/desk/blocks/<uuid:key>/", "cases.ConflictOfInterest", _key),
    Kind("/desk/exports/<uuid:key>/", "data_protection.Export", _key),
    Kind("/desk/requests/<slug:code>/", "cases.Request", _code, lambda house, who, row: house.sees_request(who, row)),
    Kind("/desk/tasks/<uuid:key>/", "cases.Task", _key, lambda house, who, row: house.sees_task(who, row)),
    Kind("/desk/reported/<uuid:key>/", "cases.Danger", _key, lambda house, who, row: house.told_of(who, row)),
    Kind("/desk/referrals/<slug:code>/", "referrals.Referral", _code, _referral),
    Kind("/desk/referrals/<uuid:key>/", "referrals.Referral", _key, _referral),
    Kind("/desk/replies/<uuid:key>/", "referrals.Reply", _key, _by_referral),
    Kind("/desk/reply-links/<uuid:key>/", "referrals.ReplyLink", _key, _by_referral),
    Kind("/desk/gaps/<uuid:key>/", "referrals.Gap", _key, _of_case("referral_view")),
    Kind("/desk/care/<slug:code>/", "episodes.Episode", _code, _of_case("referral_view")),
    Kind("/desk/between/<slug:code>/", "coalition.Proposal", _code, _proposal),
    Kind("/desk/legal/<slug:code>/", "referrals.Referral", _code, _received),
    Kind("/desk/released/<uuid:key>/", "legal.Release", _key, lambda house, who, row: row.to_id == who.user.pk),
    Kind("/desk/reports/read/<uuid:key>/", "findings.Report", _key, _report),
    Kind(
        "/desk/reports/<slug:code>/<int:number>/",
        "findings.Report",
        lambda row: {"code": row.case.code, "number": row.number},
        _report,
    ),
    Kind("/desk/letters/contacts/<uuid:key>/", "network.Addressee", _key),
    Kind("/desk/letters/promises/<uuid:key>/", "correspondence.Promise", _key),
    Kind("/desk/letters/<uuid:key>/", "correspondence.RegisterItem", _key, _letter),
    Kind("/desk/recommendations/<uuid:key>/", "correspondence.Recommendation", _key),
    Kind("/desk/groups/<uuid:key>/", "cases.SessionGroup", _key, _theirs("author_id")),
    Kind("/desk/complaints/<uuid:key>/", "team.Complaint", _key, _complaint),
    Kind("/desk/acts/<slug:code>/", "episodes.Act", _code, _act),
    Kind("/desk/hotline/calls/new/<slug:region>/", "", _code),
    Kind("/desk/hotline/calls/<slug:code>/", "hotline.Call", _code),
    Kind("/desk/hotline/alerts/<uuid:key>/", "hotline.Alert", _key, _alert),
    Kind("/desk/hotline/drills/<uuid:key>/", "hotline.Drill", _key),
    Kind("/desk/hotline/sent/<slug:code>/", "hotline.Dispatch", _code, _dispatch),
    Kind("/desk/hotline/phone/entries/<uuid:key>/", "hotline.PhoneEntry", _key, _entry),
    Kind("/desk/hotline/visit/<uuid:key>/", "hotline.Visit", _key, _theirs("user_id")),
    Kind("/desk/hotline/shifts/<uuid:key>/drop/", "hotline.Shift", _key),
    Kind("/desk/hotline/shifts/<uuid:key>/", "hotline.Shift", _key, _theirs("user_id")),
    Kind("/desk/hotline/swaps/<uuid:key>/", "hotline.Swap", _key),
    Kind("/desk/hotline/", "", _code),  # lines, rota, cover, pad: by region, post and language
    Kind("/desk/my-supervision/talk/<uuid:key>/", "team.Debrief", _key, _care),
    Kind("/desk/my-supervision/<uuid:key>/", "team.Supervision", _key, _attended),
    Kind("/desk/errands/<uuid:key>/", "cases.BulkOperation", _key, _bulk_operation),
    Kind("/desk/erasures/<uuid:key>/", "data_protection.Erasure", _key),
    Kind("/desk/retention/told/<uuid:key>/", "data_protection.ErasureNotice", _key),
    Kind("/desk/retention/former/<uuid:key>/", "data_protection.FormerStaff", _key),
    Kind("/desk/retention/periods/<uuid:key>/", "data_protection.Period", _key),
    Kind("/desk/retention/periods/<slug:rule>/", "", _key),
    Kind("/desk/retention/<uuid:key>/", "data_protection.Due", _key),
    Kind("/desk/figures/releases/<uuid:key>/", "reporting.FigureRelease", _key, _release),
    Kind("/desk/plans/periods/<uuid:key>/", "planning.Period", _key, lambda house, who, row: _plan(house, who, row.plan)),
    Kind("/desk/plans/meetings/<uuid:key>/", "planning.Meeting", _key),
    Kind("/desk/plans/<uuid:key>/", "planning.Plan", _key, _plan),
    # What holds no person, and is opened whole by its permission.
    Kind("/desk/users/<uuid:key>/", "accounts.User", _key),
    Kind("/desk/roles/<uuid:key>/", "accounts.RoleGrant", _key),
    Kind("/desk/rights/<uuid:key>/", "accounts.RightAsked", _key),
    Kind("/desk/organisations/<uuid:key>/", "accounts.Organisation", _key),
    Kind("/desk/leaving/<uuid:key>/", "coalition.Departure", _key),
    Kind("/desk/agreements/<uuid:key>/", "network.Agreement", _key),
    Kind("/desk/directory/import/<uuid:key>/", "exchange.DirectoryUpload", _key),
    Kind("/desk/directory/contacts/<uuid:key>/", "network.FacilityContact", _key),
    Kind("/desk/directory/<uuid:key>/", "network.Facility", _key),
    Kind("/desk/import/row/<uuid:key>/", "exchange.ImportRow", _key),
    Kind("/desk/import/<uuid:key>/", "exchange.ImportRun", _key),
    Kind("/desk/invoices/<slug:code>/", "episodes.Invoice", _code),
    Kind("/desk/own-questions/<uuid:key>/", "cases.Question", _key),
    Kind("/desk/duplicates/joined/<uuid:key>/", "people.Merge", _key),
    Kind("/desk/duplicates/<uuid:left>/<uuid:right>/", "people.Candidate", lambda row: {"left": row.person_a_id, "right": row.person_b_id}),
    Kind("/desk/terms/<int:number>/", "network.Rules", lambda row: {"number": row.number}),
    Kind("/desk/booklet/prints/<uuid:key>/", "booklet.PrintRun", _key),
    Kind("/desk/booklet/voice/", "", _key),
    Kind("/desk/booklet/<int:number>/", "booklet.Edition", lambda row: {"number": row.number}),
    Kind("/desk/questionnaires/wordings/<uuid:key>/", "instruments.TextPack", _key),
    Kind("/desk/questionnaires/<instrument:instrument>/", "", _code),
    Kind("/desk/guidance/<slug:version>/", "guidance.Edition", lambda row: {"version": row.code}),
    Kind("/desk/figures/", "", _code),
    Kind("/desk/standards/<int:number>/", "", _code),
    Kind("/desk/money/spending/<slug:form>/", "", _code),
    Kind("/desk/unit-steps/<step:step>/<slug:mark>/", "", _code),
    Kind("/desk/my-act/<int:year>-<int:month>/", "", _code),
    # One's own, found by who asks.
    Kind("/desk/undo/<uuid:key>/", "", _key),
    Kind("/desk/account/passkeys/<uuid:key>/", "accounts.Passkey", _key, lambda house, who, row: row.user_id == who.user.pk),
    Kind("/desk/account/telephones/<uuid:key>/", "accounts.PushDevice", _key, lambda house, who, row: row.user_id == who.user.pk),
    Kind("/desk/^drafts/", "", _key),
    # Doors that nobody need sign in for.
    Kind("/desk/welcome/<str:token>/", "", _key),
    Kind("/api/v1/figures/<slug:name>/", "", _key),
    Kind("/r/<str:token>/", "", _key),
    Kind("/r/have/<str:token>/", "", _key),
    Kind("/r/going/<str:token>/", "", _key),
    Kind("/field/<language:language>/", "", _key),
    Kind("/<language:language>/", "", _key),
    Kind("/^(?P<language>", "", _key),
)


def kind_of(door: Door) -> Kind | None:
    """What the address is about; None when the table does not say."""
    return next((kind for kind in KINDS if door.route.startswith(kind.prefix)), None)


def nothing() -> dict[str, Any]:
    """The values of what is not there: `Door.address` fills them in."""
    return {"code": NO_CODE}


def spread(house: House, user: User, kind: Kind) -> dict[str, Any]:
    """One row of each scope that there is for this account, by its word and whether it is seen."""
    who = house.accounts[user.username]
    found: dict[str, Any] = {}
    for row in kind.rows():
        seen = kind.seen is None or kind.seen(house, who, row)
        word = house.label(who, row) if isinstance(row, Case) else "seen" if seen else "unseen"
        found.setdefault(f"{word}, {'in' if seen else 'out'}", row)
    return found


def out_of_reach(house: House, world: dict[Any, User], kinds: Iterable[Kind | None]) -> dict[tuple[Kind, Any], list[tuple[str, Any]]]:
    """For each kind that not everybody sees whole and each account: rows that it does not see, one of each scope."""
    return {
        (kind, role): [(word, row) for word, row in spread(house, user, kind).items() if word.endswith("out")]
        for kind in kinds
        if kind is not None and kind.seen is not None
        for role, user in world.items()
    }
