"""Templates are indented for those who read them; pages are sent without."""

import re
from pathlib import Path

from django.template import Origin
from django.template.loaders import filesystem
from django.template.utils import get_app_template_dirs

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(filesystem.Loader):
    """Finds templates in the folders of the settings, then in those of the rooms, and leaves out what only indents them.

    Line breaks stay, so a break is safe only where white space is or cannot be seen: within a tag, beside a block.
    """

    def get_dirs(self) -> list[str | Path]:
        """Where templates are looked for, in this order."""
        return [*super().get_dirs(), *get_app_template_dirs("templates")]

    def get_contents(self, origin: Origin) -> str:
        """The text of a template with every line at its left edge."""
        return INDENTATION.sub("", super().get_contents(origin))
