"""Templates are indented and spaced for those who read them; pages are sent without."""

import re
from pathlib import Path

from django.template import Origin
from django.template.loaders import filesystem
from django.template.utils import get_app_template_dirs

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
# Lines of nothing but comments and of tags that put out nothing: their break goes, the one before them stays.
SILENT = re.compile(r"^((?:\{#.*?#\}|\{% *(?:if|elif|else|endif|for|empty|endfor|with|endwith|load)\b[^%\n]*%\})*)[ \t]*\n", re.MULTILINE)


class Loader(filesystem.Loader):
    """Finds templates in the folders of the settings, then in those of the rooms, and leaves out what only makes them readable.

    The break after each line that puts something out stays, so a break is safe only where white space is or cannot be seen: within a
    tag, beside a block.
    """

    def get_dirs(self) -> list[str | Path]:
        """Where templates are looked for, in this order."""
        return [*super().get_dirs(), *get_app_template_dirs("templates")]

    def get_contents(self, origin: Origin) -> str:
        """The text of a template with every line at its left edge, and no break after those that put out nothing."""
        return SILENT.sub(r"\1", INDENTATION.sub("", super().get_contents(origin)))
