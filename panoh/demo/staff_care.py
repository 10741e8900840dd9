"""Supervision of the sample's staff, and a talk that is due."""

import datetime as dt

from panoh.core.clock import today
from panoh.demo.staff import Staff
from panoh.team.actions import care
from panoh.team.enums import Incident, SupervisionKind, SupervisionTopic


def make_staff_care(staff: Staff) -> None:
    """Some are up to date, some late; one worker has a talk coming."""
    for user, days, topics, words in (
        (staff.social_worker, 5, [SupervisionTopic.LOAD], "Договорились не брать срочные звонки в выходные."),
        (staff.psychologist, 12, [SupervisionTopic.HEARD, SupervisionTopic.HEALTH], ""),
        (staff.physician, 40, [SupervisionTopic.METHOD], ""),
        (staff.regional_worker, 20, [SupervisionTopic.SAFETY], "Бо кӣ ва кай ба деҳа рафтанро пешакӣ мегӯем."),
    ):
        held = today() - dt.timedelta(days=days)
        care.record_supervision(by=user, kind=SupervisionKind.INDIVIDUAL, held_on=held, minutes=60, topics=topics, words=words)
    care.record_supervision(
        by=staff.coordinator,
        kind=SupervisionKind.GROUP,
        held_on=today() - dt.timedelta(days=16),
        minutes=90,
        topics=[SupervisionTopic.TEAM],
        attendees=[staff.social_worker, staff.psychologist, staff.physician],
    )
    care.open_debrief(staff.social_worker, by=staff.coordinator, incident=Incident.RED)
