"""What the pages of a served instance hold, as each account of the sample meets them, and what became of it between two instances.

    bench/pages.py [measure [OUT.tsv]]          words, controls, heights, presses and bytes of each account's 40 nearest pages
    bench/pages.py crawl OUT.json               status and text of every page that links lead to from my day
    bench/pages.py compare BEFORE.json AFTER.json   what one of them alone has; what the second refuses or leaves in English

`measure` and `crawl` take a sample that is served already, from this checkout, by `--at http://localhost:8000 --data FOLDER`; without these
they serve one of their own. Pages are asked for one after another and only read: what is sent is the sign-in, and the language of the
account, which is put back. As of anybody who reads, the record tells of it.
"""

import argparse
import contextlib
import difflib
import gzip
import http.client
import json
import os
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from load import TOKEN, Browser, panoh, serve, sign_in

ACCOUNTS = (
    *("coordinator", "social-worker", "physician", "psychologist", "regional-worker", "member-worker", "member-psychologist"),
    *("specialist", "lawyer", "duty-officer", "director", "accountant", "security-officer", "administrator"),
)
LANGUAGES = ("en", "ru", "tg")
DAY = "/desk/"
KEPT = ("addresses", "answers", "languages", "lines")  # of all addresses of a pattern, each once
NEAREST = 40  # pages that are measured
MOST = 3  # addresses of one pattern
SKIPPED = re.compile(r"^/desk/(sign-in|sign-out|drafts|undo|revoke|unlock|keys/lock)/|[?&]draft=")
CODE_TIMES = (0, 31, 31)  # seconds before each try to sign in: a code serves once
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CODE = r"[2-9CDFGHJKMNP-TV-Z]{4}-[2-9CDFGHJKMNP-TV-Z]{5}"
PART_MASKS = (
    (re.compile(UUID), "{id}"),
    (re.compile(CODE), "{code}"),
    (re.compile(r"\d{4}-\d\d(-\d\d)?"), "{date}"),
    (re.compile(r"\d+"), "{number}"),
    (re.compile(r"TJ-[A-Z]{2}"), "{region}"),
    (re.compile(r"\w+-\d+|\w*[\d_]\w*"), "{name}"),
)
NAMED = re.compile(r"(?<=/(?:steps|voice)/)(?!new/|note/|move/)[\w-]+|(?<=^/desk/questionnaires/)(?!wordings/)[\w-]+")
MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йия]|июн|июл|авг|сен|окт|ноя|дек)"
WORD_MASK = re.compile(rf"{UUID}|\b{CODE}\b|\d\d?\s{MONTH}\w*(?:\s\d{{4}})?|\d(?:[\d.,:/–-]*\d)?", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
LATIN, CYRILLIC = re.compile(r"[A-Za-z]{2,}"), re.compile(r"[а-яёӣӯҳҷғқ]", re.IGNORECASE)

INLINE = frozenset("a abbr b bdi br cite code data dfn em i img kbd label mark q s small span strong sub sup svg time u var wbr".split())
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
UNSEEN = frozenset(("script", "style", "template", "svg"))

Pages = dict[str, dict[str, Any]]  # by pattern
Crawled = dict[str, dict[str, Pages]]  # by account and language

# On a page that is open: what stands in <main> and shows itself. A field that is drawn by its label counts by the label; words that only
# those who listen are told do not count.
COUNT = r"""() => {
  const main = document.querySelector("main");
  const seen = part => part && part.checkVisibility({visibilityProperty: true}) && part.getClientRects().length;
  const words = part => part.innerText.split(/\s+/).filter(word => /\p{L}/u.test(word)).length;
  const spoken = [...main.querySelectorAll(".unseen")].filter(seen);
  const count = kind => [...main.querySelectorAll(kind)].filter(part => seen(part) || seen((part.labels || [])[0])).length;
  return {
    words: spoken.reduce((left, part) => left - words(part), words(main)),
    controls: count("input:not([type=hidden]), select, textarea, button"),
    links: count("a[href]"),
  };
}"""


class Page(HTMLParser):
    """A page as read: its language, where it leads, and the lines of its <main>: texts, and in brackets fields, buttons, links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.language, self.links, self.lines = "", list[str](), list[str]()
        self._open, self._piece, self._hidden = list[str](), "", 0
        self.feed(text)
        self._break()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes what the tag says, and begins a line where a browser would."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        self._leave(tag)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "button":
            self._piece = "[button] "
        self._note(tag, given)
        if tag not in VOID:
            self._open.append(tag)
            if not self._hidden and (tag in UNSEEN or "hidden" in given):
                self._hidden = len(self._open)

    def handle_endtag(self, tag: str) -> None:
        """Closes the element with all that was left open in it."""
        self._leave(tag)
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if self._hidden > len(self._open):
            self._hidden = 0

    def handle_data(self, data: str) -> None:
        """Text goes into the line that is open."""
        if "main" in self._open and not self._hidden:
            self._piece += data

    def _note(self, tag: str, given: dict[str, str]) -> None:
        if "main" not in self._open or self._hidden:
            return
        if tag in ("input", "select", "textarea") and given.get("type") != "hidden":
            self.lines.append(f"[{given.get('type', tag)} {mask(given.get('name', ''))}]")
        if tag == "a" and given.get("href", "").startswith("/"):
            self.lines.append(f"[to {pattern_of(given['href'])}]")

    def _leave(self, tag: str) -> None:
        if tag in INLINE:
            self._piece += " "  # what stands beside each other is two words, whether the source has a space there or not
        else:
            self._break()

    def _break(self) -> None:
        line, self._piece = " ".join(self._piece.split()), ""
        self.lines += [mask(sentence) for sentence in SENTENCE_END.split(line) if sentence and sentence != "[button]"]


@dataclass(frozen=True)
class Answer:
    """One answer: the address, the page that links there, how many presses away, and what came. `page` is None for a file or a way on."""

    path: str
    linked_on: str
    presses: int
    status: int
    kind: str
    leads_to: str
    size: int
    page: Page | None


class Visitor(Browser):
    """A browser that only reads, and takes whatever comes."""

    def read(self, path: str, linked_on: str, presses: int) -> Answer:
        """Asks for one address; a way on is told, not gone."""
        headers = {"Host": f"localhost:{self.port}", "Accept-Encoding": "gzip"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.connection.close()
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        kind, body = answer.headers.get_content_type(), answer.read()
        is_packed = answer.headers["Content-Encoding"] == "gzip"
        text = gzip.decompress(body) if is_packed else body
        page = Page(text.decode()) if kind == "text/html" and answer.status not in (301, 302) else None
        size = len(body if is_packed else gzip.compress(body))
        return Answer(path, linked_on, presses, answer.status, kind, answer.headers["Location"] or "", size, page)

    def speak(self, language: str) -> str:
        """Sets the language of the account; answers the one before."""
        page = self.get("/desk/account/")[1]
        form = page[page.index('action="/desk/account/preferences/"') :]
        form = form[: form.index("</form>")]
        fields: dict[str, object] = dict(re.findall(r'name="(version)" value="([^"]*)"', form))
        fields |= re.findall(r'<input type="radio" name="(\w+)" value="([^"]*)"[^>]* checked', form)
        before = str(fields["language"])
        if before != language:
            token = TOKEN.findall(form)[0]
            status, _page = self.post("/desk/account/preferences/", {**fields, "language": language, "csrfmiddlewaretoken": token})
            assert status == 302, f"The language was not taken: {status}"
        return before


def mask(text: str) -> str:
    """The text without what differs from instance to instance: codes, days, hours, numbers."""
    return WORD_MASK.sub("#", text)


def pattern_of(address: str) -> str:
    """The path with its codes, ids, days, numbers and names of content masked; with a ? where something is asked after it."""
    parts = urlsplit(address)
    masked = [next((name for form, name in PART_MASKS if form.fullmatch(part)), part) for part in parts.path.split("/")]
    return NAMED.sub("{name}", "/".join(masked)) + "?" * bool(parts.query)


def walk(visitor: Visitor, most: int) -> Iterator[Answer]:
    """Every answer from my day outwards, those of fewest presses first, at most so many of one pattern and one file of each."""
    waiting, met, files = deque([(DAY, "", 0)]), {DAY}, set[str]()
    count = defaultdict[str, int](int)
    while waiting:
        path, linked_on, presses = waiting.popleft()
        pattern = pattern_of(path)
        if count[pattern] >= most or pattern in files:
            continue
        count[pattern] += 1
        answer = visitor.read(path, linked_on, presses)
        yield answer
        if answer.kind != "text/html":
            files.add(pattern)
        for link in answer.page.links if answer.page else [answer.leads_to]:
            there = urljoin(path, link).split("#")[0]
            if there.startswith(DAY) and there not in met and not SKIPPED.search(there):
                met.add(there)
                waiting.append((there, path, presses + (answer.page is not None)))


@contextlib.contextmanager
def visiting(port: int, account: str, language: str) -> Iterator[Visitor]:
    """A visitor signed in as the account, who reads in this language; afterwards the account has its own again."""
    for seconds in CODE_TIMES:
        time.sleep(seconds)
        with contextlib.suppress(SystemExit):
            visitor = Visitor(port, sign_in(port, account))
            break
    else:
        sys.exit(f"{account} was not let in.")
    before = visitor.speak(language)
    try:
        yield visitor
    finally:
        visitor.speak(before)


def crawl(port: int, accounts: list[str], languages: list[str], most: int, out: Path) -> None:
    """Writes what each account reaches in each language. A language at a time, so that a new code is there when its turn comes."""
    found: Crawled = {account: {} for account in accounts}
    for language in languages:
        for account in accounts:
            begun, pages = time.perf_counter(), Pages()
            with visiting(port, account, language) as visitor:
                for answer in walk(visitor, most):
                    new = {"presses": answer.presses, "linked_on": pattern_of(answer.linked_on), **{name: [] for name in KEPT}}
                    entry = pages.setdefault(pattern_of(answer.path), new)
                    told = {
                        "addresses": [answer.path],
                        "answers": [f"{answer.status} {pattern_of(answer.leads_to) or answer.kind}"],
                        "languages": [answer.page.language] if answer.page else [],
                        "lines": answer.page.lines if answer.page else [],
                    }
                    for name, values in told.items():
                        entry[name] = list(dict.fromkeys([*entry[name], *values]))
            found[account][language] = pages
            asked = sum(len(entry["addresses"]) for entry in pages.values())
            print(f"{account} {language}: {len(pages)} patterns, {asked} addresses, {time.perf_counter() - begun:.0f} s", flush=True)
            out.write_text(json.dumps(found, ensure_ascii=False, indent=1))


def measure(port: int, accounts: list[str], language: str, out: Path | None) -> None:
    """Prints middle and greatest of each account's nearest pages, and writes a line a page.

    Nearest are the patterns of fewest presses of a link from my day, in the order they stand; of each the first page that links lead to.
    Words and controls (fields, buttons; links apart) are those that <main> shows at 1280 px with nothing folded out; bytes are those of the
    page packed; `first` is all that a browser with nothing kept takes for my day.
    """
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if chromium is None:
        sys.exit("Chromium is not installed: apt install chromium-headless-shell")
    columns = ("presses", "words", "controls", "links", "px at 360", "px at 1280", "bytes", "first")
    rows = []
    print(f"{'middle, greatest of':20}" + "".join(f"{name:>14}" for name in columns))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless=new", "--no-sandbox", "--disable-gpu"])
        for account in accounts:
            pages: list[dict[str, Any]] = []
            with visiting(port, account, language) as visitor:
                for answer in walk(visitor, 1):
                    if answer.status == 200 and answer.page:
                        pages.append({"address": answer.path, "presses": answer.presses, "bytes": answer.size})
                    if len(pages) == NEAREST:
                        break
                look_at(browser, visitor, pages)
            rows += [(account, pattern_of(page["address"]), *(page.get(name, "") for name in columns)) for page in pages]
            kept = [[page[name] for page in pages if name in page] for name in columns]
            print(f"{account:20}" + "".join(f"{statistics.median(of):>7.0f}{max(of):>7}" for of in kept), flush=True)
        browser.close()
    if out:
        lines = [("account", "page", *columns), *rows]
        out.write_text("".join("\t".join(map(str, line)) + "\n" for line in lines))


def look_at(browser: Any, visitor: Visitor, pages: list[dict[str, Any]]) -> None:
    """Opens each page on a desk and on a phone, and notes in its row what is seen there."""
    base = f"http://localhost:{visitor.port}"
    cookies = [{"name": name, "value": value, "url": base} for name, value in visitor.cookies.items()]
    for shape in (DESK, PHONE):
        with browser.new_context(**shape) as context:
            context.add_cookies(cookies)
            tab, came = context.new_page(), list[Any]()
            tab.on("requestfinished", lambda request, came=came: came.append(request))
            for page in pages:
                tab.goto(base + page["address"], wait_until="networkidle" if page["address"] == DAY else "load")
                page[f"px at {shape['viewport']['width']}"] = tab.evaluate("document.documentElement.scrollHeight")
                if shape is DESK:
                    page.update(tab.evaluate(COUNT))
                if shape is DESK and page["address"] == DAY:
                    page["first"] = sum(request.sizes()["responseBodySize"] for request in came)


def compare(before: Crawled, after: Crawled, most: int, only_gone: bool) -> None:
    """Prints what one crawl alone has. The same difference of several accounts is told once.

    A sentence marked ! stands on no page that any account reaches in the other crawl, in this language.
    """
    told, sums = defaultdict[str, list[str]](list), defaultdict[str, int](int)
    old_lines, new_lines = lines_by_language(before), lines_by_language(after)
    for account, languages in before.items():
        for language, pages in languages.items():
            others = after.get(account, {}).get(language)
            if others is None:
                continue
            anywhere = old_lines[language], new_lines[language]
            for pattern in sorted(pages | others):
                title, difference = differ(pages.get(pattern), others.get(pattern), anywhere, only_gone)
                if title:
                    sums[title] += 1
                    for line in difference:
                        sums[f"lines {line[0]}{line[1].strip()}"] += 1
                    cut = difference[:most] + [f"  … {len(difference) - most} more"] * (len(difference) > most)
                    told["\n".join([f"{title}: {language} {pattern}", *cut])].append(account)
    for text, accounts in sorted(told.items()):
        head, *lines = text.split("\n")
        print(f"{head} ({', '.join(accounts)})", *lines, sep="\n")
    for text, accounts in sorted((refused(after) | left_in_english(after)).items()):
        sums[text.partition(":")[0]] += 1
        print(f"{text} ({', '.join(accounts)})")
    print("\nSums over accounts and languages:", *(f"{count:>7}  {name}" for name, count in sorted(sums.items())), sep="\n")


def lines_by_language(found: Crawled) -> dict[str, set[str]]:
    """Every line that stands on any page, by language."""
    lines = defaultdict[str, set[str]](set)
    for languages in found.values():
        for language, pages in languages.items():
            lines[language].update(line for entry in pages.values() for line in entry["lines"])
    return lines


def differ(
    old: dict[str, Any] | None, new: dict[str, Any] | None, anywhere: tuple[set[str], set[str]], only_gone: bool
) -> tuple[str, list[str]]:
    """What became of one pattern: in a word, or "", and line by line; `anywhere` are all lines of both crawls."""
    if old is None or new is None:
        return ("only after" if old is None else "only before"), []
    if set(old["answers"]) != set(new["answers"]):
        return "answers", [f"- {' | '.join(old['answers'])}", f"+ {' | '.join(new['answers'])}"]
    changed = [f"-{line}" for line in old["lines"]]
    if not only_gone:
        changed = [line for line in [*difflib.unified_diff(old["lines"], new["lines"], n=0, lineterm="")][2:] if line[0] in "+-"]
    lines = []
    for line in changed:
        is_gone = line[1:] not in anywhere[line[0] == "-"]
        if is_gone or not only_gone:
            lines.append(f"{line[0]}{'!' if is_gone else ' '}{line[1:]}")
    return ("text" if lines else ""), lines


def refused(found: Crawled) -> dict[str, list[str]]:
    """Links that lead whoever sees them to a refusal."""
    shut = defaultdict[str, list[str]](list)
    for account, languages in found.items():
        for language, pages in languages.items():
            for pattern, entry in pages.items():
                for answer in entry["answers"]:
                    if answer[0] in "45":
                        shut[f"refused: {language} {pattern} {answer[:3]}, linked on {entry['linked_on']}"].append(account)
    return shut


def left_in_english(found: Crawled) -> dict[str, list[str]]:
    """Sentences of three words and more that are the same as in English, and pages in another language than asked for."""
    left = defaultdict[str, list[str]](list)
    for account, languages in found.items():
        for language, pages in languages.items():
            for pattern, entry in pages.items():
                for spoken in set(entry["languages"]) - {language}:
                    left[f"in another language: {language} {pattern} is in {spoken}"].append(account)
                english = languages.get("en", {}).get(pattern, {}).get("lines", []) if language != "en" else []
                for line in set(entry["lines"]).intersection(english):
                    if line[0] != "[" and len(LATIN.findall(line)) >= 3 and not CYRILLIC.search(line):
                        left[f"left in English: {language} {pattern} {line}"].append(account)
    return left


@contextlib.contextmanager
def served(at: str | None, data: Path | None) -> Iterator[int]:
    """The port of the instance that is meant, or of one of its own with the sample, which goes afterwards."""
    folder = data or Path(tempfile.mkdtemp(prefix="panoh-pages-"))
    os.environ["PANOH_DATA"] = str(folder)
    os.environ.pop("PANOH_DATABASE", None)
    if at and data:
        yield urlsplit(at).port or http.client.HTTP_PORT
        return
    try:
        process, port = serve(folder)
        try:
            yield port
        finally:
            panoh("stop")
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Reads the words of the command; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", nargs="?", choices=("measure", "crawl", "compare"), default="measure")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--at", help="address of an instance that is served already")
    parser.add_argument("--data", type=Path, help="its data folder")
    parser.add_argument("--accounts", nargs="+", default=list(ACCOUNTS))
    parser.add_argument("--languages", nargs="+", default=list(LANGUAGES), help="measured is the first")
    parser.add_argument("--most", type=int, default=MOST, help="addresses of one pattern")
    parser.add_argument("--lines", type=int, default=20, help="lines of difference a pattern")
    parser.add_argument("--gone", action="store_true", help="compare: only sentences that are nowhere any more")
    given = parser.parse_args()
    if bool(given.at) != bool(given.data) or len(given.files) not in {"measure": (0, 1), "crawl": (1,), "compare": (2,)}[given.task]:
        parser.error("see --help: --at goes with --data, and each task with its files")
    if given.task == "compare":
        before, after = (json.loads(file.read_text()) for file in given.files)
        compare(before, after, given.lines, given.gone)
        return 0
    with served(given.at, given.data) as port:
        if given.task == "measure":
            measure(port, given.accounts, given.languages[0], given.files[0] if given.files else None)
        else:
            crawl(port, given.accounts, given.languages, given.most, given.files[0])
    return 0


if __name__ == "__main__":
    sys.exit(main())
