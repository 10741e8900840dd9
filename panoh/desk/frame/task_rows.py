"""Where a task is done, and how it stands in a list."""

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from panoh.accounts.policy import powers
from panoh.accounts.roles import Permission, Role
from panoh.cases.actions import due_on
from panoh.cases.enums import DANGERS, OF_GUIDANCE, SEEN_TO, MoneyState, ReviewCause, TaskKind, Urgency
from panoh.cases.finding import latest_cases
from panoh.cases.queries.cases import TaskRecord, UserRow, codes_of, staff
from panoh.cases.queries.contact import last_contacts
from panoh.cases.queries.danger import can_see_to, dangers_behind, is_for, is_own_task, is_taken_on, may_decline
from panoh.cases.queries.handing_over import ids_in_danger, ids_to_give
from panoh.cases.queries.money import MoneyRow, money_by_key
from panoh.cases.queries.my_day import DayPart
from panoh.cases.queries.steps import step_of
from panoh.core.clock import DUSHANBE, now, today
from panoh.core.money import Currency
from panoh.core.templatetags.panoh import date_only, days, hour, money, weekday
from panoh.desk.frame.danger_row import DangerSaid, said_of_dangers
from panoh.desk.frame.step_pages import form_links, opens
from panoh.guidance.protocol import Step
from panoh.guidance.queries import protocols
from panoh.referrals.enums import Priority
from panoh.referrals.models import Referral
from panoh.referrals.queries.referrals import referrals
from panoh.vault.actions import open_sealed
from panoh.vault.purpose import Purpose

_PLACES = {
    TaskKind.ASSESS: "record_assessment",
    TaskKind.PLAN: "case_programme",
    TaskKind.APPROVE: "case_programme",
    TaskKind.SESSION: "case_sessions",
    TaskKind.CONTACT: "attempt_new",
    TaskKind.LOST: "case_closure",
    TaskKind.CLOSING: "case_closure",
    TaskKind.DEATH: "case_closure",
    TaskKind.MONEY: "case_sessions",
    TaskKind.ANSWERED: "case_sessions",
    TaskKind.TERMS: "case_referrals",
    TaskKind.WORDS: "case_referrals",
    TaskKind.ALONE: "case_referrals",
    TaskKind.REFERRAL: "case_referrals",
    TaskKind.LATE: "case_referrals",
    TaskKind.CONFERENCE: "case_conferences",
    TaskKind.REVIEW: "case_programme",
    TaskKind.FOLLOW_UP: "case_closure",
    TaskKind.VITAL: "case_consents",
    TaskKind.CONSENT: "consent_add",
    TaskKind.RELATIVE: "case_family",
    TaskKind.TELL: "case_contact",
    TaskKind.STEP: "case_steps",
    TaskKind.RAISED: "case_steps",
    TaskKind.ERASE: "erasure_add",
    TaskKind.TIED: "case_people",
    TaskKind.CARRIER: "case_people",
    TaskKind.REFUSED: "case_refusals",
}
# Where the row is known that it is about, the act on that row.
_ON_ROW = {
    TaskKind.READING: "medico_reading",
    TaskKind.OPENED: "opening",
    TaskKind.REPLY: "reply",
    TaskKind.WORDS: "referral_reading",
    TaskKind.ALONE: "referral_reading",
}
# Where on the page the act stands.
_PARTS = {TaskKind.APPROVE: "decide", TaskKind.MONEY: "asked", TaskKind.ANSWERED: "asked"}
# Where the row is known, the act of its case: a review of a programme in force, a decision on a closing that somebody proposed.
_ON_CASE = {TaskKind.REVIEW: "hold_review", TaskKind.CLOSING: "decide_closing"}
_ON_ROW_OF_CASE = {TaskKind.SESSION: "record_session", TaskKind.VITAL: "vital_review"}
# These name the referral they are about.
_OF_REFERRAL = (TaskKind.LATE, TaskKind.REFERRAL, TaskKind.CONSENT, TaskKind.TERMS)
ALIKE = (TaskKind.SAME, TaskKind.RELATIVE)  # these name whose case the other has
NAME_A_CASE = (*ALIKE, TaskKind.UNSHARED)
OF_MONEY = (TaskKind.MONEY, TaskKind.ANSWERED)
# Causes of which the name of a task tells nothing: one discipline alone reads it, and many see that there is a task.
OF_ONE_DISCIPLINE = (ReviewCause.RISK, ReviewCause.SCORE)


