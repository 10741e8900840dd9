"""Static files as they are served: scripts without their comments, those of every page of the desk as one file, those of fields as one."""

from collections.abc import Iterator
from typing import Any

import rjsmin
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# Of every page of the desk, in this order; and of every page with fields to fill in.
DESK, FIELDS = "core/desk.js", "core/fields.js"
SCRIPTS = {
    DESK: ("account", "narrow", "draft", "focus", "sideways", "send", "idle", "lock", "ringing"),
    FIELDS: ("letters", "places", "asked"),
}


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it says nothing of its types
    """What `collectstatic` gathers. Pages name the joined files; without this storage, as in tests, each script by itself."""

    def post_process(self, paths: dict[str, Any], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Before each name gets its digest."""
        if dry_run:
            return
        texts = {name: self._shortened(name) for name in paths if name.startswith("core/js/")}
        for joined, names in SCRIPTS.items():
            self._put(joined, "\n".join(texts[f"core/js/{name}.js"] for name in names))
        # Read from here, where they are short, and not from where they were gathered.
        yield from super().post_process({**paths, **{name: (self, name) for name in (*SCRIPTS, *texts)}}, **options)

    def _shortened(self, name: str) -> str:
        with self.open(name) as file:
            text: str = rjsmin.jsmin(file.read().decode())
        self._put(name, text)
        return text

    def _put(self, name: str, text: str) -> None:
        self.delete(name)
        self.save(name, ContentFile(text.encode()))
