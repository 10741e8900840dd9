"""Calls of the sample: on each line, of every kind, some of this night; the rota; who is sent, who is out."""

import datetime as dt
from typing import Any

from panoh.accounts.models import User
from panoh.audit.trail import action, record, save
from panoh.cases.actions import Answers
from panoh.core.clock import now
from panoh.demo.staff import Staff
from panoh.hotline.actions import (
    CallBack,
    acknowledge_dispatch,
    ask_swap,
    begin_visit,
    count_short_call,
    end_shift,
    plan_shift,
    read_note,
    record_call,
    see_to,
    send_worker,
    set_cover,
    settle_lines,
    take_up_shift,
)
from panoh.hotline.actions.drills import begin_drill
from panoh.hotline.actions.ringing import ring_drills
from panoh.hotline.enums import AnswerGiven, Caller, CallKind, Post, Soon
from panoh.hotline.events import Event
from panoh.hotline.models import Alert, Call, Drill, PhoneLine, Shift
from panoh.hotline.queries.handover import open_on
from panoh.hotline.queries.rota import my_shifts
from panoh.places import catalogue


def make_hotline(staff: Staff) -> None:
    """Conversations and calls without words; three silent ones on a line wait for the coordinator."""
    settle_lines()
    lines = {line.region: line for line in PhoneLine.objects.all()}
    _calls(staff, lines)
    for hours, kind, region in (
        (2, CallKind.SILENT, "TJ-KT"),
        (4, CallKind.SILENT, "TJ-KT"),
        (5, CallKind.SILENT, "TJ-KT"),
        (6, CallKind.DROPPED, "TJ-SU"),
        (9, CallKind.INFORMATION, "TJ-DU"),
        (11, CallKind.WRONG, "TJ-DU"),
        (30, CallKind.ABUSIVE, "TJ-SU"),
        (51, CallKind.INFORMATION, "TJ-KT"),
    ):
        _earlier(count_short_call(lines[region], by=staff.duty_officer, kind=kind), hours, by=staff.duty_officer)
    _rota(staff, lines)
    _drill(staff)
    _following(staff)


def _calls(staff: Staff, lines: dict[str, PhoneLine]) -> None:
    talk(
        staff.duty_officer,
        lines["TJ-KT"],
        1,
        urgency=Soon.DAY,
        caller=Caller.FAMILY,
        needs=["medical", "psychological"],
        region="TJ-KT",
        place="TJ-KT.bokhtar",
        said="Аз дирӯз хоб накардааст. Хоҳараш дар паҳлуяш аст.",
        given=[AnswerGiven.LISTENED, AnswerGiven.SAFETY],
        called_from="+992000000221",
        call_back=CallBack(
            allowed=True,
            number="+992000000221",
            start=dt.time(10),
            end=dt.time(12),
            who_may_answer="хоҳар",
            what_to_say="Мебахшед, рақамро хато кардам",
        ),
    )
    talk(
        staff.duty_officer,
        lines["TJ-DU"],
        3,
        urgency=Soon.HOUR,
        caller=Caller.FAMILY,
        needs=["legal", "medical"],
        dangers=["detained"],
        region="TJ-RA",
        said="Брата увели утром, где он, неизвестно. Мать просит врача и юриста.",
        given=[AnswerGiven.LISTENED, AnswerGiven.CONNECTED],
        call_back=CallBack(allowed=False),
        sending=Answers(),
    )
    talk(
        staff.duty_officer,
        lines["TJ-SU"],
        8,
        urgency=Soon.ROUTINE,
        caller=Caller.PERSON,
        needs=["social"],
        region="TJ-SU",
        said="Пурсид, ки барои доруҳо кумак ҳаст ё не.",
        given=[AnswerGiven.INFORMATION, AnswerGiven.REFERRED],
        call_back=CallBack(allowed=True, number="+992000000222", who_may_answer="худаш"),
    )


def talk(by: User, line: PhoneLine, hours: float, **facts: Any) -> Call:
    """A conversation that began so many hours ago, written down at once."""
    call = record_call(line, by=by, begun_at=now() - dt.timedelta(hours=hours), **facts)
    call.is_late = False
    return _earlier(call, hours, by=by)


