"""What is told to a person who asks: what is kept about them, and who has seen it. Kinds, roles, organisations and days; nobody's name.

It is made from the tables and the record alone, so a room that comes to keep something more is told of, or a test fails.
"""

import datetime as dt
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panoh.accounts.roles import Permission
from panoh.audit.queries import Look, events_about
from panoh.cases.policy import can
from panoh.cases.queries.cases import CaseRow, Staff, UserRow, other_cases, staff
from panoh.core.clock import DUSHANBE
from panoh.core.templatetags.panoh import dated
from panoh.data_protection.public_snapshot import kept_for
from panoh.data_protection.queries.retention import ErasureNoticeRow
from panoh.data_protection.received import received
from panoh.intake.queries import ThreadRow
from panoh.people.queries import records_of
from panoh.reporting.queries.studies import approved_studies
from panoh.vault.actions import open_sealed, references
from panoh.vault.purpose import Purpose

MOST_EVENTS = 20_000
MOST_DAYS = 7  # more of them are told as from when until when, and how many

# What is kept, as a person would say it, and the tables that hold it.
KEPT: dict[str | Promise, tuple[str, ...]] = {
    gettext_lazy("your names, date of birth, papers and address"): (
        "people.Person",
        "people.Correction",
        "people.NameIndexEntry",
        "people.ConfirmedDistinct",
        "exchange.ImportRow",
    ),
    gettext_lazy("how to contact you safely, and when we tried"): ("people.SafeContact", "cases.ContactAttempt"),
    gettext_lazy("who belongs to your family"): ("people.Relationship",),
    gettext_lazy("what you asked for and what you answered then"): ("cases.Request", "cases.QuestionAnswer"),
    gettext_lazy("what you consented to and what you did not"): ("consent.Consent", "consent.VitalInterest"),
    gettext_lazy("what happened to you, as you told it"): ("findings.Narrative", "findings.AllegedEvent"),
    gettext_lazy("what the physician, the psychologist, the social worker and the lawyer found"): (
        "cases.Assessment",
        "cases.CapacityRating",
        "findings.MedicalPart",
        "findings.MentalPart",
        "findings.SocialPart",
        "findings.LegalPart",
        "findings.BodyMark",
        "findings.Photograph",
        "findings.Diagnosis",
        "findings.Medicine",
        "findings.Allergy",
    ),
    gettext_lazy("questionnaires you answered"): ("instruments.Response", "instruments.Sheet", "instruments.ResponseCorrection"),
    gettext_lazy("your programme and what was discussed about it"): (
        "cases.Programme",
        "cases.Problem",
        "cases.Goal",
        "cases.PlannedService",
        "cases.Review",
        "cases.ReviewTrigger",
        "cases.FollowUp",
        "cases.Conference",
        "cases.SafetyPlan",
        "cases.Feedback",
    ),
    gettext_lazy("your sessions"): ("cases.Session", "cases.NotesReader"),
    gettext_lazy("help you received and what it cost"): (
        "cases.Assistance",
        "cases.MoneyAsked",
        "cases.Payment",
        "cases.ReceiptPhoto",
        "episodes.CostLine",
    ),
    gettext_lazy("where you were referred and what they answered"): (
        "referrals.Exclusion",
        "referrals.Referral",
        "referrals.Gap",
        "referrals.Parcel",
        "referrals.Reply",
        "referrals.ReferralTerms",
        "episodes.Episode",
        "episodes.EpisodeEntry",
    ),
    gettext_lazy("reports written for you"): ("findings.Report", "findings.ReportSection", "findings.ReportFinding", "findings.Delivery"),
    gettext_lazy("steps of your legal matter"): ("legal.Milestone", "legal.Release"),
    gettext_lazy("what may be told about you without your name"): ("reporting.CaseStudy",),
    gettext_lazy("letters about you"): ("correspondence.PersonLink", "correspondence.Scan"),
    gettext_lazy("who works with you, what comes next and what was decided"): (
        "cases.Case",
        "cases.Amendment",
        "cases.Refusal",
        "cases.StateChange",
        "cases.CaseStep",
        "cases.Danger",
        "cases.UrgencyChange",
        "cases.Closing",
        "cases.Death",
        "cases.Happening",
        "cases.Task",
        "cases.Share",
        "cases.Assignment",
        "cases.Cue",
        "cases.ConflictOfInterest",
        "cases.EmergencyAccess",
        "cases.BulkOperationPart",
        "coalition.Passage",
        "coalition.Proposal",
        "data_protection.Erasure",
        "data_protection.Due",
        "data_protection.Sealing",
    ),
}


