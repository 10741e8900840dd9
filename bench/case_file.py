"""How fast the file of a long case opens: five years of work (300 sessions, 60 scores, 20 reviews, 40 referrals) on the demo database.

A data folder of its own with the sample, one case more, and each page of it asked for through the whole of Django: sign-in, access,
database, key agent, template. The goal is 150 ms of server time for the case file and 80 kB a page. Exit 1 when either is missed.
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
GOAL_MS, GOAL_BYTES = 150, 80_000
PAGES = ("case_file", "case_programme", "case_assessments", "case_questionnaires", "case_sessions", "case_closure", "case_referrals")


def build(folder: Path) -> tuple[Any, str]:
    """The demo with the long case in it; gives a signed-in browser and the code of the case."""
    subprocess.run([sys.executable, "-m", "panoh", "init", "--insecure-auto-unlock", "--sample"], cwd=ROOT, check=True, capture_output=True)
    from panoh.cli.instance import _open

    _open(folder)
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from panoh.accounts.models import User
    from panoh.network.models import Facility
    from tests.factories.accounts import sign_in
    from tests.factories.long_case import make_long_case

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("collectstatic", interactive=False, verbosity=0)
    staff = User.objects.select_related("organisation").in_bulk(["psychologist", "coordinator"], field_name="username")
    by = staff["psychologist"]
    case = make_long_case(by=by, coordinator=staff["coordinator"], facility=Facility.objects.order_by("pk")[0])
    browser = Client()
    sign_in(browser, by)
    return browser, case.code


def measure(browser: Any, code: str, times: int) -> bool:
    """Prints a line a page; says whether the goals are met."""
    from django.urls import reverse

    met = True
    print(f"{'page':18} {'median ms':>9} {'p95 ms':>7} {'cpu ms':>7} {'bytes':>7}")
    for name in PAGES:
        address, taken, size = reverse(f"desk:{name}", args=[code]), [], 0
        spent = time.process_time()
        for _time in range(times + 3):
            start = time.perf_counter()
            answer = browser.get(address, secure=True)
            taken.append((time.perf_counter() - start) * 1000)
            size = len(answer.content)
            if answer.status_code != 200:
                print(f"{name}: {answer.status_code}")
                return False
        cpu = (time.process_time() - spent) * 1000 / (times + 3)
        kept = sorted(taken[3:])  # the first ones load what every later one has
        median, p95 = statistics.median(kept), kept[int(len(kept) * 0.95)]
        print(f"{name:18} {median:9.1f} {p95:7.1f} {cpu:7.1f} {size:7}")
        met &= size < GOAL_BYTES and (name != "case_file" or median < GOAL_MS)
    return met


def main() -> int:
    """Builds, measures, throws away."""
    folder = Path(tempfile.mkdtemp(prefix="panoh-bench-"))
    os.environ["PANOH_DATA"] = str(folder)
    os.environ.pop("PANOH_DATABASE", None)
    sys.path.insert(0, str(ROOT))
    try:
        browser, code = build(folder)
        met = measure(browser, code, int(sys.argv[1]) if len(sys.argv) > 1 else 40)
    finally:
        from panoh.agent.stop import stop

        stop(folder)
        shutil.rmtree(folder, ignore_errors=True)
    print(f"goals: case file under {GOAL_MS} ms, pages under {GOAL_BYTES // 1000} kB: {'met' if met else 'missed'}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
