"""What axe finds on a page, on a phone and at a desk, by day and by night; what a magnified page loses; what hides the place of the keyboard."""

from functools import cache
from typing import Any, Literal
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE

type Screens = tuple[dict[str, int], ...]
type Light = Literal["light", "dark"]

AXE = """rules => axe.run({...rules, resultTypes: ['violations']})
    .then(found => found.violations.map(one => [one.id, one.nodes.map(node => node.target[0])]))"""
TARGETS = {"target-size": {"enabled": True}}  # of WCAG 2.2, which axe leaves out unless asked
USUAL: dict[str, Any] = {}
ALL: dict[str, Any] = {"rules": TARGETS}
COLOURS = {"runOnly": ["color-contrast"]}  # what the night can break and the day cannot
BUT_COLOURS = {"rules": {**TARGETS, "color-contrast": {"enabled": False}}}
WHOLE, PART = 0.9, 0.1  # of a stop of the keyboard: pages without our scripts leave it to the browser
DOORS = ("/sign-in/", "/prove/")
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
MAGNIFIED: Screens = ({"width": 640, "height": 450}, {"width": 320, "height": 256})  # the desk's window at 200 %; 1280 by 1024 at 400 %
# Of all words, fields and signs: which go past the edge, are cut off, lie over each other, or stay under what is fixed when one has
# scrolled to the end; and whether what is fixed leaves half of the window.
LOST = r"""() => {
    const faults = new Set(), known = new Map(), things = [];
    const name = one => one.outerHTML.slice(0, 80).replace(/\s+/g, ' ');
    const kept = one => {  // what holds it: a fixed layer, a part that scrolls, parts that cut off
        if (!one || one === document.documentElement) return {layer: null, rolls: false, gone: false, cutters: []};
        if (!known.has(one)) {
            const style = getComputedStyle(one), up = kept(one.parentElement);
            const cuts = style.display !== 'inline' && [style.overflowX, style.overflowY].some(way => ['hidden', 'clip'].includes(way));
            known.set(one, {
                layer: up.layer || (['fixed', 'sticky'].includes(style.position) ? one : null),
                rolls: up.rolls || ['auto', 'scroll'].includes(style.overflowX),
                gone: up.gone || style.clipPath !== 'none' || style.visibility !== 'visible' || one.matches('.skip, script, style, option'),
                cutters: cuts ? [...up.cutters, one] : up.cutters,
            });
        }
        return known.get(one);
    };
    const take = (one, box, is_box) => {
        if (box.width > 1 && box.height > 1 && one.checkVisibility() && !kept(one).gone) things.push({one, box, is_box, ...kept(one)});
    };
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; node = words.nextNode();) {
        if (!node.data.trim() || node.parentElement.closest('svg')) continue;
        const line = document.createRange();
        line.selectNodeContents(node);
        for (const box of line.getClientRects()) take(node.parentElement, box, false);
    }
    for (const one of document.querySelectorAll('input, select, textarea, svg, img')) take(one, one.getBoundingClientRect(), true);
    for (const {one, box, rolls, cutters} of things) {
        if (!rolls && (box.right > innerWidth + 1 || box.left < -1)) faults.add(`past the edge: ${name(one)}`);
        for (const cutter of cutters) {
            const within = cutter.getBoundingClientRect();
            const over = Math.max(box.right - within.right, within.left - box.left, box.bottom - within.bottom, within.top - box.top);
            if (over > 3) faults.add(`cut off: ${name(one)}`);
        }
    }
    things.sort((one, other) => one.box.top - other.box.top);
    things.forEach((one, place) => {
        for (const other of things.slice(place + 1)) {
            if (other.box.top > one.box.bottom - 4) break;
            if (one.one === other.one || one.layer !== other.layer || one.one.contains(other.one) && one.is_box) continue;
            const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
            const down = Math.min(one.box.bottom, other.box.bottom) - other.box.top;
            if (across > 2 && down > 4) faults.add(`over each other: ${name(one.one)} and ${name(other.one)}`);
        }
    });
    scrollTo(0, document.body.scrollHeight);
    let taken = 0;
    for (const layer of new Set(things.map(thing => thing.layer).filter(Boolean))) {
        const box = layer.getBoundingClientRect();
        if (box.width < innerWidth * .9) continue;
        taken += Math.max(0, Math.min(box.bottom, innerHeight) - Math.max(box.top, 0));
        if (box.top < innerHeight / 2) continue;
        for (const {one, layer: own} of things) {
            const here = one.getBoundingClientRect();
            if (!own && here.bottom > box.top + 2 && here.top < box.bottom) faults.add(`covered for good: ${name(one)}`);
        }
    }
    if (taken > innerHeight / 2) faults.add(`${Math.round(100 * taken / innerHeight)} % of the window are fixed`);
    scrollTo(0, 0);
    return [...faults];
}"""
# Of all stops of the keyboard: which show no ring, or one that is cut off on two sides, and of which less is to be seen than this when one
# comes to them (of what is as high as a third of the window, anything).
HIDDEN = r"""least => {
    const faults = [];
    const shared = (one, other) => Math.max(0, Math.min(one.right, other.right) - Math.max(one.left, other.left))
        * Math.max(0, Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top));
    const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')];
    for (const one of stops) {
        if (one.disabled || one.tabIndex < 0 || one.type === 'hidden' || !one.checkVisibility({visibilityProperty: true})) continue;
        one.focus();
        one.dispatchEvent(new KeyboardEvent('keyup', {key: 'Tab', bubbles: true}));
        const ringed = [one.closest('.level') ? one.parentElement.querySelector('b') : one, one.closest('.choice')]
            .find(part => part && getComputedStyle(part).outlineStyle !== 'none');
        const name = one.outerHTML.slice(0, 80).replace(/\s+/g, ' ');
        if (!ringed) {
            faults.push(`no ring: ${name}`);
            continue;
        }
        const box = ringed.getBoundingClientRect(), style = getComputedStyle(ringed);
        const around = (parseFloat(style.outlineOffset) || 0) + (parseFloat(style.outlineWidth) || 0);
        const sides = new Set();
        for (let part = ringed.parentElement; part !== document.body; part = part.parentElement) {
            if (getComputedStyle(part).overflow === 'visible') continue;
            const within = part.getBoundingClientRect();
            if (box.left - around < within.left - 2) sides.add('left');
            if (box.right + around > within.right + 2) sides.add('right');
            if (box.top - around < within.top - 2) sides.add('top');
            if (box.bottom + around > within.bottom + 2) sides.add('bottom');
        }
        if (sides.size > 1) faults.push(`ring cut off: ${name}`);
        let seen = shared(box, {left: 0, top: 0, right: innerWidth, bottom: innerHeight});
        for (const layer of document.querySelectorAll('.bar, .rail, .actions, .exit')) {
            const lies_over = ['fixed', 'sticky'].includes(getComputedStyle(layer).position) && !layer.contains(one);
            if (lies_over && !one.matches('.skip')) seen -= shared(box, layer.getBoundingClientRect());
        }
        const share = seen / (Math.min(box.width, innerWidth) * Math.min(box.height, innerHeight));
        if (share < (box.height > innerHeight / 3 ? .1 : least)) faults.push(`${Math.round(100 * share)} % to be seen: ${name}`);
    }
    scrollTo(0, 0);
    return faults;
}"""


