"""Requests, cases and what is done in them, a file an area; others import from here."""

from panoh.cases.models.amendment import Amendment
from panoh.cases.models.assessment import Assessment, CapacityRating
from panoh.cases.models.bulk_operations import BulkOperation, BulkOperationPart
from panoh.cases.models.case import Assignment, Case, Share, StateChange
from panoh.cases.models.closure import FollowUp, Review
from panoh.cases.models.conference import Conference, ConferenceSeat, GoalRating, ReviewTrigger
from panoh.cases.models.cues import Cue
from panoh.cases.models.dangers import Danger
from panoh.cases.models.emergency_access import ConflictOfInterest, EmergencyAccess
from panoh.cases.models.ending import FEEDBACK_PARTS, SAFETY_PARTS, Closing, ContactAttempt, Death, Feedback, SafetyPlan
from panoh.cases.models.groups import NotesReader, SessionGroup
from panoh.cases.models.money import MoneyAsked, Payment, ReceiptPhoto
from panoh.cases.models.programme import LEVELS, Goal, PlannedService, Problem, Programme
from panoh.cases.models.questions import Question, QuestionAnswer
from panoh.cases.models.refusals import Refusal
from panoh.cases.models.requests import CODE_LENGTH, Request
from panoh.cases.models.steps import CaseStep, DueChange, Happening
from panoh.cases.models.tasks import Task
from panoh.cases.models.urgency import UrgencyChange
from panoh.cases.models.work import Assistance, Session

__all__ = [
    "CODE_LENGTH",
    "FEEDBACK_PARTS",
    "LEVELS",
    "SAFETY_PARTS",
    "Amendment",
    "Assessment",
    "Assignment",
    "Assistance",
    "BulkOperation",
    "BulkOperationPart",
    "CapacityRating",
    "Case",
    "CaseStep",
    "Closing",
    "Conference",
    "ConferenceSeat",
    "ConflictOfInterest",
    "ContactAttempt",
    "Cue",
    "Danger",
    "Death",
    "DueChange",
    "EmergencyAccess",
    "Feedback",
    "FollowUp",
    "Goal",
    "GoalRating",
    "Happening",
    "MoneyAsked",
    "NotesReader",
    "Payment",
    "PlannedService",
    "Problem",
    "Programme",
    "Question",
    "QuestionAnswer",
    "ReceiptPhoto",
    "Refusal",
    "Request",
    "Review",
    "ReviewTrigger",
    "SafetyPlan",
    "Session",
    "SessionGroup",
    "Share",
    "StateChange",
    "Task",
    "UrgencyChange",
]
