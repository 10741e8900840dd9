"""The facts of whoever changed are made anew from the records: one set of statements for one person or a hundred thousand."""

from django.db import connection

from panoh.audit.guard import reckoned
from panoh.core.db.row_level_security import bypass_rls
from panoh.reporting.models import Followed

PIECE = 500  # changes, and what else changed of the same persons, in one transaction
LOCK = 0x666F6C64  # one folds at a time

WHO = "SELECT person FROM reporting_followed WHERE taken"
# Every record of those persons, with the one that was kept.
PEOPLE = f"""
    SELECT id, COALESCE(merged_into_id, id) AS one FROM people_person WHERE id IN ({WHO})
    UNION SELECT id, merged_into_id FROM people_person WHERE merged_into_id IN ({WHO})
"""
CASES = f"""
    FROM ({PEOPLE}) q JOIN people_person p ON p.id = q.id JOIN cases_case c ON c.person_id = p.id
    {{more}} WHERE NOT c.is_practice AND NOT p.is_practice
"""
ADMITTED = f"""
    INSERT INTO reporting_admitted
        (person, organisation_id, admitted_on, kind, sex, age_at_admission, region, door, before_on, before_here_on)
    SELECT q.one, c.admitted_to_id, c.admitted_on, c.kind, k.sex, c.age_at_admission, c.region, c.door,
        LAG(c.admitted_on) OVER (PARTITION BY q.one ORDER BY c.admitted_on, c.episode, c.id),
        LAG(c.admitted_on) OVER (PARTITION BY q.one, c.admitted_to_id ORDER BY c.admitted_on, c.episode, c.id)
    {CASES.format(more="JOIN people_person k ON k.id = q.one")}
"""
# A session that was attended is one service of its discipline.
HELPED = f"""
    INSERT INTO reporting_helped (person, organisation_id, help, given_on, services, before_on, before_here_on)
    SELECT one, house, help, day, services,
        LAG(day) OVER (PARTITION BY one, help ORDER BY day, house),
        LAG(day) OVER (PARTITION BY one, help, house ORDER BY day)
    FROM (
        SELECT one, house, help, day, SUM(services) AS services FROM (
            SELECT q.one AS one, c.admitted_to_id AS house, a.help AS help, a.given_on AS day, a.quantity AS services
            {CASES.format(more="JOIN cases_assistance a ON a.case_id = c.id")}
            UNION ALL
            SELECT q.one, c.admitted_to_id, s.discipline, {{day}}, 1
            {CASES.format(more="JOIN cases_session s ON s.case_id = c.id")} AND s.attendance = 'attended'
        ) given GROUP BY one, house, help, day
    ) days
"""
MONTHS = f"""
    INSERT INTO reporting_helpedmonth (help, month, before, days, services)
    SELECT help, {{month}}, {{before}}, {{sign}} COUNT(*), {{sign}} SUM(services)
    FROM reporting_helped WHERE person IN ({WHO}) GROUP BY help, {{month}}, {{before}}
    ON CONFLICT (help, month, before) DO UPDATE SET
        days = reporting_helpedmonth.days + excluded.days, services = reporting_helpedmonth.services + excluded.services
"""
# The day in Dushanbe, which has no summer time, and the number of a month, as each database reckons them.
DAYS = {"postgresql": "(s.at AT TIME ZONE 'Asia/Dushanbe')::date", "sqlite": "date(s.at, '+5 hours')"}
MONTH = {
    "postgresql": "CAST(EXTRACT(YEAR FROM {day}) * 12 + EXTRACT(MONTH FROM {day}) - 1 AS integer)",
    "sqlite": "(strftime('%Y', {day}) * 12 + strftime('%m', {day}) - 1)",
}


@bypass_rls()
def fold(piece: int = PIECE) -> None:
    """Takes in what changed since the last time. Who reads figures asks for it first; the worker does it meanwhile."""
    while Followed.objects.exists():
        with reckoned(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SELECT pg_advisory_xact_lock({LOCK})")
            for statement in _statements(connection.vendor, piece):
                cursor.execute(statement)


def _statements(vendor: str, piece: int) -> list[str]:
    """In their order. What is added to a month is first taken from it, so that a month is the sum of its facts whatever happened."""
    month = MONTH[vendor].format(day="given_on")
    before = f"COALESCE({MONTH[vendor].format(day='before_on')}, 0)"
    return [
        f"UPDATE reporting_followed SET taken = TRUE WHERE person IN (SELECT person FROM reporting_followed ORDER BY seq LIMIT {piece})",
        "INSERT INTO reporting_followed (person, taken) SELECT merged_into_id, TRUE FROM people_person"
        f" WHERE merged_into_id IS NOT NULL AND id IN ({WHO})",
        MONTHS.format(month=month, before=before, sign="-"),
        f"DELETE FROM reporting_helped WHERE person IN ({WHO})",
        f"DELETE FROM reporting_admitted WHERE person IN ({WHO})",
        ADMITTED,
        HELPED.format(day=DAYS[vendor]),
        MONTHS.format(month=month, before=before, sign=""),
        "DELETE FROM reporting_followed WHERE taken",
    ]
