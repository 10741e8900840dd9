"""Static files as they are served: scripts without their comments, those of every page of the desk as one file, those of fields as one; and
the stylesheet once more for public pages, without the rules that none of them uses."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rjsmin
from django.apps import apps
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

from panoh.core.stylesheet import CLASS, cut

# Of every page of the desk, in this order; and of every page with fields to fill in.
DESK, FIELDS = "core/desk.js", "core/fields.js"
SCRIPTS = {
    DESK: ("account", "narrow", "draft", "focus", "sideways", "send", "idle", "lock", "ringing"),
    FIELDS: ("letters", "places", "asked"),
}
STYLE, PUBLIC_STYLE = "core/panoh.css", "core/public.css"
# What public pages are made of, by app.
_PUBLIC = {
    "public": ("templates/public", "write_forms.py"),
    "planning": ("templates/planning/public_plan.html",),
    "core": ("templates/core/base.html", "templates/core/forms", "forms/widgets.py", "templatetags/panoh.py", "static/core/js/fresh.js"),
}
_CLASSES = re.compile(r'\bclass(?:=|": |List\.add\()"((?:[^"{]|\{[{%].*?[%}]\}|\{)*)"')


def public_classes(style: str) -> set[str]:
    """Of the classes of this stylesheet those that public pages may use: what stands in a `class` of their sources, and its variants."""
    places = [Path(apps.get_app_config(label).path, part) for label, parts in _PUBLIC.items() for part in parts]
    texts = (file.read_text(encoding="utf-8") for place in places for file in ([place] if place.suffix else place.rglob("*.html")))
    used = {name for text in texts for names in _CLASSES.findall(text) for name in re.findall(r"[a-z][\w-]*", names)}
    return {name for name in CLASS.findall(style) if name.partition("--")[0] in used}


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it says nothing of its types
    """What `collectstatic` gathers. Pages name the joined files; without this storage, as in tests, each script by itself."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Before each name gets its digest."""
        if dry_run:
            return
        texts = {name: self._shortened(name) for name in paths if name.startswith("core/js/")}
        for joined, names in SCRIPTS.items():
            self._put(joined, "\n".join(texts[f"core/js/{name}.js"] for name in names))
        with self.open(STYLE) as file:
            style = file.read().decode()
        self._put(PUBLIC_STYLE, cut(style, public_classes(style)))
        # Read from here, where they are short, and not from where they were gathered.
        yield from super().post_process({**paths, **{name: (self, name) for name in (*SCRIPTS, PUBLIC_STYLE, *texts)}}, **options)

    def _shortened(self, name: str) -> str:
        with self.open(name) as file:
            text: str = rjsmin.jsmin(file.read().decode())
        self._put(name, text)
        return text

    def _put(self, name: str, text: str) -> None:
        self.delete(name)
        self.save(name, ContentFile(text.encode()))
