"""How many generated examples a test looks at: the same ones in every run, and ten times as many others in `make check-guarantees`."""

import os

from hypothesis import settings

WIDE = os.environ.get("PANOH_EXAMPLES") == "wide"


def examples(count: int) -> settings:
    """For a test whose examples are dear: so many of them, where a hundred are usual."""
    return settings(max_examples=count * (10 if WIDE else 1))
