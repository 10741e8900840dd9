"""How fast figures are counted for a whole network, on PostgreSQL: a million invented persons in 160 organisations, ten services each.

The rows are made by the database itself: coded facts alone, nothing sealed, since no word is opened to count. Printed are the times of what
a report asks for: the admissions cross-tab over seven years and help given, of the house, of one organisation and over a period that begins
within a month; then the same after some cases were corrected, which the worker folds; and that figures equal a recount in plain SQL.
The goal is a second. Exit 1 when it is missed or a figure is wrong.

    .venv/bin/python bench/network.py [--persons N] [--organisations N] [--services N]
"""

import argparse
import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
GOAL_MS, TIMES, PIECE, CORRECTED = 1000, 5, 100_000, 200
START, END = dt.date(2015, 1, 1), dt.date(2021, 12, 31)
# A row's number as its id: near each other in the table as random ones would not be, which no figure notices.
ID = "lpad(to_hex({}), 32, '0')::uuid"


def fill(model: Any, source: str, /, **values: str) -> None:
    """Rows of a model by SQL: what is not said is what the model says."""
    from django.db import connection

    said, params = {}, []
    for field in model._meta.concrete_fields:
        if field.attname in values:
            said[field.column] = values[field.attname]
        elif not field.null:
            said[field.column] = "%s"
            params.append(field.get_db_prep_save(field.get_default() if field.has_default() else "", connection))
    with connection.cursor() as cursor:
        columns = ", ".join(f'"{column}"' for column in said)
        cursor.execute(f'INSERT INTO "{model._meta.db_table}" ({columns}) SELECT {", ".join(said.values())} FROM {source}', params)


def build(persons: int, organisations: int, services: int) -> None:
    """Everybody has a case, every tenth a second one in another organisation; services hang on the first."""
    from django.db import connection

    from panoh.accounts.models import Organisation
    from panoh.audit.guard import writes_allowed
    from panoh.cases.enums import Door, Help
    from panoh.cases.models import Assistance, Case
    from panoh.people.models import Person
    from panoh.places import catalogue

    def one_of(words: list[str]) -> str:
        return f"(ARRAY[{', '.join(repr(word) for word in words)}])[1 + floor(random() * {len(words)})::int]"

    tables = [model._meta.db_table for model in (Person, Case, Assistance)]
    with writes_allowed(), connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        # Keys and indexes after the rows, as for any large import; the triggers sleep, and everybody is marked at the end.
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY(%s)",
            [tables],
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef NOT LIKE 'CREATE UNIQUE%%'", [tables]
        )
        indexes = cursor.fetchall()
        for name, _made in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        have = Organisation.objects.count()
        fill(
            Organisation,
            f"generate_series({have + 1}, {organisations}) n",
            id=f"{ID.format('n + 4096')}",
            slug="'network-' || n",
            name_en="'N ' || n",
            name_ru="'N ' || n",
            name_tg="'N ' || n",
            kind="'member'",
        )
        day = f"DATE '{START}' + floor(random() * {(END - START).days + 1})::int"
        fill(Person, f"generate_series(1, {persons}) n", id=ID.format("n"), sex=one_of(["male", "female"]), met_on=f"{day} + 0 * n")
        cursor.execute("CREATE TEMP TABLE house AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts_organisation")
        regions = [place.code for place in catalogue.regions()]
        first = f"SELECT n, n AS m, 1 AS e, {day} AS d FROM generate_series(1, {persons}) n"
        again = f"SELECT n + {persons}, n * 10, 2, {day} FROM generate_series(1, {persons // 10}) n"
        fill(
            Case,
            f"({first} UNION ALL {again}) s JOIN house ON house.place = mod(m::bigint * 7919 + e - 1, {organisations})",
            id=ID.format("s.n"),
            code="'N' || lpad(to_hex(n), 7, '0')",
            person_id=ID.format("m"),
            organisation_id="house.id",
            admitted_to_id="house.id",
            episode="e",
            kind=one_of(["survivor", "family"]),
            door=one_of(Door.values),
            region=one_of(regions),
            admitted_on="d",
            age_at_admission="floor(random() * 80)::int",
            state="'active'",
            urgency="'green'",
        )
        fill(
            Assistance,
            f"(SELECT (m - 1) * {services} + k AS n, c.* FROM (SELECT id, person_id, admitted_on, row_number() OVER (ORDER BY id) AS m"
            f" FROM cases_case WHERE id < {ID.format(persons + 1)} AND code LIKE 'N%%') c, generate_series(1, {services}) k) s",
            id=ID.format("n"),
            case_id="s.id",
            person_id="person_id",
            help=one_of(Help.values),
            item="'other'",
            given_on="admitted_on + floor(random() * 400)::int",
            quantity="1 + floor(random() * 3)::int",
            source="'register'",
        )
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for _name, made in indexes:
            cursor.execute(made)
        cursor.execute("ANALYZE")


def timed(name: str, work: Any, goal: float | None = None) -> bool:
    """Prints how long it takes, the middle of some times; says whether the goal is met."""
    taken = []
    for _time in range(TIMES if goal else 1):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    middle = statistics.median(taken)
    print(f"{name:58} {middle:10.1f} ms (at best {min(taken):.1f})", flush=True)
    return goal is None or middle < goal


