"""What the task worker does by itself. Each room lists its own jobs in `periodic.py`, in tuples named after when they are due."""

from collections.abc import Callable

from panoh.core.rooms import modules_named

type Job = Callable[[], object]

# In the order in which a round does them.
WHEN = (
    "AFTER_UNLOCK",  # once, when the keys are there
    "URGENT",  # each round, before what may take minutes after an import
    "ALWAYS",  # as often as the worker looks, twice a second: asks little where nothing changed
    "DAILY",  # once on each day
    "OFTEN",  # each round, every five seconds
    "LAST",  # each round, after everything
    "LOCKED",  # each round while everything is locked: no key, no database
)


def collect_jobs() -> dict[str, tuple[Job, ...]]:
    """The jobs of all rooms by when they are due, rooms in the order of INSTALLED_APPS. Raises ValueError for a tuple of another name."""
    found: dict[str, tuple[Job, ...]] = dict.fromkeys(WHEN, ())
    for room in modules_named("periodic"):
        for when in (each for each in vars(room) if each.isupper()):
            if when not in found:
                raise ValueError(f"{room.__name__}: {when} is none of {', '.join(WHEN)}.")
            found[when] += getattr(room, when)
    return found
