"""What data protection does when others speak: files that are taken back are not due."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from panoh.audit.signals import rows_going
from panoh.audit.trail import remove
from panoh.data_protection.models import Due
from panoh.people.models import Person


def connect() -> None:
    """Called once, when Django is ready."""
    rows_going.connect(on_rows_going, dispatch_uid="data_protection.rows_going")


def on_rows_going(made: Collection[tuple[str, str]], **_kwargs: Any) -> None:
    """The worker may have noted that the time of a file is over that came from an old register; whoever put it off holds the file."""
    people = [UUID(key) for model, key in made if model == Person._meta.label_lower]
    for row in Due.objects.filter(person__in=people, put_off_by=None) if people else ():
        remove(row)
