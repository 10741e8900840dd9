"""Who sees and does what in this room, a file an area."""