@dataclass(frozen=True, slots=True)
class Act:
    """What a row offers beside its page: a press, or the page that asks first."""

    label: str
    url: str
    by_press: bool = True


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as it stands in a list."""

    id: Any
    title: str
    code: str
    url: str
    when: str
    since: str
    state: str
    by_hand: bool
    moment: Any
    says_kind: bool = False  # its title tells of nobody, and stays while details are hidden
    note: str = ""
    said: DangerSaid | None = None  # of a danger: the same in every list
    part: DayPart | None = None  # of my day; without it where its hour puts it
    joins: bool = False  # stands in the line that its case has in that part, and is counted there
    more: str = ""  # what of the same line stands behind this one, and how many
    more_url: str = ""  # the list of all of them
    take: Any = None  # the danger of this title, which nobody has taken on, and this reader may by one press
    decline: Any = None  # the danger of this title, which this reader was asked to take on
    step: str = ""  # the step that sees to this danger, where the reader has the step alone as a task
    in_place: "TaskRow | None" = None  # in lists with acts: the danger that nobody has taken on, of a step that sees to it
    whose: str = ""  # the role and the account that does it, where that is somebody else
    is_danger: bool = False  # a life may be in danger: red in every list, and handed over, never postponed
    may_give: bool = False  # to somebody else on the case
    may_put_off: bool = False
    acts: tuple[Act, ...] = ()  # instead of its page, the first the main one
    is_calm: bool = False  # stands in the first part of the day and is not red
    informs: bool = False  # nothing is to be done: it does not count among what waits
    draft: str = ""  # of what is half typed: the key by which it is thrown away
    rings: Any = None  # the row about which an alert of the hotline tells
    is_on_top: bool = False  # stands before the others of its part, beside the word of danger

    @property
    def is_pinned(self) -> bool:
        """Whether it is red: a danger in every list, and what else stands above everything of the day."""
        return self.is_danger or (self.part is DayPart.DANGER and not self.is_calm)


def task_url(task: TaskRecord) -> str:
    """The page where the task is done: for a danger, and for what its own work ends, that act."""
    kind = TaskKind(task.kind)
    if kind in DANGERS:
        return reverse("desk:danger", args=[task.pk])
    if task.request is not None:
        return reverse("desk:thread" if kind == TaskKind.WROTE else "desk:request_detail", args=[task.request.code])
    if kind in _ON_ROW and task.target:
        return reverse(f"desk:{_ON_ROW[kind]}", args=[task.target])
    if kind == TaskKind.LEFT:
        return reverse("desk:hand_over")
    if kind == TaskKind.GONE:
        return reverse("desk:tellings")
    if task.case is None:
        return reverse("desk:task", args=[task.pk])
    if kind == TaskKind.SAME and task.target:
        return reverse("desk:pair", args=[task.case.person_id, task.target])
    if kind in _ON_CASE and task.target:
        return reverse(f"desk:{_ON_CASE[kind]}", args=[task.case.code])
    if kind == TaskKind.SESSION and task.target and task.due_at > now():
        return reverse("desk:case_session", args=[task.case.code, task.target])
    if kind in _ON_ROW_OF_CASE and task.target:
        return reverse(f"desk:{_ON_ROW_OF_CASE[kind]}", args=[task.case.code, task.target])
    try:
        place = reverse(f"desk:{_PLACES.get(kind, 'case_file')}", args=[task.case.code])
    except NoReverseMatch:
        return reverse("desk:case_file", args=[task.case.code])
    return f"{place}#{_PARTS[kind]}" if kind in _PARTS else place


def act_url(task: TaskRecord) -> str:
    """The same; for what no other act tells of, the page of the task, where it is said that it was seen to."""
    return reverse("desk:task", args=[task.pk]) if task.kind in SEEN_TO else task_url(task)


def task_title(task: TaskRecord, words: str = "") -> str:
    """What there is to do; an own task in its own words."""
    if task.kind == TaskKind.OWN:
        return words or str(task.get_kind_display())
    if task.kind in NAME_A_CASE and words:
        return _("%(task)s: %(code)s") % {"task": task.get_kind_display(), "code": words}
    if task.kind in OF_GUIDANCE and task.case:
        step = None if words else step_of(task)
        label = words or (step.label if step else str(task.get_kind_display()))
        return label if task.kind == TaskKind.STEP else _("Not done yet: %(step)s") % {"step": label}
    if task.cause and task.cause not in OF_ONE_DISCIPLINE:
        return _("%(task)s: %(cause)s") % {"task": task.get_kind_display(), "cause": task.get_cause_display()}
    if task.discipline:
        return _("%(task)s: %(discipline)s") % {"task": task.get_kind_display(), "discipline": task.get_discipline_display()}
    return str(task.get_kind_display())


def _step_url(task: TaskRecord, step: Step, user: UserRow) -> str:
    """The page of the act that ends this step, where it opens for this reader; else the steps of the case."""
    if step.is_danger:
        return reverse("desk:danger", args=[task.pk])
    pages = form_links(step, task.case.code, user) if task.case and not step.by_press else []
    return pages[0].url if pages else task_url(task)


def task_row(task: TaskRecord, words: str = "", step: Step | None = None, user: UserRow | None = None, *, is_shut: bool = False) -> TaskRow:
    """A row of `ul.tasks`; of a step of the guidance, with what this reader does about it. `is_shut`: of an own task, which says what it
    is on its page, no words."""
    late = task.done_at is None and task.due_at < now()
    when, since = _late(task.due_at) if late else _until(task.due_at) if _is_pressing(task, step) else _ahead(task.due_at)
    return TaskRow(
        id=task.pk,
        title=task_title(task, words or (step.label if step else "")),
        code=getattr(task.about, "code", ""),
        url=reverse("desk:task", args=[task.pk]) if is_shut else _step_url(task, step, user) if step and user else act_url(task),
        when=when,
        since=since,
        state="done" if task.done_at else "late" if late else "",
        by_hand=task.kind == TaskKind.OWN and task.done_at is None and not is_shut,
        says_kind=is_shut or task.kind == TaskKind.READING,
        moment=task.due_at,
        is_danger=_is_danger(task, step),
        note=_note(task),
    )


def _hour_of(due: dt.datetime) -> dict[str, Any]:
    """By when, as the row of a danger says it: of a step that sees to one, by when the danger is seen to, as on its page."""
    late = due < now()
    when, since = _late(due) if late else _until(due)
    return {"when": when, "since": since, "state": "late" if late else "", "moment": due}


def _note(task: TaskRecord) -> str:
    """The hour of a session; of a danger that it was told at a call; of a red request how urgent it is, which is why it stands among the
    dangers."""
    if task.done_at is None and task.kind == TaskKind.SESSION:
        return hour(task.due_at)
    if task.danger is not None and task.danger.is_of_call:
        return _("Help is not requested yet")
    return str(task.request.get_urgency_display()) if task.request is not None and task.request.urgency == Urgency.RED else ""


def _is_danger(task: TaskRecord, step: Step | None) -> bool:
    """Whether an open task stands in the part of dangers: `cases.queries.my_day` finds the same in the database."""
    return task.done_at is None and (task.kind in DANGERS or (step is not None and step.is_danger))


def _is_pressing(task: TaskRecord, step: Step | None) -> bool:
    """Whether the hour is said however far the day: a danger, also one that was written, a step that sees to one, a red request."""
    red = task.request is not None and task.request.urgency == Urgency.RED
    return task.kind in DANGERS or task.is_danger_written or (step is not None and step.is_danger) or red


def task_rows(user: UserRow, tasks: list[TaskRecord], *, opens_words: bool = True, is_moved: bool = True) -> dict[UUID, TaskRow]:
    """Rows by the task's id. The words of own tasks are opened all at once, or stay shut; a task to look whether two are one says whose
    case the other has, one about a referral which it is, as far as this reader sees them. `is_moved`: with whether they can be put off or
    handed over."""
    own = [task for task in tasks if task.words and opens_words]
    opened = open_sealed(own, by=user.actor, purpose=Purpose.OWN_WORK, fields=["words"]) if own else []
    words = {one.row.pk: one.words or "" for one in opened}
    alike = [task for task in tasks if task.kind in ALIKE]
    cases = latest_cases(user, Permission.CASE_VIEW, people=[task.target for task in alike if task.target]) if alike else {}
    words |= {task.pk: cases[task.target].code for task in alike if task.target in cases}
    ended = [task for task in tasks if task.kind == TaskKind.UNSHARED and task.target]
    codes = codes_of([task.target for task in ended if task.target]) if ended else {}
    words |= {task.pk: codes[task.target] for task in ended if task.target in codes}
    steps = _steps([task for task in tasks if task.kind in OF_GUIDANCE])
    shut = {task.pk for task in tasks if task.kind == TaskKind.OWN and not opens_words}
    own_here = [task for task in tasks if is_moved and task.done_at is None and is_own_task(user, task)]
    to_give, in_danger = ids_to_give(own_here), ids_in_danger(own_here)
    rows = {
        task.pk: _for_reader(task_row(task, words.get(task.pk, ""), steps.get(task.pk), user, is_shut=task.pk in shut), task, user)
        for task in tasks
    }
    for task in own_here:
        may_give = task.pk in to_give and _may_give(user, task)
        may_put_off = not (rows[task.pk].is_danger or task.is_danger_written or task.pk in in_danger)
        rows[task.pk] = replace(rows[task.pk], may_give=may_give, may_put_off=may_put_off)
    behind = dangers_behind([task for task in tasks if task.kind in OF_GUIDANCE and rows[task.pk].is_danger])
    in_list = {task.pk for task in tasks}
    said = _said(user, [*tasks, *behind.values()])
    for task in tasks:
        is_itself = task.done_at is None and task.kind in DANGERS
        danger = task if is_itself else behind.get(task.pk)
        if danger is not None:
            is_free = danger.taken_by_id is None or danger.taken_by_id != danger.owner_id
            row, there = rows[task.pk], task_url(task) if is_itself else reverse("desk:danger", args=[task.pk])
            if not is_itself:
                row = replace(row, **_hour_of(danger.due_at))
            opens_it = row.url == there and (is_itself or can_see_to(user, danger))
            row = replace(row, take=danger.pk if is_free and opens_it and is_itself else None, said=said[danger.pk] if is_itself else None)
            row = replace(row, decline=danger.pk if row.take and may_decline(user, danger) else None)
            is_mine = not is_itself and danger.taken_by_id == danger.owner_id in powers(user).stands_for
            row = replace(row, note=" · ".join(filter(None, (row.note, _("You took this on") if is_mine else ""))))
            if is_free and opens_it and danger.pk not in in_list:
                in_list.add(danger.pk)
                row = replace(row, in_place=replace(_of_danger(row, danger, user), said=said[danger.pk]))
            rows[task.pk] = row
    referred = [task for task in tasks if task.kind in _OF_REFERRAL and task.target]
    known = referrals(user).select_related("terms").in_bulk([task.target for task in referred]) if referred else {}
    for task in referred:
        if (referral := known.get(task.target)) is not None:
            row = rows[task.pk]
            url = reverse("desk:referral", args=[referral.code]) if row.url else ""
            if task.kind == TaskKind.CONSENT:  # the page of answers, with all that this referral needs
                url = reverse("desk:referral_consent", args=[referral.code]) if row.url == act_url(task) else row.url
            rows[task.pk] = replace(row, url=url, note=_of_terms(referral) if task.kind == TaskKind.TERMS else _of_referral(referral))
    lost = {task.pk: task.case_id for task in tasks if task.kind == TaskKind.LOST and task.done_at is None and task.case_id}
    contacts = last_contacts(lost.values()) if lost else {}
    for key, case in lost.items():
        rows[key] = replace(rows[key], note=_last_contact(contacts.get(case)))
    asked = money_by_key(task.target for task in tasks if task.kind in OF_MONEY and task.target and is_for(user, task))
    for task in tasks:
        if task.kind in OF_MONEY and task.target in asked:
            rows[task.pk] = _with_money(rows[task.pk], task, asked[task.target], user)
    return rows


def _said(user: UserRow, tasks: list[TaskRecord]) -> dict[UUID, DangerSaid]:
    """Of the open dangers among these; who has each as it stands in the row, which is true again with the next ring."""
    dangers = list({task.pk: task for task in tasks if task.done_at is None and task.kind in DANGERS}.values())
    return said_of_dangers(user, dangers, taken={task.pk for task in dangers if task.taken_by_id == task.owner_id})


def _of_danger(row: TaskRow, danger: TaskRecord, user: UserRow) -> TaskRow:
    """The row of a step as that of the danger it sees to: what is pressed in a row is about the task of its title."""
    may_give = _may_give(user, danger)
    return replace(row, id=danger.pk, title=task_title(danger), step=row.title, url=task_url(danger), take=danger.pk, may_give=may_give)


def _may_give(user: UserRow, task: TaskRecord) -> bool:
    is_own = task.case is not None and is_own_task(user, task)
    return is_own and opens(reverse("desk:task_give", args=[task.pk]), user)


def _with_money(row: TaskRow, task: TaskRecord, asked: MoneyRow, user: UserRow) -> TaskRow:
    """What was asked for; who decides on it goes straight to that page."""
    row = replace(row, note=of_money(asked))
    if task.case is None or task.kind != TaskKind.MONEY or asked.state != MoneyState.ASKED or asked.by_id == user.pk:
        return row
    url = reverse("desk:money_decide", args=[task.case.code, asked.pk])
    return replace(row, url=url) if row.url and opens(url, user) else row


def _last_contact(at: dt.datetime | None) -> str:
    return f"{_('Last contact:')} {date_only(at)}" if at else _("No contact since the admission")


def _for_reader(row: TaskRow, task: TaskRecord, user: UserRow) -> TaskRow:
    """The row with the act that opens for this reader: none where it is for others to do."""
    if is_own_task(user, task):
        if task.kind == TaskKind.SESSION and task.case and task.target and task.owner_id not in powers(user).stands_for:
            return replace(row, url=reverse("desk:case_session", args=[task.case.code, task.target]))  # another's, to be looked at
        return row if opens(row.url, user) else replace(row, url=reverse("desk:task", args=[task.pk]))
    may = task.kind in DANGERS and can_see_to(user, task)
    return row if may else replace(row, url="", by_hand=False)


def rows_of_case(user: UserRow, tasks: list[TaskRecord]) -> dict[UUID, TaskRow]:
    """The same for what is open on a case: the tasks of others say whose they are. Two queries more where there are some."""
    rows = task_rows(user, tasks)
    others = [task for task in tasks if not is_for(user, task)]
    owners = {task.owner_id for task in others if task.owner_id}
    known = staff(owners) if owners else {}
    for task in others:
        owner = known[task.owner_id] if task.owner_id else None
        roles = owner.roles if owner else (Role(task.role),)
        whose = ", ".join([*(str(role.label) for role in roles), *([owner.username] if owner else [])])
        rows[task.pk] = replace(rows[task.pk], whose=whose)
    return rows


def danger_rows(user: UserRow, dangers: list[TaskRecord]) -> list[tuple[TaskRow, TaskRecord, bool]]:
    """Dangers that were found for this reader as they stand in a list, and whether somebody took each on. No query without any."""
    rows = task_rows(user, dangers) if dangers else {}
    taken = {task.pk for task in dangers if is_taken_on(task)}
    said = said_of_dangers(user, dangers, taken=taken)
    return [(replace(rows[task.pk], said=said[task.pk]), task, task.pk in taken) for task in dangers]


def _of_referral(referral: Referral) -> str:
    """24 h · health centre · the code of the referral: which of several it is, and how soon the person was to be seen."""
    within = {Priority.EMERGENCY: _("24 h"), Priority.URGENT: _("72 h"), Priority.NORMAL: _("two weeks")}[Priority(referral.priority)]
    return f"{within} · {referral.facility.get_kind_display()} · {referral.code}"


def _of_terms(referral: Referral) -> str:
    """specialist · 300 somoni · the code of the referral: to whom, and what it costs, as far as that is known. Which help it is would name
    the illness in a list; the page of the referral says it."""
    terms = getattr(referral, "terms", None)
    amount, currency = referral.cost_amount, referral.cost_currency
    if amount is None and terms is not None:
        amount, currency = terms.estimate, terms.currency
    cost = [_sum(amount, currency)] if amount is not None and currency else []
    return " · ".join([str(referral.facility.get_kind_display()), *cost, referral.code])


def of_money(asked: MoneyRow) -> str:
    """declined · 2 000 somoni · housing · F-2026/03: what was decided, how much, which help, which budget code, as far as it is said."""
    decided = [] if asked.state == MoneyState.ASKED else [asked.get_state_display()]
    said = [*decided, _sum(asked.amount, asked.currency), asked.get_item_display(), asked.budget_code]
    return " · ".join(str(each) for each in said if each)


def _sum(amount: Decimal, currency: str) -> str:
    return f"{money(amount)} {Currency(currency).label}"


def _steps(tasks: list[TaskRecord]) -> dict[UUID, Step]:
    """The steps of those that are on a case, by the task's id. One query, or none where every case follows what is shipped."""
    followed = [(task, task.case.guidance) for task in tasks if task.case]
    versions = protocols(code for _task, code in followed)
    known = [(task, versions[code].by_key.get(task.step)) for task, code in followed if code in versions]
    return {task.pk: step for task, step in known if step}


