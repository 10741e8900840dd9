"""How a danger to life ends: by words on what was done and what came of it. Until then somebody by name can take it on."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from panoh.accounts.models import User
from panoh.accounts.policy import powers
from panoh.accounts.roles import Permission, Role
from panoh.audit.trail import CHANGED_MEANWHILE, action, name_record, rule_out_undo, save
from panoh.cases.actions.raising import close_danger, open_again, raise_danger
from panoh.cases.actions.tasks import NOT_YOUR_TASK, check_open, finish
from panoh.cases.actions.triggers import bring_forward_under_way
from panoh.cases.danger import says_something
from panoh.cases.enums import (
    DANGERS,
    LEVEL_CLOCKS,
    TRIES,
    DangerAct,
    DangerOutcome,
    Level,
    Measure,
    RequestState,
    ReviewCause,
    Source,
    TaskKind,
)
from panoh.cases.events import Event
from panoh.cases.models import Case, Danger, Request, Task, UrgencyChange
from panoh.cases.policy import carries, check_can
from panoh.cases.queries.danger import (
    NOT_HERE,
    TOLD_WHEN_OVER,
    asked_by,
    can_see_to,
    get_danger,
    is_own_task,
    is_taken_on,
    left_to_nobody,
    may_decline,
    open_danger,
    sees_what_it_is_about,
)
from panoh.cases.taken_on import taken_on_by
from panoh.core.actor import Actor
from panoh.core.clock import now
from panoh.core.db.row_level_security import bypass_rls
from panoh.core.errors import Conflict, Denied, Invalid, NotFound, Sentence, WrongState
from panoh.vault.actions import has_key, record_about, seal

SAY_OUTCOME = _("Write what was done and what came of it: a few words, at least ten letters.")
SAY_HOW = _("Choose how the danger ended.")
SAY_TRIES = _("Say how you tried to reach the person: tick at least one.")
SAY_WHOM = _("Write who has taken over and said so: their name or the service, and how to reach them.")
HAS_DANGER = _("This person has taken on an open danger. First write what came of it, or say who takes it on.")
ONE_HAS_DANGER = _("Someone whose access would end has taken on an open danger. First write what came of it, or say who takes it on.")
ASKED = _("This person was asked to take on an open danger and has not answered. First take it on, or ask someone else.")
DANGER_OPEN = _(
    "There is an open danger to life, and nobody has taken it on. First record the outcome, or take it on. A colleague whom you name "
    "takes it on once they say so."
)
NOT_UNDONE = _("A record of danger cannot be undone. If it was a mistake, write so under the danger, or tell the coordinator.")
URGENT_NOT_UNDONE = _("What is urgent cannot be undone. If it was a mistake, write so in the entry, or tell the coordinator.")
LEFT = _(
    "The case or request was closed because of what was done about this danger. Without it nobody would have the danger, so it "
    "cannot be undone. Tell the coordinator what is wrong."
)
STAYS = _(
    "There is an open danger. It may concern a child or others at home and does not end with the death of the person. For each "
    "danger write what was done and what came of it, or say who takes it on."
)
ENDED_MEANWHILE = _(
    "While you were writing, someone recorded that this danger is over. Your text is below: add it, or say that the danger "
    "goes on and who takes it on."
)
GIVEN_MEANWHILE = _(
    "While you were writing, someone was given this danger: it goes on. Your text is below: tell it to the person who has taken it on."
)
TAKEN_MEANWHILE = _(
    "Someone else took on this danger while you were writing. Your text is below: tell it to the person who has taken it on."
)
FORGOTTEN = _("The text of a call is deleted twelve months later. Record a new request with what you know.")
OTHERS_HAVE_IT = _("A colleague has taken on this danger. Tell them what you know, or take it on first.")
NOT_ASKED = _("You were not asked to take this on, or you have answered.")
NOBODY = _("Choose who takes it on: an open account that can see this case or request.")


class HasDanger(WrongState):
    """Refused while somebody has taken on a danger: `danger` is the one, for the way there."""

    def __init__(self, sentence: Sentence, danger: UUID) -> None:
        super().__init__(sentence)
        self.danger = danger


# Of each danger, by its id: what was done and what came of it, or who takes it on.
type Ends = Mapping[UUID, tuple[str, User | None]]

_LET_GO = (RequestState.ELSEWHERE, RequestState.DECLINED, RequestState.WITHDRAWN)


@action
def report_danger(
    case: Case, *, by: User, kind: TaskKind, level: Level, source: Source, dangers: Collection[str] = (), words: str = ""
) -> Task:
    """Whoever sees a case says that somebody is in danger, of what (`dangers`: codes of DangerSign), and where they learnt of it. It rings
    until somebody has taken it on."""
    check_can(by, Permission.CASE_VIEW, case)
    if kind not in TOLD_WHEN_OVER:
        raise NotFound(NOT_HERE)
    return notice_danger(case, by=by, kind=kind, level=level, source=source, dangers=dangers, words=words)


def notice_danger(
    about: Case | Request | Danger,
    *,
    by: User,
    kind: TaskKind,
    level: Level,
    source: Source,
    dangers: Collection[str] = (),
    words: str = "",
    writer: Actor | None = None,
) -> Task:
    """The same inside an action that says itself who may; `writer`: by whose key it is written, where that is not their own."""
    record_about(Event.RISK_RAISED, by=writer or by.actor, about=[about])
    task = raise_danger(about, kind, level=level, source=source, by=by)
    if task.danger is not None and look_at_once(task, by):
        save(task.danger)
    write_history(_of(task), task, words, by=by, act=DangerAct.REPORTED, dangers=dangers, writer=writer)
    rule_out_undo(NOT_UNDONE)
    if isinstance(about, Case):
        bring_forward_under_way(about, by=by, cause=ReviewCause.RISK)
    return task


def add_from_there(about: Case | Request, *, by: User, words: str, found: bool, sent_at: dt.datetime, writer: Actor) -> None:
    """Inside an action: what whoever was sent there wrote, and that they found nobody, is an entry of each open danger; where none is open,
    of the last that was said to be over since they were sent. Whoever has it looks at once."""
    measures = [Measure.WENT] if found else [Measure.WENT, Measure.NOBODY]
    rows = about.tasks.filter(kind__in=TOLD_WHEN_OVER).select_related("danger")
    tasks = list(rows.filter(done_at=None)) or list(rows.filter(danger__ended_at__gte=sent_at).order_by("-danger__ended_at")[:1])
    if tasks:
        record_about(Event.DANGER_ENDED, by=writer, about=[about])
    for task in tasks:
        assert task.danger is not None  # the database holds it
        if task.done_at is None:
            task.danger.acted_at = now()
            look_at_once(task, by)
            save(task.danger)
        write_history(about, task, words, by=by, act=DangerAct.WROTE, measures=measures, writer=writer)


def note_unsaid(case: Case, *, by: User) -> None:
    """Inside an undo that takes back answers to a questionnaire: the open danger of suicide that one told of stays, and says so."""
    task = open_danger(case, TaskKind.RISK)
    if task is not None and task.danger is not None and Source.QUESTIONNAIRE in task.danger.sources:
        write_history(task.case or case, task, "", by=by, measures=[Measure.UNSAID])


def look_at_once(task: Task, by: User) -> bool:
    """Inside an action: whether somebody else has it: from now on it rings until they looked at what is new."""
    if task.owner_id in (None, by.pk) or task.danger is None or task.danger.look_at is None:
        return False
    task.danger.look_at = now()
    return True


@action(undo=_("Recorded: how the danger ended."))
def end_danger(
    task: Task,
    *,
    by: User,
    words: str,
    outcome: DangerOutcome | None = DangerOutcome.WORDS,
    handed_to: str = "",
    measures: Collection[str] = (),
    expected: int | None = None,
) -> Task:
    """Somebody acted: what was done and what came of it, in words, which physicians and psychologists read and whoever wrote them. By who
    has it, where somebody does, or the coordinator. Of who cannot be reached it is said how that was tried; of what somebody outside took
    over, who said yes (`handed_to`)."""
    about = _about(task, by, expected)
    if _have_others(task, by):
        raise Denied(OTHERS_HAVE_IT)
    lacking = {
        "how": SAY_HOW if outcome is None else None,
        "handed_to": SAY_WHOM if outcome == DangerOutcome.HANDED and not handed_to.strip() else None,
        "tries": SAY_TRIES if outcome == DangerOutcome.UNREACHED and not TRIES & set(measures) else None,
        "words": None if says_something(words) else SAY_OUTCOME,
    }
    wrong = {name: sentence for name, sentence in lacking.items() if sentence is not None}
    if wrong or outcome is None:
        raise Invalid(next(iter(wrong.values())), wrong)
    record_about(Event.DANGER_ENDED, by=by.actor, about=[about])
    close_danger(task, outcome, by=by)
    said = f"{handed_to.strip()}: {words}" if handed_to.strip() else words
    write_history(about, task, said, by=by, act=DangerAct.ENDED, outcome=outcome, measures=measures)
    finish(task, by, expected)
    return task


@action
def take_on_danger(
    task: Task,
    *,
    by: User,
    owner: User | None,
    said_yes: bool = True,
    by_link: bool = False,
    words: str = "",
    measures: Collection[str] = (),
    look: Level | None = None,
    expected: int | None = None,
) -> Task:
    """Somebody takes a danger on by name: it stays in their day until they write what came of it, also when the case is closed. A
    colleague who is named and has not `said_yes` is asked, and it rings until somebody answers. `look`: how soon they look again, else
    by its own time; from then on it rings until something is written. `by_link`: they said so without signing in. No undo: who read what
    came with it stays in the record."""
    about = _about(task, by, expected)
    if owner is None or not _can_take_on(owner, task):
        raise Invalid(NOBODY, {"owner": NOBODY})
    record_about(Event.DANGER_TAKEN_ON, by=by.actor, about=[about])
    has_it = said_yes or owner.pk in powers(by).stands_for or owner.pk == task.owner_id == task.taken_by_id
    _entrust(task, owner, by=by)
    due = task.due_at
    _plan(task, look, has_it=has_it, acted=bool(words.strip() or measures))
    act = DangerAct.BY_LINK if by_link else _act_of(task, owner, by=by, has_it=has_it, wrote=bool(words.strip() or measures))
    write_history(about, task, words, by=by, act=act, whom=owner, measures=measures, due=due)
    task.owner, task.taken_by, task.role = owner, owner if has_it else None, ""
    save(task, expected)
    return task


@action
def decline_danger(task: Task, *, by: User) -> Task:
    """Who was asked to take a danger on cannot: it is of whoever asked them again, by the same time, and rings to them at once."""
    about = _about(task, by, None)
    if not may_decline(by, task):
        raise WrongState(NOT_ASKED)
    record_about(Event.DANGER_TAKEN_ON, by=by.actor, about=[about])
    asked = asked_by(by, [task]).get(task.danger_id)
    back = asked.by if asked is not None and asked.act == DangerAct.ASKED and _can_take_on(asked.by, task) else None
    write_history(about, task, "", by=by, act=DangerAct.CANNOT)
    task.owner, task.role = back, "" if back else Role.COORDINATOR
    save(task)
    return task


@action(undo=_("Recorded."))
def add_to_danger(task: Task, *, by: User, words: str, expected: int | None = None) -> Task:
    """Words on a danger that was said to be over, which stays so."""
    about = _of_ended(task, by, expected)
    if not says_something(words):
        raise Invalid(SAY_OUTCOME, {"words": SAY_OUTCOME})
    record_about(Event.DANGER_ENDED, by=by.actor, about=[about])
    write_history(about, task, words, by=by, act=DangerAct.ADDED)
    return task


@action(undo=_("Taken on."))
def raise_again(
    task: Task,
    *,
    by: User,
    owner: User | None,
    said_yes: bool = True,
    words: str = "",
    measures: Collection[str] = (),
    look: Level | None = None,
    expected: int | None = None,
) -> Task:
    """A danger that was said to be over goes on: it is open again, and somebody takes it on by name. Answers the one that is open."""
    about = _of_ended(task, by, expected)
    assert task.danger is not None  # the database holds it
    running = task.danger.tasks.filter(done_at=None).first() or open_danger(about, TaskKind(task.kind))
    if running is not None:
        if is_taken_on(running) and owner is not None and running.owner_id != owner.pk:  # who wrote this read that it was over
            raise Conflict(TAKEN_MEANWHILE)
        return take_on_danger(running, by=by, owner=owner, said_yes=said_yes, words=words, measures=measures, look=look)
    again = Task(
        kind=task.kind,
        danger=task.danger,
        case=task.case,
        request=task.request,
        organisation_id=about.organisation_id,
        target=task.target,
        due_at=now(),
        opened_at=now(),
        version=task.version + 1,  # what was written while it read as over meets a conflict
    )
    if owner is None or not _can_take_on(owner, again):
        raise Invalid(NOBODY, {"owner": NOBODY})
    has_it = said_yes or owner.pk in powers(by).stands_for
    _entrust(again, owner, by=by)
    again.owner, again.taken_by = owner, owner if has_it else None
    record_about(Event.DANGER_TAKEN_ON, by=by.actor, about=[about])
    open_again(task)
    _plan(again, look, has_it=has_it, acted=bool(words.strip() or measures))
    save(again)
    write_history(about, again, words, by=by, act=DangerAct.AGAIN, whom=owner, measures=measures)
    rule_out_undo(NOT_UNDONE)
    return again


def check_seen_to(about: Case | Request, *, field: str = "") -> None:
    """Raises Invalid while a danger to life is open in it that nobody has taken on by name."""
    if left_to_nobody(about):
        raise Invalid(DANGER_OPEN, {field: DANGER_OPEN} if field else None)


@bypass_rls()
def check_has_none(*users: User, case: Case | None = None, says: Sentence = HAS_DANGER) -> None:
    """Raises HasDanger while one of these accounts has taken on a danger, of one case or of any: it is given to somebody else first."""
    taken = taken_on_by(*[user.pk for user in users])
    if (held := (taken if case is None else taken.filter(case=case)).first()) is not None:
        raise HasDanger(says, held.pk)


def check_leaves_none(user: User, case: Case) -> None:
    """Raises HasDanger while this account has taken on a danger of the case, or was asked to and has not answered."""
    check_has_none(user, case=case)
    if (asked := case.tasks.filter(kind__in=DANGERS, done_at=None, owner=user).first()) is not None:
        raise HasDanger(ASKED, asked.pk)


def check_nobody_lost(abouts: Iterable[Case | Request]) -> None:
    """Raises Conflict where one of these is over and a danger to life is open in it that nobody has taken on."""
    if any(_is_over(about) and left_to_nobody(about) for about in abouts):
        raise Conflict(LEFT)


def check_ends(dangers: Iterable[Task], ends: Ends, *, by: User) -> None:
    """Raises Invalid while one of these has neither an end in words nor somebody who takes it on; whoever has it keeps it unless told."""
    wrong: dict[str, Any] = {}
    for task in dangers:
        words, owner = ends.get(task.pk, ("", task.owner if is_taken_on(task) else None))
        if owner is not None and not _can_take_on(owner, task):
            wrong[f"danger_owner_{task.pk}"] = NOBODY
        elif owner is None and _have_others(task, by):
            wrong[f"danger_owner_{task.pk}"] = OTHERS_HAVE_IT
        elif owner is None and not says_something(words):
            wrong[f"danger_words_{task.pk}"] = SAY_OUTCOME if words.strip() else STAYS
    if wrong:
        raise Invalid(STAYS, wrong)


def keep_ends(dangers: Iterable[Task], ends: Ends, *, by: User) -> list[Task]:
    """Inside an action that stops all else, once they are checked: ends these, or asks who is named to take them on.
    Answers those ended."""
    ended = []
    for task in dangers:
        words, owner = ends.get(task.pk, ("", task.owner))
        if owner is None:
            ended.append(end_danger(task, by=by, words=words))
        elif words.strip() or not (is_taken_on(task) and owner.pk == task.owner_id):
            take_on_danger(task, by=by, owner=owner, said_yes=owner == by, words=words)
    return ended


def _have_others(task: Task, user: User) -> bool:
    return is_taken_on(task) and not is_own_task(user, task)


def _is_over(about: Case | Request) -> bool:
    return about.state in _LET_GO if isinstance(about, Request) else not about.is_open


def _can_take_on(owner: User, task: Task) -> bool:
    return owner.is_active and sees_what_it_is_about(owner, task)


def _about(task: Task, by: User, expected: int | None) -> Case | Request | Danger:
    get_danger(task)
    is_older = expected not in (None, task.version)
    if not can_see_to(by, task):
        if is_older and task.owner_id is not None:
            raise Conflict(TAKEN_MEANWHILE)
        raise Denied(NOT_YOUR_TASK)
    check_open(task)
    if is_older:  # before anything is set on the row, which the page shows
        raise Conflict(GIVEN_MEANWHILE if is_taken_on(task) else CHANGED_MEANWHILE)
    return _of(task)


def _of_ended(task: Task, by: User, expected: int | None) -> Case | Request | Danger:
    get_danger(task)
    if expected not in (None, task.version):  # it was open when this was written
        raise Conflict(ENDED_MEANWHILE if can_see_to(by, task) else TAKEN_MEANWHILE)
    if not can_see_to(by, task):
        raise Denied(NOT_YOUR_TASK)
    about = _of(task)
    if isinstance(about, Danger) and not has_key(about.sealing_subject(), about.organisation_id):
        raise WrongState(FORGOTTEN)
    return about


def _of(task: Task) -> Case | Request | Danger:
    about = task.about
    assert about is not None  # each task of a danger has one
    if isinstance(about, Danger):
        name_record(about.code)
    return about


def _entrust(task: Task, owner: User, *, by: User) -> None:
    """Whoever gets a danger from somebody of the organisation that carries the case is entrusted with it; who takes it on by themselves is
    not, but for who was asked so and says yes."""
    assert task.danger is not None
    if owner != by or task.owner_id != owner.pk:
        task.danger.is_entrusted = owner != by and task.case is not None and carries(by, task.case)


def _plan(task: Task, look: Level | None, *, has_it: bool, acted: bool) -> None:
    """Whoever has it looks again by then, and it is due then; without another time by the one that is set, and once that is over, after
    the time of its level. Who is only asked has planned nothing."""
    danger = task.danger
    assert danger is not None
    moment = now()
    danger.acted_at, danger.asked_at = moment if acted else danger.acted_at, None if has_it else moment
    planned = max(danger.look_at or task.due_at, moment)
    if look or (has_it and planned == moment):
        planned = moment + LEVEL_CLOCKS[look or Level(danger.level)]
    danger.look_at = planned if look or has_it else None
    task.due_at = danger.look_at or task.due_at
    save(danger)


def _act_of(task: Task, owner: User, *, by: User, has_it: bool, wrote: bool) -> DangerAct:
    """What it is that a danger, whose task is still as it was, gets this owner. `wrote`: something was said to have been done."""
    if task.owner_id == owner.pk == task.taken_by_id:
        return DangerAct.WROTE if wrote else DangerAct.CONTINUES
    if not has_it:
        return DangerAct.ASKED
    return DangerAct.TAKEN if owner == by else DangerAct.GIVEN


def write_history(
    about: Case | Request | Danger,
    task: Task,
    words: str,
    *,
    by: User,
    act: DangerAct | None = None,
    whom: User | None = None,
    outcome: DangerOutcome | None = None,
    measures: Collection[str] = (),
    dangers: Collection[str] = (),
    writer: Actor | None = None,
    due: dt.datetime | None = None,
) -> None:
    """Inside an action: an entry of the history of a danger. `due`: when it was due, where another time is set."""
    is_set = due is not None and due != task.due_at
    row = UrgencyChange(
        request=about if isinstance(about, Request) else None,
        case=about if isinstance(about, Case) else None,
        person_id=about.person_id,
        at=now(),
        by=by,
        before=about.urgency,
        after=about.urgency,
        hour_before=about.within_hour,
        hour_after=about.within_hour,
        danger=task.danger,
        act=act or "",
        whom=whom if whom != by else None,
        outcome=outcome or "",
        measures=list(measures),
        dangers=list(dangers),
        due_before=due if is_set else None,
        due_after=task.due_at if is_set else None,
    )
    if writer is None and isinstance(about, Danger):  # who sees a call of another organisation writes by the key of that
        writer = replace(by.actor, organisation=about.organisation_id)
    seal(row, by=writer or by.actor, reason=words.strip())
    save(row)
