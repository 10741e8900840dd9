"""Pictures of thirty screens in three languages, on a telephone and on a desk, by day and by night, to be looked at one by one.

    bench/pictures.py [OUT] [--at http://localhost:8000 --data FOLDER] [--screens NAME…] [--languages …] [--widths …] [--lights …]

Takes a sample that is served already, or serves one of its own. OUT gets NAME-LANGUAGE-WIDTH-LIGHT.webp. Besides it says what a
machine can see: pages wider than the screen, and answers other than 200.
"""

import argparse
import io
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from pages import DESK, LANGUAGES, PHONE, Visitor, served, visiting
from PIL import Image

SHAPES: dict[str, dict[str, Any]] = {"360": PHONE, "1280": DESK}
LIGHTS = {"day": "light", "night": "dark"}
OUT = Path(__file__).parent.parent / "docs/guide/pictures"
MOST_PIXELS = 16_000  # of height: what WebP can hold
# Account and address; a * is the first that the page before it links to there. Who reads without an account is "".
SCREENS = {
    "public": ("", "/{language}/"),
    "public-write": ("", "/{language}/write/"),
    "sign-in": ("", "/desk/sign-in/"),
    "day-coordinator": ("coordinator", "/desk/"),
    "more": ("coordinator", "/desk/more/"),
    "requests": ("coordinator", "/desk/requests/"),
    "cases": ("coordinator", "/desk/cases/"),
    "figures": ("coordinator", "/desk/figures/"),
    "guidance": ("coordinator", "/desk/guidance/"),
    "errors": ("coordinator", "/desk/data-quality/"),
    "day-social-worker": ("social-worker", "/desk/"),
    "request-new": ("social-worker", "/desk/requests/new/"),
    "admission": ("coordinator", "/desk/requests/admit/"),
    "case": ("social-worker", "/desk/cases/*/"),
    "case-more": ("social-worker", "/desk/cases/*/more/"),
    "consents": ("social-worker", "/desk/cases/*/consents/"),
    "contact": ("social-worker", "/desk/cases/*/contact/"),
    "programme": ("social-worker", "/desk/cases/*/programme/"),
    "referral-new": ("social-worker", "/desk/cases/*/referrals/add/"),
    "session-new": ("psychologist", "/desk/cases/*/sessions/new/"),
    "assessments": ("psychologist", "/desk/cases/*/assessments/"),
    "questionnaires": ("psychologist", "/desk/cases/*/questionnaires/"),
    "medical": ("physician", "/desk/cases/*/medical/"),
    "board": ("duty-officer", "/desk/hotline/"),
    "call-new": ("duty-officer", "/desk/hotline/calls/new/*/"),
    "day-regional-worker": ("regional-worker", "/desk/"),
    "day-member-worker": ("member-worker", "/desk/"),
    "day-lawyer": ("lawyer", "/desk/"),
    "day-director": ("director", "/desk/"),
    "day-security-officer": ("security-officer", "/desk/"),
}
ONE = r"(?!new/|add/|names/|before/|figures/)[\w-]+"


def found(visitor: Visitor, pattern: str) -> str:
    """The address that is meant by a pattern with a *."""
    if "*" not in pattern:
        return pattern
    head, _, tail = pattern.partition("*")
    for listing in (head, "/desk/hotline/", "/desk/"):
        match = re.search(rf'href="({re.escape(head)}{ONE})/', visitor.get(listing)[1])
        if match:
            return match[1] + tail
    sys.exit(f"No page leads to {pattern}.")


def take(browser: Any, base: str, cookies: dict[str, str], address: str, name: str, chosen: argparse.Namespace) -> None:
    """One screen in every shape and light."""
    for width in chosen.widths:
        for light in chosen.lights:
            with browser.new_context(**SHAPES[width], color_scheme=LIGHTS[light]) as context:
                context.add_cookies([{"name": key, "value": value, "url": base} for key, value in cookies.items()])
                tab = context.new_page()
                answer = tab.goto(base + address, wait_until="load")
                is_wide = tab.evaluate("document.documentElement.scrollWidth > innerWidth")
                if answer.status != 200 or is_wide:
                    print(f"{name} {width} {light}: {answer.status}{', wider than the screen' if is_wide else ''} {address}")
                picture = Image.open(io.BytesIO(tab.screenshot(full_page=True)))
                picture = picture.crop((0, 0, picture.width, min(picture.height, MOST_PIXELS)))
                picture.save(chosen.out / f"{name}-{width}-{light}.webp", quality=55, method=6)


def main() -> int:
    """Reads the words of the command; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, nargs="?", default=OUT, help="docs/guide/pictures where none is named")
    parser.add_argument("--at", help="address of an instance that is served already")
    parser.add_argument("--data", type=Path, help="its data folder")
    parser.add_argument("--screens", nargs="+", default=list(SCREENS), choices=SCREENS, metavar="NAME")
    parser.add_argument("--languages", nargs="+", default=list(LANGUAGES), choices=LANGUAGES)
    parser.add_argument("--widths", nargs="+", default=list(SHAPES), choices=SHAPES)
    parser.add_argument("--lights", nargs="+", default=list(LIGHTS), choices=LIGHTS)
    chosen = parser.parse_args()
    from playwright.sync_api import sync_playwright

    chosen.out.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with served(chosen.at, chosen.data) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--headless=new", "--no-sandbox", "--disable-gpu"])
        base = f"http://localhost:{port}"
        for language in chosen.languages:
            by_account: dict[str, list[str]] = {}
            for name in chosen.screens:
                by_account.setdefault(SCREENS[name][0], []).append(name)
            for account, names in by_account.items():
                if not account:
                    for name in names:
                        cookies = {"language": language}
                        take(browser, base, cookies, SCREENS[name][1].format(language=language), f"{name}-{language}", chosen)
                    continue
                with visiting(port, account, language) as visitor:
                    for name in names:
                        take(browser, base, visitor.cookies, found(visitor, SCREENS[name][1]), f"{name}-{language}", chosen)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
