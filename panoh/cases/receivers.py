"""What cases do when people speaks: nobody has to look any more whether two are one, and a sharing that holds again has its key again."""

from typing import Any

from panoh.accounts.models import User
from panoh.cases.actions import finish_tasks
from panoh.cases.enums import TaskKind
from panoh.cases.models import Case, Share
from panoh.cases.policy import in_force
from panoh.people import signals
from panoh.people.models import Person
from panoh.vault.actions import share_key


def connect() -> None:
    """Called once, when Django is ready."""
    signals.records_joined.connect(on_records_joined, dispatch_uid="cases.records_joined")
    signals.records_told_apart.connect(on_records_told_apart, dispatch_uid="cases.records_told_apart")
    signals.records_taken_apart.connect(on_records_taken_apart, dispatch_uid="cases.records_taken_apart")


def on_records_joined(kept: Person, gone: Person, by: User, **_kwargs: Any) -> None:
    """They are one."""
    _looked(kept, gone, by=by)


def on_records_told_apart(one: Person, other: Person, by: User, **_kwargs: Any) -> None:
    """They are two."""
    _looked(one, other, by=by)


def _looked(one: Person, other: Person, *, by: User) -> None:
    for person, target in ((one, other), (other, one)):
        for case in Case.objects.filter(person=person, tasks__kind=TaskKind.SAME, tasks__target=target.pk, tasks__done_at=None).distinct():
            finish_tasks(case, TaskKind.SAME, by=by, target=target.pk)


def on_records_taken_apart(kept: Person, gone: Person, by: User, **_kwargs: Any) -> None:
    """Keys for the organisations to which cases of either are shown."""
    for share in Share.objects.filter(in_force(), case__person__in=(kept, gone), ended_at=None).select_related("case"):
        share_key(share.case.sealing_subject(), to=share.organisation_id, by=by.actor)
