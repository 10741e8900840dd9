"""Requests, cases and what is done in them, a file an area; others import from here."""

from panoh.cases.models.amendment import Amendment
from panoh.cases.models.assessment import Assessment, CapacityRating
from panoh.cases.models.case import Assignment, Case, Share, StateChange
from panoh.cases.models.closure import FollowUp, Review
from panoh.cases.models.programme import Goal, PlannedService, Problem, Programme
from panoh.cases.models.requests import CODE_LENGTH, Request
from panoh.cases.models.steps import CaseStep, DueChange, Happening, UrgencyChange
from panoh.cases.models.tasks import Task
from panoh.cases.models.work import Assistance, Session

__all__ = [
    "CODE_LENGTH",
    "Amendment",
    "Assessment",
    "Assignment",
    "Assistance",
    "CapacityRating",
    "Case",
    "CaseStep",
    "DueChange",
    "FollowUp",
    "Goal",
    "Happening",
    "PlannedService",
    "Problem",
    "Programme",
    "Request",
    "Review",
    "Session",
    "Share",
    "StateChange",
    "Task",
    "UrgencyChange",
]
