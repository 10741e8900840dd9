"""How fast the file of a long case opens: five years of work (300 sessions, 60 scores, 20 reviews, 40 referrals) on the demo database.

A data folder of its own with the sample, one case more, and each page of it asked for through the whole of Django: sign-in, access,
database, key agent, template. The goal is 150 ms of server time for the case file and 80 kB a page. What the record, the keys and the
sealing take of a page stands beside it: under 5 ms for 95 of 100, and apart from that how long their commit waits for the disk, which is
the disk's own: nothing is shown before its reading lies there. Help given is written down by its form, and the same is asked of it.
Exit 1 when a goal is missed.
Beside PostgreSQL (tools/with-postgres bench/case_file.py) each page is also asked for without row-level security, in turn with
the page behind it: the middle of the differences is what it costs, and counts with the rest.
On a machine that others use too the time on the clock says more of them: the processor time of the web process stands beside it.

    bench/case_file.py [TIMES]     how often each page is asked for, 40 unless told
"""

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
GOAL_MS, GOAL_BYTES, GOAL_TRUST_MS = 150, 80_000, 5
PAGES = ("case_file", "case_programme", "case_assessments", "case_questionnaires", "case_sessions", "case_closure", "case_referrals")


class Trust:
    """The time spent within the record, the keys and the sealing, and what of it waits for a commit; calls in one another count once."""

    TOOL = sys.monitoring.PROFILER_ID

    def __init__(self) -> None:
        from django.db.backends.base.base import BaseDatabaseWrapper

        from panoh.audit import trail
        from panoh.vault import actions

        self.depth, self.since, self.seconds = 0, 0.0, 0.0
        self.asked_at, self.waited = 0.0, 0.0
        self.commit = BaseDatabaseWrapper._commit.__code__
        events = sys.monitoring.events
        sys.monitoring.use_tool_id(self.TOOL, "trust")
        sys.monitoring.register_callback(self.TOOL, events.PY_START, self._enter)
        for left in (events.PY_RETURN, events.PY_UNWIND):
            sys.monitoring.register_callback(self.TOOL, left, self._leave)
        sys.monitoring.set_events(self.TOOL, events.PY_UNWIND)  # of all code: it has no smaller place
        self.codes = {
            function.__code__
            for function in (actions.open_sealed, actions.seal_all, actions.seal_note, actions.new_keys, actions.references, trail.record)
        }
        for code in (*self.codes, self.commit):
            sys.monitoring.set_local_events(self.TOOL, code, events.PY_START | events.PY_RETURN)

    def _enter(self, code: Any, offset: int) -> None:
        if code is self.commit:
            self.asked_at = time.perf_counter()
            return
        if not self.depth:
            self.since = time.perf_counter()
        self.depth += 1

    def _leave(self, code: Any, offset: int, what: Any) -> None:
        if code is self.commit and self.depth:
            self.waited += time.perf_counter() - self.asked_at
        if code in self.codes:
            self.depth -= 1
            if not self.depth:
                self.seconds += time.perf_counter() - self.since

    def taken(self) -> tuple[float, float]:
        """Milliseconds since the last asking: of work, and waiting for the disk."""
        seconds, waited = self.seconds, self.waited
        self.seconds = self.waited = 0.0
        return (seconds - waited) * 1000, waited * 1000


def build(folder: Path) -> tuple[Any, str]:
    """The demo with the long case in it; gives a signed-in browser and the code of the case."""
    subprocess.run([sys.executable, "-m", "panoh", "init", "--insecure-auto-unlock", "--sample"], cwd=ROOT, check=True, capture_output=True)
    from panoh.cli.instance import _open

    _open(folder)
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from panoh.accounts.models import User
    from panoh.core.db.row_level_security import as_owner
    from panoh.referrals.offers import offered_facilities
    from tests.factories.accounts import sign_in
    from tests.factories.long_case import make_long_case

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("collectstatic", interactive=False, verbosity=0)
    staff = User.objects.select_related("organisation").in_bulk(["psychologist", "coordinator"], field_name="username")
    by = staff["psychologist"]
    facility = offered_facilities(by, None).filter(register="").order_by("name")[0]
    case = make_long_case(by=by, coordinator=staff["coordinator"], facility=facility)
    if connection.vendor == "postgresql":  # which does so by itself within minutes
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    browser = Client()
    sign_in(browser, by)
    return browser, case.code


