"""How a served instance holds when many work at once: 16 readers and 2 writers on the sample, over HTTP, on the encrypted SQLite file.

`panoh serve` runs as it does for a unit, in a data folder of its own. Everybody signs in with password and code, readers open pages,
writers record sessions and help through the forms. Two rounds: with the pauses of people who read, where p99 is to stay under 150 ms;
then without any, which fills the cores and shows how many pages a second they give: there each page waits for the seventeen others.
Readers and server share the machine. Exit 1 when a page failed or the goal was missed.

    bench/load.py [SECONDS]     seconds of each round, 30 unless told
"""

import http.client
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent
PASSWORD = "panoh-demo-2026"
READERS = ("coordinator", "psychologist", "regional-worker", "director")  # four browsers each
WRITERS = ("physician", "social-worker")
READER_COUNT = 16
GOAL_MS = 150
PAUSE_SECONDS = 1.0  # on average between two pages
WARM_UP = 3.0
QUIET = 0.1  # the share of the cores that other work may take
CODES = re.compile(r"/desk/cases/([0-9A-Z]{4}-[0-9A-Z]{5})/")
OWN = re.compile(r'name="discipline" value="(\w+)"')
DESK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"  # without it a browser counts as a telephone
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """One browser: cookies, a connection that is kept as long as the server keeps it, no thread but its own."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port, self.cookies = port, cookies if cookies is not None else {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str) -> tuple[int, str]:
        """Status and page."""
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, object]) -> tuple[int, str]:
        """Status and page of a form that is sent; where it leads is not followed."""
        return self._ask("POST", path, urllib.parse.urlencode(fields, doseq=True))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {
            "User-Agent": DESK,
            "Host": f"localhost:{self.port}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        except (
            http.client.RemoteDisconnected,
            ConnectionResetError,
            BrokenPipeError,
        ):  # an idle connection was closed, as with any browser
            self.connection.close()
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, kept = value.partition(";")[0].partition("=")
                self.cookies[key] = kept
        return answer.status, page


@dataclass
class Times:
    """What was measured in one round: seconds by page, and what failed."""

    until: float
    since: float
    pause: float
    pages: dict[str, list[float]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def take(self, name: str, wanted: int, ask: Callable[[], tuple[int, str]]) -> str:
        """Asks for a page and notes how long it took; answers its text."""
        start = time.perf_counter()
        try:
            status, page = ask()
        except (OSError, http.client.HTTPException) as error:
            status, page = 0, type(error).__name__
        end = time.perf_counter()
        with self.guard:
            if status != wanted:
                self.failed.append(f"{name}: {status}")
            if start >= self.since:
                self.pages.setdefault(name, []).append(end - start)
        return page

    def rest(self, dice: random.Random) -> None:
        """The pause of somebody who reads."""
        if self.pause:
            time.sleep(min(dice.expovariate(1 / self.pause), 5 * self.pause))


def read(browser: Browser, times: Times, number: int) -> None:
    """One reader: in turn every page this account may open, a case of the list at random."""
    dice = random.Random(number)
    may = {path for path in ("/desk/cases/", "/desk/figures/") if browser.get(path)[0] == 200}
    codes = CODES.findall(browser.get("/desk/cases/")[1]) if "/desk/cases/" in may else []
    while time.perf_counter() < times.until:
        day = times.take("my day", 200, lambda: browser.get("/desk/"))
        times.rest(dice)
        if "/desk/figures/" in may:
            times.take("statistics", 200, lambda: browser.get("/desk/figures/"))
            times.rest(dice)
        if codes:
            times.take("case list", 200, lambda: browser.get("/desk/cases/"))
            times.rest(dice)
            token = TOKEN.findall(day)[0]
            times.take("its names", 200, lambda: browser.post("/desk/cases/names/", {"csrfmiddlewaretoken": token}))  # noqa: B023 -- asked at once
            times.rest(dice)
            case = f"/desk/cases/{dice.choice(codes)}/"
            times.take("case file", 200, lambda: browser.get(case))  # noqa: B023
            times.rest(dice)


def write(browser: Browser, times: Times, number: int) -> None:
    """One writer: on cases assigned to it, a session and help given by turns, each form opened and sent."""
    dice = random.Random(1_000 + number)
    codes = [
        code
        for code in CODES.findall(browser.get("/desk/cases/?state=open")[1])
        if browser.get(f"/desk/cases/{code}/sessions/new/")[0] == 200
    ]
    today = time.strftime("%d.%m.%Y", time.gmtime(time.time() - 86400))
    session = {
        "kind": "individual",
        "day": today,
        "hour": "10:00",
        "attendance": "attended",
        "minutes": "50",
        "summary": "A meeting.",
        "notes": "Notes.",
    }
    help = {"help": "medical", "item": "consultation", "given_on": today, "quantity": "1", "words": "A consultation."}
    while time.perf_counter() < times.until:
        code = dice.choice(codes)
        for name, given in (("sessions", session), ("help", help)):
            address = f"/desk/cases/{code}/{name}/new/"
            form = times.take("a form", 200, lambda: browser.get(address))  # noqa: B023
            times.rest(dice)
            sent = {"csrfmiddlewaretoken": TOKEN.findall(form)[0], "discipline": OWN.findall(form)[:1], **given}
            times.take("recording", 302, lambda: browser.post(address, sent))  # noqa: B023
            times.rest(dice)


def sign_in(port: int, account: str) -> dict[str, str]:
    """The cookies of a session opened with password and code."""
    browser = Browser(port)
    _status, door = browser.get("/desk/sign-in/")
    code = panoh("code", account)
    token = TOKEN.findall(door)[0]
    fields = {"csrfmiddlewaretoken": token, "account": account, "password": PASSWORD, "code": code, "next": "", "by_mouse": "1"}
    status, _page = browser.post("/desk/sign-in/", fields)
    if status != 302:
        sys.exit(f"{account} was not let in: {status}")
    return browser.cookies


def run(port: int, sessions: dict[str, dict[str, str]], seconds: float, pause: float) -> Times:
    """One round: everybody at once, for so many seconds after the warm-up."""
    begin = time.perf_counter()
    times = Times(since=begin + WARM_UP, until=begin + WARM_UP + seconds, pause=pause)
    people = [(read, sessions[READERS[number % len(READERS)]]) for number in range(READER_COUNT)]
    people += [(write, sessions[account]) for account in WRITERS]
    threads = [threading.Thread(target=work, args=(Browser(port, cookies), times, number)) for number, (work, cookies) in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def tell(title: str, times: Times, seconds: float) -> float:
    """Prints a round; answers its p99 over all pages, in milliseconds."""
    everything = sorted(second for page in times.pages.values() for second in page)
    print(f"{title}: {len(everything) / seconds:.0f} pages a second, {len(times.failed)} errors")
    for name, found in [*sorted(times.pages.items()), ("all", everything)]:
        taken = sorted(found)
        p50, p95, p99 = (1000 * taken[min(int(len(taken) * part), len(taken) - 1)] for part in (0.5, 0.95, 0.99))
        print(f"  {name:<11}{len(taken):>6}   p50 {p50:>4.0f}   p95 {p95:>4.0f}   p99 {p99:>4.0f}   longest {1000 * taken[-1]:>5.0f} ms")
    for failure in sorted(set(times.failed)):
        print(f"  {failure}, {times.failed.count(failure)} times")
    return 1000 * everything[int(len(everything) * 0.99)]


def busy() -> float:
    """Which share of the cores other work takes just now: measured for a second in which nobody here works."""

    def read() -> tuple[int, int]:
        spent = [int(part) for part in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
        return sum(spent), spent[3] + spent[4]

    (total, idle), _pause, (later, idle_later) = read(), time.sleep(1), read()
    return 1 - (idle_later - idle) / max(later - total, 1)


def panoh(*arguments: str) -> str:
    """One command of the instance; answers what it printed."""
    done = subprocess.run([sys.executable, "-m", "panoh", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def serve(data: Path) -> tuple["subprocess.Popen[bytes]", int]:
    """The served sample, once it answers, and its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    panoh("init", "--insecure-auto-unlock", "--sample")
    with (data / "served").open("wb") as output:
        served = subprocess.Popen([sys.executable, "-m", "panoh", "serve", "--port", str(port)], cwd=ROOT, stdout=output, stderr=output)
    for _try in range(600):
        if b"http://localhost" in (data / "served").read_bytes():
            return served, port
        time.sleep(0.1)
    sys.exit("panoh serve did not answer within a minute.")


