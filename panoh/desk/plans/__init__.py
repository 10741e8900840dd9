"""Strategic plans: making, periods, values, files, the public page."""