def record_help(browser: Any, address: str) -> int:
    """Help given, through its form; gives the status."""
    given = {
        "help": "psychological",
        "item": "consultation",
        "given_on": time.strftime("%d.%m.%Y"),
        "quantity": "1",
        "words": "A consultation.",
    }
    status: int = browser.post(address, given, secure=True).status_code
    return status


def without_row_level_security(browser: Any, address: str) -> float:
    """Milliseconds of a page whose rows are read as the house itself."""
    from panoh.accounts import middleware
    from panoh.core.db.row_level_security import WHOLE, reach_no_further

    middleware.reach_no_further = lambda _reach: reach_no_further(WHOLE)
    try:
        start = time.perf_counter()
        browser.get(address, secure=True)
        return (time.perf_counter() - start) * 1000
    finally:
        middleware.reach_no_further = reach_no_further


def measure(browser: Any, code: str, times: int) -> bool:
    """Prints a line a page; says whether the goals are met."""
    from django.db import connection
    from django.urls import reverse

    met, trust = True, Trust()
    print(f"{'page':18} {'median ms':>9} {'p95 ms':>7} {'cpu ms':>7} {'bytes':>7} {'trust p95 ms':>12} {'rls ms':>7} {'disk p95 ms':>11}")
    asked = [(name, reverse(f"desk:{name}", args=[code])) for name in PAGES] + [("give_help", reverse("desk:give_help", args=[code]))]
    for name, address in asked:
        taken, trusted, waited, with_rls, size = [], [], [], [], 0
        is_form = name == "give_help"
        spent = time.process_time()
        for _time in range(times + 3):
            trust.taken()
            start = time.perf_counter()
            if is_form:
                status = record_help(browser, address)
            else:
                answer = browser.get(address, secure=True)
                status, size = answer.status_code, len(answer.content)
            taken.append((time.perf_counter() - start) * 1000)
            for kept, spent_on in zip((trusted, waited), trust.taken(), strict=True):
                kept.append(spent_on)
            if status != (302 if is_form else 200):
                print(f"{name}: {status}")
                return False
            if connection.vendor == "postgresql" and not is_form:
                with_rls.append(taken[-1] - without_row_level_security(browser, address))
        cpu = (time.process_time() - spent) * 1000 / (len(taken) + len(with_rls))
        # The first ones load what every later one has.
        median = statistics.median(taken[3:])
        p95, added, disk = (sorted(kept[3:])[int(times * 0.95)] for kept in (taken, trusted, waited))
        protected_tables = max(statistics.median(with_rls[3:]), 0.0) if with_rls else 0.0
        print(f"{name:18} {median:9.1f} {p95:7.1f} {cpu:7.1f} {size:7} {added:12.2f} {protected_tables:7.2f} {disk:11.2f}")
        met &= size < GOAL_BYTES and added + protected_tables < GOAL_TRUST_MS and (name != "case_file" or median < GOAL_MS)
    return met


def main() -> int:
    """Builds, measures, throws away."""
    folder = Path(tempfile.mkdtemp(prefix="panoh-bench-"))
    os.environ["PANOH_DATA"] = str(folder)
    os.environ["PANOH_DATABASE"] = os.environ.get("PANOH_TEST_DATABASE", "")
    sys.path.insert(0, str(ROOT))
    try:
        browser, code = build(folder)
        met = measure(browser, code, int(sys.argv[1]) if len(sys.argv) > 1 else 40)
    finally:
        from panoh.agent.stop import stop

        stop(folder)
        shutil.rmtree(folder, ignore_errors=True)
    goals = f"case file under {GOAL_MS} ms, pages under {GOAL_BYTES // 1000} kB, trust under {GOAL_TRUST_MS} ms"
    print(f"goals: {goals}: {'met' if met else 'missed'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