@cache
def _script() -> str:
    return Axe().axe_script


def faults_of(
    page: Page,
    paths: list[str],
    *,
    screens: Screens = (PHONE, DESK),
    light: Light = "light",
    rules: dict[str, Any] = USUAL,
    is_magnified: bool = False,
    has_keys: bool = False,
) -> list[str]:
    """The faults of these pages, each opened in turn, on a device that is light or dark; perhaps magnified too, and by the keyboard."""
    page.emulate_media(color_scheme=light)
    page.add_init_script(_script())  # handed over once for all of them
    faults = []
    for path in paths:
        page.set_viewport_size(screens[0])
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path} answered {answer.status}"
        assert path.endswith(DOORS) or not urlsplit(page.url).path.endswith(DOORS), f"{path} leads to a door: not looked at"
        faults += _faults(page, screens, f"{path}, {light}", rules)
        if is_magnified:
            faults += lost_here(page, path)
        if has_keys:
            faults += hidden_here(page, path)
    return faults


def lost_here(page: Page, where: str) -> list[str]:
    """What is lost when the page that stands open is magnified."""
    faults = []
    for screen in MAGNIFIED:
        page.set_viewport_size(screen)
        faults += [f"{where} magnified to {screen['width']}: {fault}" for fault in page.evaluate(LOST)]
        if over := page.evaluate(WIDER):
            faults.append(f"{where} magnified to {screen['width']}: {over} pixels too wide")
    return faults


def hidden_here(page: Page, where: str) -> list[str]:
    """What the keyboard comes to unseen on the page that stands open, on a phone: there most is fixed, and the rows go past the edge."""
    page.set_viewport_size(PHONE)
    page.keyboard.press("Tab")  # after a press of the mouse no ring is drawn
    return [f"{where} by keys: {fault}" for fault in page.evaluate(HIDDEN, WHOLE if "/desk/" in page.url else PART)]


def cut_on_paper(page: Page, where: str) -> list[str]:
    """What the frames of tables cut off where the page that stands open is printed as narrow as a phone."""
    page.set_viewport_size(PHONE)
    page.emulate_media(media="print")
    over = page.evaluate("Math.max(0, ...[...document.querySelectorAll('.scroll')].map(each => each.scrollWidth - each.clientWidth))")
    page.emulate_media(media="screen")
    return [f"{where} on narrow paper: {over} pixels cut off"] if over else []


def faults_here(page: Page, name: str = "") -> list[str]:
    """The faults of the page that stands open, on both screens; then its colours by night."""
    name = name or page.url
    faults = _faults(page, (PHONE, DESK), name, USUAL)
    page.emulate_media(color_scheme="dark")
    faults += _found(page, COLOURS, f"{name} by night")
    page.emulate_media(color_scheme="light")
    return faults


def _faults(page: Page, screens: Screens, where: str, rules: dict[str, Any]) -> list[str]:
    page.wait_for_selector("html:not(.asking)", state="attached")  # a public page shows nothing until it knows whether it is old
    page.wait_for_load_state()  # then it may have loaded anew
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_script())
    faults = []
    for screen in screens:
        page.set_viewport_size(screen)
        faults += _found(page, rules, f"{where} at {screen['width']}")
        if over := page.evaluate(WIDER):
            faults.append(f"{where} at {screen['width']}: {over} pixels too wide")
    return faults


def _found(page: Page, rules: dict[str, Any], where: str) -> list[str]:
    return [f"{where}: {rule} {places[:3]}" for rule, places in page.evaluate(AXE, rules)]
