"""What the task worker does by itself: approved pages of plans are laid out for the public pages."""

from panoh.planning.public_snapshot import lay_out_plans

OFTEN = (lay_out_plans,)
