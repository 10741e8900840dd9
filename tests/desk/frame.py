"""What the frame of every page of the desk asks of the database: session, account, roles, regions, counts of the rail, undo."""

QUERIES = 8
IS_OFF = 1  # on a page of a part that can be switched off: whether it is
