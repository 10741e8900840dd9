"""My day and tasks, everything else, taking back the last act."""
