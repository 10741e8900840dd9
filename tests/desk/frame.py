"""What the frame of every page of the desk asks of the database: session, account, roles, regions, counts of the rail, undo."""

QUERIES = 8
