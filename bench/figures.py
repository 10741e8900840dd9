"""How fast figures are counted for a unit of five thousand persons, on this database.

A data folder of its own with the sample, and so many invented persons more with four services each over seven years. The goal is
100 ms for the admissions cross-tab and for help given. Exit 1 when it is missed.

    bench/figures.py [PERSONS]                         on the encrypted SQLite
    tools/with-postgres .venv/bin/python bench/figures.py   on PostgreSQL
"""

import datetime as dt
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
GOAL_MS, TIMES = 100, 9
START, END = dt.date(2015, 1, 1), dt.date(2021, 12, 31)


def build(folder: Path, persons: int) -> Any:
    """The sample and so many persons more; gives the coordinator."""
    subprocess.run([sys.executable, "-m", "panoh", "init", "--insecure-auto-unlock", "--sample"], cwd=ROOT, check=True, capture_output=True)
    from panoh.cli.instance import _open

    _open(folder)
    from panoh.accounts.models import User

    _multiply(persons)
    return User.objects.select_related("organisation").get(username="coordinator")


def _multiply(count: int) -> None:
    from panoh.accounts.models import Organisation
    from panoh.audit.guard import writes_allowed
    from panoh.cases.enums import Door, Help, HelpItem, Kind
    from panoh.cases.models import Assistance, Case
    from panoh.people.models import Person
    from panoh.places import catalogue

    made = random.Random(1)
    houses, regions = list(Organisation.objects.all()), [place.code for place in catalogue.regions()]
    people, cases, given = [], [], []
    for _number in range(count):
        day = START + dt.timedelta(days=made.randrange(2557))
        person = Person(sex=made.choice(("male", "female")), met_on=day, birth_year=day.year - 30)
        house = made.choice(houses)
        case = Case(
            person=person,
            organisation=house,
            admitted_to=house,
            kind=made.choice(Kind.values),
            door=made.choice(Door.values),
            region=made.choice(regions),
            admitted_on=day,
            age_at_admission=made.randrange(80),
        )
        people.append(person)
        cases.append(case)
        for _service in range(4):
            help_kind = made.choice(Help.values)
            on = day + dt.timedelta(days=made.randrange(300))
            given.append(Assistance(case=case, person=person, help=help_kind, item=HelpItem.OTHER, given_on=on))
    with writes_allowed():
        for model, rows in ((Person, people), (Case, cases), (Assistance, given)):
            model.objects.bulk_create(rows, batch_size=500)


def measure(user: Any) -> bool:
    """Prints a line a figure; says whether the goals are met."""
    from django.db import connection

    from panoh.cases.models import Assistance, Case
    from panoh.reporting.counting import count_group
    from panoh.reporting.indicators import groups
    from panoh.reporting.published import public_crosstab
    from panoh.reporting.queries import figures as queries

    cut = {"rows": "region", "columns": "sex"}
    counted = {
        "admissions": lambda: queries.admissions(user, START, END).as_dict(),
        "crosstab": lambda: queries.crosstab(user, START, END, **cut, by="kind"),
        "assistance": lambda: queries.assistance(user, START, END),
        "crosstab --publish": lambda: public_crosstab(user, START, END, **cut),
        **{f"report {code}": lambda group=group: count_group(user, group, START, END) for code, group in groups().items()},
    }
    print(f"{connection.vendor}: {Case.objects.count()} cases, {Assistance.objects.count()} services")
    met = True
    for name, figure in counted.items():
        taken, spent = [], time.process_time()
        for _time in range(TIMES):
            begun = time.perf_counter()
            figure()
            taken.append((time.perf_counter() - begun) * 1000)
        middle = statistics.median(taken[1:])
        cpu = (time.process_time() - spent) * 1000 / TIMES
        print(f"{name:20} {middle:8.1f} ms, of the processor {cpu:6.1f} ms")
        met = met and (name not in ("crosstab", "assistance") or min(middle, cpu) < GOAL_MS)
    return met


def main() -> int:
    """Builds, measures, cleans up."""
    persons = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    folder = Path(tempfile.mkdtemp(prefix="panoh-figures-"))
    os.environ["PANOH_DATA"] = str(folder)
    if "PANOH_TEST_DATABASE" in os.environ:
        os.environ["PANOH_DATABASE"] = os.environ["PANOH_TEST_DATABASE"]
    else:
        os.environ.pop("PANOH_DATABASE", None)
    sys.path.insert(0, str(ROOT))
    try:
        return 0 if measure(build(folder, persons)) else 1
    finally:
        subprocess.run([sys.executable, "-m", "panoh", "stop"], cwd=ROOT, capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
