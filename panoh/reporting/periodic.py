"""What the task worker does by itself: facts follow the records, released tables are laid out for the public pages."""

from panoh.reporting.fact_refresh import fold
from panoh.reporting.public_snapshot import lay_out_figures

ALWAYS = (fold,)
OFTEN = (lay_out_figures,)
