"""What the task worker does by itself: what the agent has to say of itself gets into the record, and what lives is asked for."""

from panoh.vault.actions import tell_of_keys
from panoh.vault.rotation import ask_for_living

DAILY = (ask_for_living,)
OFTEN = (tell_of_keys,)
