"""To whom the database shows cases, requests and what hangs on them (docs/adr/0025).

The lists say what `visible_cases`, `visible_requests` and `unblocked` of policy.py say, for the widest permission.
"""

from panoh.accounts.roles import Permission
from panoh.cases import models
from panoh.cases.enums import DANGERS
from panoh.core.db.row_access import (
    IN_FORCE,
    MINE,
    REAL_AND_CLOSED,
    USER,
    Guarded,
    RoomAccess,
    Unguarded,
    guard,
    ids,
    in_office,
    setting,
    words,
)
from panoh.people.models import Person

PERSON = Person._meta.db_table
MONEY = frozenset({Permission.MONEY_VIEW})

_OPENED = (
    f"SELECT case_id FROM cases_emergencyaccess WHERE user_id = {USER} AND {setting('opens')} = 'yes' "
    f"AND ended_at IS NULL AND ends_at > {setting('moment')}::timestamptz"
)
_REQUESTS = (
    f"SELECT id FROM cases_request WHERE organisation_id = {setting('requests_of')}::uuid "
    f"OR region = ANY({words('asks_regions')}) OR taken_by_id = ANY({ids('asks_as')})"
)
_IN_DANGER = (
    f"SELECT request_id FROM cases_task WHERE request_id IS NOT NULL AND done_at IS NULL AND owner_id = ANY({MINE}) "
    f"AND taken_by_id = owner_id AND kind IN ({', '.join(repr(str(kind)) for kind in sorted(DANGERS))})"
)
# Joined records are one person.
_PERSONS = (
    "WITH found AS (SELECT person_id FROM cases_case WHERE id IN (SELECT panoh_cases()) "
    "UNION SELECT person_id FROM cases_request WHERE person_id IS NOT NULL AND id IN (SELECT panoh_requests())) "
    "SELECT person_id FROM found "
    f"UNION SELECT merged_into_id FROM {PERSON} WHERE merged_into_id IS NOT NULL AND id IN (SELECT person_id FROM found) "
    f"UNION SELECT id FROM {PERSON} WHERE merged_into_id IN (SELECT person_id FROM found)"
)
_BLOCKED = (
    f"SELECT coalesce(p.merged_into_id, p.id) FROM cases_conflictofinterest b JOIN {PERSON} p ON p.id = b.person_id "
    f"WHERE b.user_id = {USER} AND b.lifted_at IS NULL"
)

ROW_ACCESS = RoomAccess(
    guarded=(
        Guarded(models.Case, ("case",), is_itself=True),
        Guarded(models.Request, ("request",), is_itself=True),
        *guard(
            ("case", "person"),
            models.Amendment,
            models.Assessment,
            models.CaseStep,
            models.Closing,
            models.Conference,
            models.ContactAttempt,
            models.Death,
            models.Feedback,
            models.FollowUp,
            models.NotesReader,
            models.Programme,
            models.Refusal,
            models.Review,
            models.ReviewTrigger,
            models.SafetyPlan,
            models.Session,
            models.StateChange,
        ),
        *guard(("case", "person", "request"), models.QuestionAnswer, models.UrgencyChange),
        *guard(("case",), models.CapacityRating, models.BulkOperationPart, models.Happening),
        *guard(("person",), models.Problem, models.Goal, models.PlannedService),
        # Whoever keeps the money has no case: codes, days and sums.
        Guarded(models.Assistance, ("case", "person"), offices=MONEY),
        Guarded(models.MoneyAsked, ("case", "person"), offices=MONEY),
        Guarded(models.Payment, ("case", "person"), offices=MONEY),
        Guarded(models.ReceiptPhoto, ("person",), offices=MONEY),
        # Whoever ties accounts to persons opens no file.
        Guarded(models.ConflictOfInterest, ("case", "person"), offices=frozenset({Permission.BLOCKS})),
        # Whoever opened a case in an emergency sees that they did when its time is over.
        Guarded(models.EmergencyAccess, ("case", "person"), also=f"user_id = {USER}"),
        # A private picture is shown to who gave it, on PostgreSQL too.
        Guarded(models.Cue, ("case",), rule=f"user_id = {USER}"),
        # Whoever is asked, though the case is not theirs.
        Guarded(
            models.Danger,
            ("case", "request"),
            also=f"id IN (SELECT danger_id FROM cases_task WHERE owner_id = ANY({MINE}) "
            "AND (case_id IS NULL OR case_id NOT IN (SELECT panoh_closed_cases())))",
        ),
        Guarded(
            models.Task,
            ("case", "request"),
            also=f"owner_id = ANY({MINE}) AND (case_id IS NULL OR case_id NOT IN (SELECT panoh_closed_cases()))",
        ),
    ),
    unguarded=(
        Unguarded(models.Assignment, "the list of cases within reach is read from it"),
        Unguarded(models.Share, "the list of cases within reach is read from it"),
        Unguarded(models.ConferenceSeat, "which of the staff sat in a conference, by ids: it names no person and no case"),
        Unguarded(models.DueChange, "times of a step, by its id: which step of whose case stands in the step alone"),
        Unguarded(models.GoalRating, "a day and a number of a goal, by its id: whose goal and what it is stand in the goal alone"),
    ),
    lists={
        "cases": (
            f"SELECT id FROM cases_case WHERE organisation_id = {setting('cases_of')}::uuid",
            f"SELECT id FROM cases_case WHERE region = ANY({words('regions')})",
            f"SELECT case_id FROM cases_assignment WHERE user_id = ANY({ids('works_as')}) AND {IN_FORCE}",
            f"SELECT case_id FROM cases_share WHERE organisation_id = {setting('cases_of')}::uuid AND ended_at IS NULL AND {IN_FORCE}",
            _OPENED,
        ),
        "requests": (
            _REQUESTS,
            _IN_DANGER,
            "SELECT request_id FROM cases_case WHERE request_id IS NOT NULL AND id IN (SELECT panoh_cases())",
        ),
        "persons": (_PERSONS,),
        "named_cases": (
            f"SELECT case_id FROM cases_emergencyaccess WHERE user_id = {USER}",
            f"SELECT c.id FROM cases_case c JOIN cases_request q ON q.id = c.request_id WHERE q.hears_id = {USER}",
            f"SELECT case_id FROM cases_conflictofinterest WHERE {in_office(Permission.BLOCKS)}",
            f"SELECT case_id FROM cases_payment WHERE {in_office(Permission.MONEY_VIEW)}",
        ),
        "blocked_persons": (_BLOCKED, f"SELECT id FROM {PERSON} WHERE merged_into_id IN ({_BLOCKED})"),
        "blocked_cases": ("SELECT id FROM cases_case WHERE person_id IN (SELECT panoh_blocked_persons())",),
        "blocked_requests": (
            "SELECT id FROM cases_request WHERE person_id IN (SELECT panoh_blocked_persons())",
            f"SELECT id FROM cases_request WHERE {REAL_AND_CLOSED}",
        ),
        "closed_persons": ("SELECT panoh_blocked_persons()",),  # and whoever is sealed to others: vault
        "closed_cases": ("SELECT id FROM cases_case WHERE person_id IN (SELECT panoh_closed_persons())",),
        "closed_requests": ("SELECT panoh_blocked_requests()",),
    },
    gone={"case": "SELECT id FROM cases_case WHERE erased_on IS NOT NULL"},
)
