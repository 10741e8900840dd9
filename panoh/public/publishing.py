"""The public pages as plain files, for the coalition's own site and for mirrors: relative addresses, no outside one, no server of ours."""

import hashlib
import json
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from panoh.core.errors import Invalid
from panoh.core.files import read_json, replace_file
from panoh.core.stylesheet import cut
from panoh.public.booklet_pages import booklet_files, section_keys, section_page
from panoh.public.figure_pages import figure_file, figure_page, numbers
from panoh.public.languages import NAMES
from panoh.public.views import NEUTRAL, PAGES, page_text

LIST = "panoh-pages.json"
READABLE = 0o644  # for the server that hands them out
STYLE, SCRIPT, MARK = "core/panoh.css", "core/js/leave.js", "core/mark.svg"
# What a copy cannot do, it says by a page of its own: the form and the receipts need the Unit's own machine.
DOORS = ("write", "answer")
_ADDRESS = re.compile(r'\b(href|src|action)="(/[^"]*)"')
_CLASSES = re.compile(r'\bclass="([^"]*)"')

FOREIGN = _("This folder has a file that this command did not write: %(name)s. Choose an empty folder, or move the file.")
NO_FORM = _("The address of the form must begin with https:// and have no spaces.")


@dataclass(slots=True)
class Outcome:
    """What became of the files, by name. `left` were changed by somebody else since, and are no longer ours to remove."""

    written: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {name: len(getattr(self, name)) for name in ("written", "unchanged", "removed", "left")}


def make_site(*, form: str = "", is_training: bool = False) -> dict[str, bytes]:
    """Every file by its name. `form`: where the Unit's own form stands; without it the page says to call. Asks no database."""
    if form and not re.fullmatch(r"https://[^\s\"'<>]+", form):
        raise Invalid(NO_FORM)
    pages = {
        f"{language}/{name}/index.html".replace("/home/", "/"): _page(name, language, is_training) for language in NAMES for name in PAGES
    }
    pages |= {f"{language}/{door}/index.html": _door(door, language, form, is_training) for language in NAMES for door in DOORS}
    booklet = booklet_files()
    pages |= {
        f"{language}/booklet/{key}/index.html": _section(key, language, is_training) for language in NAMES for key in section_keys(language)
    }
    tables = [(number, language) for number in numbers() for language in NAMES]
    pages |= {f"{language}/figures/{number}/index.html": _figure(number, language, is_training) for number, language in tables}
    pages["index.html"] = render_to_string("public/copy_languages.html", {"languages": NAMES})
    used = {name for text in pages.values() for names in _CLASSES.findall(text) for name in names.split()}
    files = {f"static/{name}": Path(str(finders.find(name))).read_bytes() for name in (SCRIPT, MARK)}
    files[f"static/{STYLE}"] = cut(Path(str(finders.find(STYLE))).read_text(encoding="utf-8"), used).encode()
    files |= {f"{name[:2]}/booklet/{name[3:]}": content for name, content in booklet.items()}
    files |= {f"{language}/figures/{number}.csv": _figure_file(number, language) for number, language in tables}
    known = files.keys() | pages.keys()
    return files | {name: _relative(text, name, known).encode() for name, text in pages.items()}


def _page(name: str, language: str, is_training: bool) -> str:
    with translation.override(language):
        more = PAGES[name]()
    return page_text(name, language, is_copy=True, is_training=is_training, leads_to=NEUTRAL, **more)


def _section(key: str, language: str, is_training: bool) -> str:
    more = section_page(key, language) or {}
    return page_text("section", language, address=f"booklet/{key}", is_copy=True, is_training=is_training, leads_to=NEUTRAL, **more)


def _figure(number: int, language: str, is_training: bool) -> str:
    with translation.override(language):
        more = figure_page(number, language) or {}
    return page_text("figure", language, address=f"figures/{number}", is_copy=True, is_training=is_training, leads_to=NEUTRAL, **more)


def _figure_file(number: int, language: str) -> bytes:
    with translation.override(language):
        return figure_file(number, language) or b""


def _door(door: str, language: str, form: str, is_training: bool) -> str:
    target = f"{form.rstrip('/')}/{language}/{door}/" if form else ""
    return page_text(
        "copy_door",
        language,
        address=door,
        target=target,
        is_copy=True,
        is_training=is_training,
        leads_to=NEUTRAL,
        is_answer=door == "answer",
    )


def _relative(text: str, name: str, known: set[str]) -> str:
    """The page with every address of ours as seen from its own place; one that leads to no file of the copy is a defect."""
    here = posixpath.dirname(name)

    def turn(found: "re.Match[str]") -> str:
        path = found[2].lstrip("/")
        target = path + "index.html" if path.endswith("/") or not path else path
        if target not in known:
            raise LookupError(f"{name} leads to {found[2]}, which is not in the copy")
        return f'{found[1]}="{posixpath.relpath(target, here or ".")}"'

    return _ADDRESS.sub(turn, text)


def write_site(folder: Path, files: dict[str, bytes]) -> Outcome:
    """Brings a folder to hold these files: what stands there already stays untouched, what it wrote before and no longer does goes.

    A file of somebody else is never changed and never removed: raises Invalid before anything is written.
    """
    before = _written_before(folder)
    outcome = Outcome()
    for name, content in sorted(files.items()):
        path = folder / name
        if not path.exists() and not path.is_symlink():
            continue
        if path.is_symlink() or not path.is_file() or (name not in before and path.read_bytes() != content):
            raise Invalid(FOREIGN % {"name": name})
        if path.read_bytes() == content:
            outcome.unchanged.append(name)
    gone = sorted(before.keys() - files.keys())
    # First the list: what is interrupted halfway is known again as ours.
    folder.mkdir(parents=True, exist_ok=True)
    made = {name: _digest(content) for name, content in files.items()}
    replace_file(folder / LIST, json.dumps(before | made, indent=0, sort_keys=True).encode(), mode=READABLE)
    for name in sorted(files.keys() - set(outcome.unchanged)):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        replace_file(folder / name, files[name], mode=READABLE)
        outcome.written.append(name)
    for name in gone:
        (outcome.removed if _take_away(folder, name, before[name]) else outcome.left).append(name)
    replace_file(folder / LIST, json.dumps(made, indent=0, sort_keys=True).encode(), mode=READABLE)
    return outcome


def _written_before(folder: Path) -> dict[str, str]:
    """What the list says was written, as far as it can be ours: names within the folder."""
    names = read_json(folder / LIST)
    return {name: digest for name, digest in names.items() if ".." not in PurePosixPath(name).parts and not name.startswith("/")}


def _take_away(folder: Path, name: str, digest: str) -> bool:
    path = folder / name
    if path.is_symlink() or not path.is_file():
        return True
    if _digest(path.read_bytes()) != digest:
        return False
    path.unlink()
    for parent in path.relative_to(folder).parents[:-1]:
        if any((folder / parent).iterdir()):
            break
        (folder / parent).rmdir()
    return True


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
