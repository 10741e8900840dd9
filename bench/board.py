"""How fast the board of open referrals opens with a thousand of them, on the demo database.

A data folder of its own with the sample and a thousand open referrals of its cases, in every open state, a third of them late; each
page asked for through the whole of Django, as bench/case_file.py does. The goal is 100 ms of server time. Exit 1 when it is missed.

    bench/board.py [TIMES]     how often each page is asked for, 40 unless told
"""

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
GOAL_MS, GOAL_BYTES, OPEN = 100, 80_000, 1000
PAGES = ("", "?page=20", "?late=1", "?who=provider&region=TJ-KT", "?service=neurology&kind=private_clinic")


def build(folder: Path) -> Any:
    """The demo with a thousand open referrals more; gives a browser signed in as the coordinator."""
    subprocess.run([sys.executable, "-m", "panoh", "init", "--insecure-auto-unlock", "--sample"], cwd=ROOT, check=True, capture_output=True)
    from panoh.cli.instance import _open

    _open(folder)
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from panoh.accounts.models import User
    from tests.factories.accounts import sign_in

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("collectstatic", interactive=False, verbosity=0)
    _multiply()
    browser = Client()
    sign_in(browser, User.objects.select_related("organisation").get(username="coordinator"))
    return browser


def _multiply() -> None:
    """Copies of a referral of the sample: no page of the board opens a word of them."""
    from panoh.audit.guard import writes_allowed
    from panoh.cases.models import Case
    from panoh.core.clock import now
    from panoh.network.enums import Service
    from panoh.network.models import Facility
    from panoh.referrals.enums import OPEN_STATES
    from panoh.referrals.models import Referral

    pattern = Referral.objects.select_related("consent").filter(state="sent", consent__isnull=False)[0]
    cases, facilities, services = list(Case.objects.all()), list(Facility.objects.all()), list(Service)
    rows = []
    for number in range(OPEN):
        case = cases[number % len(cases)]
        rows.append(
            Referral(
                case=case,
                person_id=case.person_id,
                facility=facilities[number % len(facilities)],
                service=services[number % len(services)],
                state=OPEN_STATES[number % len(OPEN_STATES)],
                consent=pattern.consent,
                made_by=pattern.made_by,
                made_on=pattern.made_on,
                due_at=now() + dt.timedelta(hours=number % 300 - 100),
            )
        )
    with writes_allowed():
        Referral.objects.bulk_create(rows)


def measure(browser: Any, times: int) -> bool:
    """Prints a line a page; says whether the goals are met."""
    from django.urls import reverse

    met = True
    print(f"{'page':40} {'median ms':>9} {'p95 ms':>7} {'cpu ms':>7} {'bytes':>7}")
    for page in PAGES:
        address, taken, size = reverse("desk:referrals") + page, [], 0
        spent = time.process_time()
        for _time in range(times + 3):
            start = time.perf_counter()
            response = browser.get(address)
            taken.append((time.perf_counter() - start) * 1000)
            assert response.status_code == 200, page
            size = len(response.content)
        cpu = (time.process_time() - spent) * 1000 / (times + 3)
        taken = sorted(taken[3:])
        middle = statistics.median(taken)
        print(f"{page or '(all)':40} {middle:9.1f} {taken[int(len(taken) * 0.95) - 1]:7.1f} {cpu:7.1f} {size:7}")
        met = met and min(middle, cpu) < GOAL_MS and size < GOAL_BYTES
    return met


def main() -> int:
    """Builds, measures, cleans up."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    folder = Path(tempfile.mkdtemp(prefix="panoh-board-"))
    os.environ["PANOH_DATA"] = str(folder)
    sys.path.insert(0, str(ROOT))
    try:
        return 0 if measure(build(folder), times) else 1
    finally:
        subprocess.run([sys.executable, "-m", "panoh", "stop"], cwd=ROOT, capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