def tables_about_a_person() -> dict[str, str]:
    """Every table that names a person or a case, with the name of the field by which it does."""
    person, case = apps.get_model("people", "Person"), apps.get_model("cases", "Case")
    found = {person._meta.label: "pk"}
    for model in apps.get_models():
        leads = {field.name: field.related_model for field in model._meta.concrete_fields if field.related_model in (person, case)}
        for name, to in (("person", person), ("case", case)):
            if leads.get(name) is to:
                found.setdefault(model._meta.label, name)
    return found


def told(thread: ThreadRow, case: CaseRow | None, *, by: UserRow) -> str:
    """The whole answer in the active language: what is kept, then who has seen it. One query a table that holds something or nothing."""
    kept = _kept_of_file(case) if case else _kept_of_request(thread)
    first = _("We have had a file about you since %(day)s. It contains:") if case else _("You wrote to us on %(day)s. We store:")
    since = case.admitted_on if case else thread.request.received_at
    return "\n".join(
        [
            first % {"day": dated(since)},
            *(f"— {each}" for each in kept),
            "",
            _("Who opened it or wrote in it, by role and organisation:"),
            *(f"— {each}" for each in _seen(thread, case, by)),
            *(_beyond(case, by) if case else []),
            "",
            _("Everything is sealed. Here you can also report a mistake, withdraw consent or complain."),
        ]
    )


def _beyond(case: CaseRow, by: UserRow) -> list[str]:
    """What left the house, the case studies in the words that the person approved, and how long the file is kept."""
    records = records_of(case.person)
    gone = received(records, list(case.person.cases.all()))
    told_of = open_sealed(approved_studies(records), by=by.actor, purpose=Purpose.ANSWER)
    return [
        *(["", _("Who received any of it:")] if gone else []),
        *(f"— {_receiver(row)}, {dated(row.last_on)}" for row in gone),
        *(["", _("What is told about you without your name, in the text you approved:")] if told_of else []),
        *(f"— {one.row.year}: {one.title}\n{one.words}" for one in told_of if not one.is_unreadable),
        "",
        _("How long we store it: %(long)s after our work ends; for a child longer; with a signed clinical report %(report)s.")
        % {"long": kept_for()["closed"], "report": kept_for()["report"]},
    ]


def _receiver(row: ErasureNoticeRow) -> str:
    """A facility by its kind without its place, an organisation by its name, others by what they are to the person."""
    if row.facility:
        return str(row.facility.get_kind_display())
    return str(row.organisation.short if row.organisation else row.get_recipient_display())


def _kept_of_file(case: CaseRow) -> list[str]:
    about, records = tables_about_a_person(), records_of(case.person)
    return [str(kind) for kind, labels in KEPT.items() if any(_holds(apps.get_model(label), about[label], records) for label in labels)]


def _holds(model: type[Model], name: str, records: list[UUID]) -> bool:
    key = {"pk": "pk__in", "person": "person__in", "case": "case__person__in"}[name]
    return model._default_manager.filter(**{key: records}).exists()


def _kept_of_request(thread: ThreadRow) -> list[str]:
    files = thread.attachments.count()
    return [
        _("what you wrote"),
        *([_("a number to call and when and how to call it")] if thread.request.number or thread.request.contact_terms else []),
        *([_("files you sent: %(number)s") % {"number": files}] if files else []),
        _("what we answered"),
    ]


def _seen(thread: ThreadRow, case: CaseRow | None, by: UserRow) -> list[str]:
    """A line for each role in an organisation, with the days; the system, which opens nothing for itself, is left out."""
    mine = [case, *(twin for twin in other_cases(by, case) if can(by, Permission.WHO_LOOKED, twin))] if case else []
    looks = events_about(references([*mine, thread.request, thread], by=by.actor), MOST_EVENTS)
    known = staff(look.actor for look in looks if look.actor_kind == "user")
    days: dict[str, set[dt.date]] = {}
    for look in looks:
        if look.actor_kind != "system":
            days.setdefault(_who(look, known), set()).add(look.at.astimezone(DUSHANBE).date())
    return [f"{who}: {_days(sorted(on))}" for who, on in sorted(days.items())] or [_("nobody")]


def _who(look: Look, known: dict[UUID, Staff]) -> str:
    found = known.get(look.actor)
    if found is None:
        return _("someone who used the reply code or a link")
    return ", ".join([*(str(role.label) for role in found.roles), found.organisation.short])


def _days(on: list[dt.date]) -> str:
    if len(on) <= MOST_DAYS:
        return ", ".join(dated(day) for day in on)
    return _("%(number)s days between %(first)s and %(last)s") % {"number": len(on), "first": dated(on[0]), "last": dated(on[-1])}
