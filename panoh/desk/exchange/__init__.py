"""Import and export of lists, and figures for machines."""
