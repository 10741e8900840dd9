"""What the task worker does by itself: duplicates are looked for."""

from panoh.people.duplicates import find_candidates
from panoh.people.merging import forget_changes

ALWAYS = (find_candidates,)
OFTEN = (forget_changes,)