RECOUNT_HELP = """
    SELECT a.help, COUNT(DISTINCT c.person_id), SUM(a.quantity) FROM cases_assistance a JOIN cases_case c ON c.id = a.case_id
    WHERE a.given_on BETWEEN %s AND %s AND NOT c.is_practice GROUP BY a.help
"""
RECOUNT_ADMITTED = """
    SELECT kind, region, COUNT(*) FROM (
        SELECT DISTINCT ON (person_id) kind, region FROM cases_case WHERE admitted_on BETWEEN %s AND %s AND NOT is_practice
        ORDER BY person_id, admitted_on, episode, id
    ) firsts GROUP BY kind, region
"""


def is_right(user: Any) -> bool:
    """Whether figures equal a recount from the records, which takes its time."""
    from django.db import connection

    from panoh.reporting.queries import figures as queries

    with connection.cursor() as cursor:
        cursor.execute(RECOUNT_HELP, [START, END])
        helped = {help_kind: {"persons": persons, "services": services} for help_kind, persons, services in cursor.fetchall()}
        cursor.execute(RECOUNT_ADMITTED, [START, END])
        admitted = {(kind, region): persons for kind, region, persons in cursor.fetchall()}
    right = queries.assistance(user, START, END) == helped and dict(queries.tallied(user, START, END, ("kind", "region"))) == admitted
    print(f"{'equal to a recount of the records':58} {'yes' if right else 'NO':>10}", flush=True)
    return right


def measure(user: Any, member: Any) -> bool:
    """Prints a line a figure; says whether goals are met and figures right."""
    from django.db import connection

    from panoh.audit.guard import writes_allowed
    from panoh.cases.models import Case
    from panoh.reporting.change_triggers import mark_all
    from panoh.reporting.fact_refresh import fold
    from panoh.reporting.models import Admitted, Helped, HelpedMonth
    from panoh.reporting.queries import figures as queries

    mark_all(connection)
    timed("first fold of everybody", lambda: fold(PIECE))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT pg_database_size(current_database()) / 1024 / 1024")
        print(
            f"{Admitted.objects.count()} admissions, {Helped.objects.count()} days of help in {HelpedMonth.objects.count()} months, "
            f"{cursor.fetchone()[0]} MB in all",
            flush=True,
        )
    within = START.replace(day=9)
    met = [
        timed("crosstab kind × sex by age", lambda: queries.crosstab(user, START, END, rows="kind", columns="sex", by="age"), GOAL_MS),
        timed("crosstab organisation × region", lambda: queries.crosstab(user, START, END, rows="organisation", columns="region"), GOAL_MS),
        timed("admissions", lambda: queries.admissions(user, START, END).as_dict(), None),
        timed("assistance", lambda: queries.assistance(user, START, END), GOAL_MS),
        timed("assistance to a day within a month", lambda: queries.assistance(user, START, END - dt.timedelta(days=9)), GOAL_MS),
        timed("assistance from a day within a month", lambda: queries.assistance(user, within, END), None),
        timed("assistance of one organisation", lambda: queries.assistance(member, START, END), GOAL_MS),
    ]
    with writes_allowed():
        for case in Case.objects.order_by("code")[:CORRECTED]:
            case.region, case.admitted_on = "TJ-SU", case.admitted_on + dt.timedelta(days=1)
            case.save()
    timed(f"fold of {CORRECTED} corrected cases", fold)
    met.append(timed("assistance after it", lambda: queries.assistance(user, START, END), GOAL_MS))
    return all([*met, is_right(user)])


def main() -> int:
    """Builds, measures, cleans up."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--organisations", type=int, default=160)
    parser.add_argument("--services", type=int, default=10, help="to each person")
    chosen = parser.parse_args()
    if "PANOH_TEST_DATABASE" not in os.environ:  # beside a PostgreSQL that is thrown away
        os.execv(ROOT / "tools" / "with-postgres", ["with-postgres", sys.executable, *sys.argv])
    folder = Path(tempfile.mkdtemp(prefix="panoh-network-"))
    os.environ["PANOH_DATA"], os.environ["PANOH_DATABASE"] = str(folder), os.environ["PANOH_TEST_DATABASE"]
    sys.path.insert(0, str(ROOT))
    try:
        subprocess.run(
            [sys.executable, "-m", "panoh", "init", "--insecure-auto-unlock", "--sample"], cwd=ROOT, check=True, capture_output=True
        )
        from panoh.cli.instance import _open

        _open(folder)
        from panoh.accounts.models import User

        begun = time.perf_counter()
        build(chosen.persons, chosen.organisations, chosen.services)
        print(f"{chosen.persons} persons, {chosen.organisations} organisations: made in {time.perf_counter() - begun:.0f} s", flush=True)
        named = User.objects.select_related("organisation").get
        return 0 if measure(named(username="coordinator"), named(username="member-worker")) else 1
    finally:
        subprocess.run([sys.executable, "-m", "panoh", "stop"], cwd=ROOT, capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
