"""Reads of medico-legal reports. Every one starts from what this reader may know of."""

import tomllib
from functools import cache
from importlib.resources import files
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.roles import Role
from panoh.cases.models import Case
from panoh.cases.policy import tied_accounts
from panoh.core.errors import NotFound
from panoh.findings.models import Delivery, Report, ReportFinding
from panoh.findings.report_policy import is_clinician, visible_reports
from panoh.vault.actions import recipients_of
from panoh.vault.members import members_of

# How views, which know no models, name what they are given.
type ReportRow = Report

NOT_HERE = _("Page not found, or you do not have access to it.")


def reports(user: User, case: Case | None = None) -> QuerySet[Report]:
    """The reports this reader may know of, of one case or of all, newest examination first."""
    found = visible_reports(user).select_related("case", "signed_by", "second_reader").prefetch_related("authors__user")
    return found if case is None else found.filter(case=case)


def get_report(user: User, code: str, number: int) -> Report:
    """One version. Raises NotFound where this reader may not know of it."""
    found = reports(user).select_related("person", "consent", "case__person").filter(code=code.upper(), number=number).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_report_by_key(user: User, key: UUID) -> Report:
    """One version by its id, as a task names it. Raises NotFound where this reader may not know of it."""
    found = reports(user).filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def get_finding(report: Report, key: UUID) -> ReportFinding:
    """A finding of a report fetched for this reader. Raises NotFound when it is of another."""
    found = report.findings.filter(pk=key).first()
    if found is None:
        raise NotFound(NOT_HERE)
    return found


def deliveries(report: Report) -> QuerySet[Delivery]:
    """To whom this version was given, newest first."""
    return report.deliveries.select_related("by")


def clinicians_for(report: Report) -> list[User]:
    """Who could be named on the report: physicians and psychologists who could open it, not named yet, and not tied to the person."""
    subject = report.sealing_subject()
    opens = Q(organisation__in=recipients_of([subject])[subject]) | Q(pk__in=members_of(subject))
    hats = (Role.PHYSICIAN, Role.PSYCHOLOGIST)
    near = User.objects.filter(opens, grants__role__in=hats, is_active=True).exclude(pk__in=tied_accounts(report.case.person))
    near = near.select_related("organisation")
    named = {author.user_id for author in report.authors.all()}
    return [user for user in near.distinct().order_by("username") if user.pk not in named and is_clinician(user)]


@cache
def _hints() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("panoh.content").joinpath("report_headings.toml").read_text(encoding="utf-8"))


def hint_for(name: str) -> str:
    """What belongs below a heading, or what a degree means, in the reader's language."""
    return _hints()[name].get(get_language() or "en", _hints()[name]["en"])