@action
def _earlier(call: Call, hours: float, *, by: User) -> Call:
    """The sample is made in a moment; its calls came through the night."""
    record(Event.CALL_COUNTED, by=by.actor)
    call.begun_at = now() - dt.timedelta(hours=hours)
    call.recorded_at = call.begun_at + dt.timedelta(minutes=8)
    save(call)
    return call


def _rota(staff: Staff, lines: dict[str, PhoneLine]) -> None:
    """Two weeks on the line of Khatlon with a gap, the psychologist and the physician on call; a note from the shift before."""
    coordinator, officer = staff.coordinator, staff.duty_officer
    begun = now() - dt.timedelta(hours=2)
    day = dt.timedelta(days=1)

    def plan(post: Post, user: User, starts_at: dt.datetime, hours: int, region: str = "") -> Shift:
        ends_at = starts_at + dt.timedelta(hours=hours)
        return plan_shift(by=coordinator, post=post, user=user, line=lines.get(region), starts_at=starts_at, ends_at=ends_at)

    before = plan(Post.PRIMARY, coordinator, begun - dt.timedelta(hours=8), 8, "TJ-KT")
    for number in range(10):
        own = plan(Post.PRIMARY, officer, begun + number * day, 10, "TJ-KT")
        if number == 0:
            _hand_over(before, own, note="Ором. Ба занги аз Бохтар то соати 12 занг мезанем; равоншинос медонад.")
    _take(plan(Post.BACKUP, coordinator, begun, 10, "TJ-KT"))
    for number in range(4):
        for post, user in ((Post.PSYCHOLOGIST, staff.psychologist), (Post.PHYSICIAN, staff.physician)):
            on_call = plan(post, user, begun + number * day, 12)
            if number == 0:
                _take(on_call)
    ask_swap(next(row for row in my_shifts(officer) if row.starts_at > now()), by=officer, taker=coordinator)


def _take(shift: Shift) -> None:
    take_up_shift(shift, by=shift.user, seen=[item.key for item in open_on(shift, shift.user)])


@action
def _hand_over(before: Shift, own: Shift, *, note: str) -> None:
    """The shift that is over, and the one that goes on."""
    record(Event.SHIFT_ENDED, by=before.user.actor)
    before.acknowledged_at = before.starts_at
    save(before)
    end_shift(before, by=before.user, note=note)
    read_note(own, by=own.user)
    _take(own)


def _drill(staff: Staff) -> None:
    """One of three weeks ago, which the officer on the line answered within a minute."""
    drill = begin_drill(by=staff.coordinator)
    ring_drills()
    see_to(Alert.objects.get(target=drill.pk, owner=staff.duty_officer), by=staff.duty_officer)
    _long_ago(drill, by=staff.coordinator)


@action
def _long_ago(drill: Drill, *, by: User) -> None:
    record(Event.DRILL_ENDED, by=by.actor)
    drill.refresh_from_db()
    drill.begun_at = now() - dt.timedelta(days=21)
    drill.ends_by = drill.begun_at + dt.timedelta(hours=1)
    drill.answered_at = drill.ended_at = drill.begun_at + dt.timedelta(seconds=42)
    save(drill)
    for alert in Alert.objects.filter(target=drill.pk):
        alert.at = drill.begun_at
        if alert.owner is not None:
            alert.shown_at, alert.shown_to = drill.begun_at + dt.timedelta(seconds=9), alert.owner
        alert.seen_at = drill.answered_at
        save(alert)


def _following(staff: Staff) -> None:
    """A worker who is on the way, one who has answered; somebody who is out."""
    officer, worker = staff.duty_officer, staff.regional_worker
    asked = "Аз хоҳараш пурсед, духтур лозим аст"
    going = send_worker(by=officer, worker=worker, clock=Soon.DAY, region="TJ-KT", place="TJ-KT.bokhtar", words=asked)
    acknowledge_dispatch(going, by=worker)
    medicines = "Барои доруҳо: рӯйхатро гиред, танҳо баъд аз соати 18"
    send_worker(by=officer, worker=worker, clock=Soon.THREE_DAYS, region="TJ-KT", words=medicines)
    begin_visit(by=worker, until=now() + dt.timedelta(hours=3))
    covered = [place.code for place in catalogue.districts("TJ-KT")][:16]
    set_cover("TJ-KT", by=staff.coordinator, places=covered, worker=worker)
