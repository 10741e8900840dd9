"""What cases do when others speak: steps follow what was written, records are one or two again, a questionnaire tells of danger."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from panoh.accounts.models import User
from panoh.accounts.roles import Permission
from panoh.accounts.signals import account_closing
from panoh.audit.signals import rows_going, rows_taken_back, rows_written
from panoh.audit.trail import changes_so_far, name_record, names_record, remove, rule_out_undo
from panoh.cases.actions import ask_who_helps, finish_tasks, follow, follow_answer, is_too_little, raise_risk
from panoh.cases.actions.cues import end_cues
from panoh.cases.actions.dangers import DANGER_OPEN, NOT_UNDONE, ONE_HAS_DANGER, HasDanger, check_has_none, check_nobody_lost, note_unsaid
from panoh.cases.actions.engagement import end_with_agreement, left_without
from panoh.cases.actions.steps import finish_all
from panoh.cases.danger import is_milder
from panoh.cases.documents import JPEG, Document
from panoh.cases.enums import DANGERS, OPEN_STATES, DocumentKind, Source, TaskKind, Urgency
from panoh.cases.models import Case, ReceiptPhoto, Request, Share, Task, UrgencyChange
from panoh.cases.policy import can, in_force
from panoh.cases.queries.danger import left_to_nobody
from panoh.cases.signals import documents_wanted
from panoh.consent.enums import ConsentPurpose, DataKind
from panoh.consent.models import Consent
from panoh.consent.signals import consent_given, consent_refused, consent_withdrawn
from panoh.core.actor import Actor
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.models import Base
from panoh.instruments.models import Response, ResponseCorrection
from panoh.instruments.reading import definition
from panoh.instruments.signals import danger_answered
from panoh.network.models import Agreement
from panoh.network.signals import agreement_ending
from panoh.people import signals
from panoh.people.models import Person
from panoh.people.queries import records_of
from panoh.vault.actions import share_key


def connect() -> None:
    """Called once, when Django is ready."""
    rows_written.connect(on_rows_written, dispatch_uid="cases.rows_written")
    rows_going.connect(on_rows_going, dispatch_uid="cases.rows_going")
    rows_taken_back.connect(on_rows_taken_back, dispatch_uid="cases.rows_taken_back")
    documents_wanted.connect(on_documents_wanted, dispatch_uid="cases.documents_wanted")
    account_closing.connect(on_account_closing, dispatch_uid="cases.account_closing")
    agreement_ending.connect(on_agreement_ending, dispatch_uid="cases.agreement_ending")
    signals.records_joining.connect(on_records_joining, dispatch_uid="cases.records_joining")
    signals.records_joined.connect(on_records_joined, dispatch_uid="cases.records_joined")
    signals.records_confirmed_distinct.connect(on_records_confirmed_distinct, dispatch_uid="cases.records_confirmed_distinct")
    signals.records_unmerged.connect(on_records_unmerged, dispatch_uid="cases.records_unmerged")
    consent_withdrawn.connect(on_consent_withdrawn, dispatch_uid="cases.consent_withdrawn")
    consent_given.connect(on_consent_given, dispatch_uid="cases.consent_given")
    consent_refused.connect(on_consent_refused, dispatch_uid="cases.consent_refused")
    danger_answered.connect(on_danger_answered, dispatch_uid="cases.danger_answered")


def on_documents_wanted(case: Case, user: User | None, **_kwargs: Any) -> list[Document]:
    """Photographs of receipts, for who works on the case. One query."""
    if user is not None and not can(user, Permission.CASE_WORK, case):
        return []
    tells = frozenset({DataKind.NAME, DataKind.SOCIAL})
    rows = ReceiptPhoto.objects.filter(payment__case=case).defer("image")
    return [Document(kind=DocumentKind.RECEIPT, row=row, field="image", day=row.kept_on, media=JPEG, tells=tells) for row in rows]


def on_rows_written(rows: Sequence[Base], by: Actor, **_kwargs: Any) -> None:
    """Whatever was written about a case or a consent, its steps follow. Cases under no guidance cost one query, other rows nothing.

    With an agreement that is over, what hung on it ends; with an answer about consent, what asked for one of nobody in particular.
    A danger that was just written down of a request or a case is not undone.
    """
    _name_cases(rows)
    if telling := [row for row in rows if _tells_of_danger(row)]:
        made = {change.key for change in changes_so_far() if change.kind == "created"}
        if any(str(row.pk) in made for row in telling):
            rule_out_undo(NOT_UNDONE)
    for row in rows:
        if isinstance(row, Agreement) and row.ended_on is not None:
            end_with_agreement(row, by=by)
    unguided = {row.pk for row in rows if isinstance(row, Case) and not row.guidance}
    answered = [row.person_id for row in rows if isinstance(row, Consent) and row.version == 1]
    if answered:  # whatever was answered: it was asked
        finish_all(Task.objects.filter(case__person__in=answered, kind=TaskKind.CONSENT, target=None, done_at=None), by)
    keys = {key for row in rows if (key := _case_of(row))} - unguided
    people = {row.person_id for row in rows if isinstance(row, Consent)}
    if not keys and not people:
        return
    guided = Case.objects.filter(Q(pk__in=keys) | Q(person__in=people, state__in=OPEN_STATES)).exclude(guidance="")
    for case in guided.select_related("request", "lead"):
        follow(case, by=by)


def _name_cases(rows: Sequence[Base]) -> None:
    """A case that was written, and where no record was named the cases of whoever it is about: there its undo is offered. One query, none
    where the record is known."""
    for row in rows:
        if isinstance(row, Case):
            name_record(row.code)
    people = {row.pk if isinstance(row, Person) else getattr(row, "person_id", None) for row in rows} - {None}
    if people and not names_record():
        for code in Case.objects.filter(person__in=people).values_list("code", flat=True):
            name_record(code)


def _tells_of_danger(row: Base) -> bool:
    """Whether a new row says that there is danger in a request or a case. A case whose request was red brings no danger of its own."""
    if isinstance(row, Request):
        return row.urgency == Urgency.RED
    if isinstance(row, Case):
        return row.urgency == Urgency.RED and (row.request is None or row.request.urgency != Urgency.RED)
    if isinstance(row, UrgencyChange):
        raises = row.after == Urgency.RED or (row.case_id is not None and is_milder(row.before, row.after))
        return raises and row.danger_id is None
    return isinstance(row, Task) and row.kind in DANGERS - {TaskKind.DANGER}  # that one follows from the urgency


def _case_of(row: Base) -> UUID | None:
    """The id of the case that a row is about."""
    if isinstance(row, Case | Response):
        return row.pk if isinstance(row, Case) else row.case
    return getattr(row, "case_id", None)


def on_rows_going(made: Collection[tuple[str, str]], by: Actor, **_kwargs: Any) -> None:
    """Of cases that are taken back the worker may have asked whether contact was lost; whoever took that in hand holds them, and
    no picture does. Of a danger the answers that told of it may go."""
    _note_unsaid([key for model, key in made if model == Response._meta.label_lower], by)
    cases = [UUID(key) for model, key in made if model == Case._meta.label_lower]
    for task in Task.objects.filter(kind=TaskKind.LOST, case__in=cases, version=1) if cases else ():
        remove(task)
    end_cues(Case.objects.filter(pk__in=cases)) if cases else None


def on_rows_taken_back(touched: Collection[tuple[str, str]], by: Actor, **_kwargs: Any) -> None:
    """No undo leaves a danger to nobody where what it is of is over, and what it takes back of a questionnaire its danger says. Undo of
    what touches none of these costs nothing."""
    keys: dict[str, list[str]] = {}
    for model, key in touched:
        keys.setdefault(model, []).append(key)
    if ResponseCorrection._meta.label_lower not in keys:  # of a correction, what it took back is there again
        _note_unsaid(keys.get(Response._meta.label_lower, []), by)
    if tasks := keys.get(Task._meta.label_lower, []):
        of_danger = Task.objects.filter(pk__in=tasks, kind__in=DANGERS, done_at=None).select_related("case", "request")
        check_nobody_lost([about for task in of_danger if (about := task.case or task.request)])
    if cases := keys.get(Case._meta.label_lower, []):
        check_nobody_lost(Case.objects.filter(pk__in=cases))
    if requests := keys.get(Request._meta.label_lower, []):
        check_nobody_lost(Request.objects.filter(pk__in=requests))


def _note_unsaid(responses: Collection[str], by: Actor) -> None:
    """Of answers that are taken back those that a danger may rest on. No query without any."""
    rows = Response.objects.filter(pk__in=responses) if responses else []
    cases = {row.case for row in rows if definition(row.instrument).alerts}
    for case in Case.objects.filter(pk__in=cases) if cases else ():
        note_unsaid(case, by=User.objects.get(pk=by.ref))


def on_consent_given(consent: Consent, by: User, **_kwargs: Any) -> None:
    """What another organisation sees follows the latest answer about it. A case that it carries does not move by itself."""
    follow_answer(consent, by=by)
    if is_too_little(consent):
        ask_who_helps(consent, by=by)


def on_consent_refused(consent: Consent, by: User, **_kwargs: Any) -> None:
    """Cases that the organisation carries do not move by themselves, also where nothing was agreed to before."""
    on_consent_withdrawn(consent, by)


def on_consent_withdrawn(consent: Consent, by: User, **_kwargs: Any) -> None:
    """Cases that another organisation carries on it do not move by themselves."""
    if consent.purpose == ConsentPurpose.TEAM and consent.organisation_id is not None:
        ask_who_helps(consent, by=by)


def on_account_closing(user: User, **_kwargs: Any) -> None:
    """Nobody leaves with a danger that they have taken on. A stolen account is closed by another act, and its dangers ring again."""
    check_has_none(user)


def on_agreement_ending(agreement: Agreement, **_kwargs: Any) -> None:
    """Who works under an agreement that somebody ends leaves no danger that they have taken on. One that runs out rings again."""
    check_has_none(*left_without(agreement), says=ONE_HAS_DANGER)


@bypass_rls()
def on_records_joining(kept: Person, gone: Person, **_kwargs: Any) -> None:
    """Two records are joined when each danger of either has somebody: a joined record is read by others."""
    for person in (kept, gone):
        for case in Case.objects.filter(person__in=records_of(person), erased_on=None):
            if (danger := left_to_nobody(case)) is not None:
                raise HasDanger(DANGER_OPEN, danger.pk)


def on_records_joined(kept: Person, gone: Person, by: User, **_kwargs: Any) -> None:
    """They are one: what either was known by to somebody may stand for another person now."""
    end_cues(Case.objects.filter(person__in=(kept, gone)))
    _looked(kept, gone, by=by)


def on_records_confirmed_distinct(one: Person, other: Person, by: User, **_kwargs: Any) -> None:
    """They are two."""
    _looked(one, other, by=by)


def _looked(one: Person, other: Person, *, by: User) -> None:
    for person, target in ((one, other), (other, one)):
        for case in Case.objects.filter(person=person, tasks__kind=TaskKind.SAME, tasks__target=target.pk, tasks__done_at=None).distinct():
            finish_tasks(case, TaskKind.SAME, by=by, target=target.pk)


def on_records_unmerged(kept: Person, gone: Person, by: User, **_kwargs: Any) -> None:
    """They are two: what either was known by is gone. Keys for the organisations to which cases of either are shown."""
    end_cues(Case.objects.filter(person__in=(kept, gone)))
    for share in Share.objects.filter(in_force(), case__person__in=(kept, gone), ended_at=None).select_related("case"):
        share_key(share.case.sealing_subject(), to=share.organisation_id, by=by.actor)


def on_danger_answered(response: Response, level: str, is_partial: bool, by: User, **_kwargs: Any) -> None:
    """Somebody is to act at once, however incomplete the form is."""
    for case in Case.objects.filter(pk=response.case, person=response.person_id):
        raise_risk(case, level=level, is_partial=is_partial, source=Source.QUESTIONNAIRE, by=by)
