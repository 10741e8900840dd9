"""People and families: particulars, relatives, duplicates, search."""