def dated_row(title: str, url: str, day: dt.date, code: str = "", part: DayPart | None = None, *, says_kind: bool = False) -> TaskRow:
    """Something that is due by the end of a day and is no task of a case: done where it leads to."""
    return timed_row(title, url, due_on(day), code, part, says_kind=says_kind)


NEAR = dt.timedelta(hours=12)  # so long before, the hour is said, also when it is tomorrow's


def timed_row(title: str, url: str, due: dt.datetime, code: str = "", part: DayPart | None = None, *, says_kind: bool = False) -> TaskRow:
    """The same where the hour is known: in the first part of the day it is said however far off."""
    late = due < now()
    says_hour = part is DayPart.DANGER or due - now() < NEAR
    when, since = _late(due) if late else _until(due) if says_hour else _ahead(due)
    return TaskRow(None, title, code, url, when, since, "late" if late else "", by_hand=False, moment=due, part=part, says_kind=says_kind)


def past_row(title: str, url: str, moment: dt.datetime, note: str, *, informs: bool = False) -> TaskRow:
    """Something that happened, with what to do about it: never late, and it goes by itself. Without an address it leads nowhere."""
    return TaskRow(None, title, "", url, hour(moment), date_only(moment), "", by_hand=False, moment=moment, note=note, informs=informs)


def _late(due: dt.datetime) -> tuple[str, str]:
    """3 days / since 21 November; of less than a day, the hour since when."""
    passed = (now() - due).days
    is_today = due.astimezone(DUSHANBE).date() == today()
    return (days(passed) if passed else hour(due)), _("today") if is_today else _("since %(day)s") % {"day": date_only(due)}


def _ahead(due: dt.datetime) -> tuple[str, str]:
    """until 18:00 / today; Thu / 26 November."""
    if due.astimezone(DUSHANBE).date() == today():
        return _("until %(time)s") % {"time": hour(due)}, _("today")
    return weekday(due), date_only(due)


def _until(due: dt.datetime) -> tuple[str, str]:
    """until 02:00 / 27 November: the hour whatever the day."""
    return _("until %(time)s") % {"time": hour(due)}, date_only(due)