def main() -> int:
    """Both rounds; the exit code."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    data = Path(tempfile.mkdtemp(prefix="panoh-load-"))
    os.environ["PANOH_DATA"] = str(data)
    os.environ.pop("PANOH_DATABASE", None)
    try:
        served, port = serve(data)
        try:
            sessions = {account: sign_in(port, account) for account in (*READERS, *WRITERS)}
            others = [busy()]
            print(f"{os.cpu_count()} cores, {others[0]:.0%} taken by other work; {READER_COUNT} readers, {len(WRITERS)} writers")
            calm = run(port, sessions, seconds, PAUSE_SECONDS)
            p99 = tell(f"with pauses of {PAUSE_SECONDS:.0f} s", calm, seconds)
            hurried = run(port, sessions, seconds, 0)
            tell("without a pause", hurried, seconds)
            others.append(busy())
            print(f"{others[1]:.0%} of the cores taken by other work afterwards")
        finally:
            panoh("stop")
            served.wait(30)
    finally:
        shutil.rmtree(data, ignore_errors=True)
    good = p99 < GOAL_MS and not calm.failed and not hurried.failed
    print(f"p99 with pauses {p99:.0f} ms, goal {GOAL_MS} ms: {'held' if good else 'missed'}")
    if max(others) > QUIET:
        print("The machine was not quiet: measure again before believing these figures.")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
