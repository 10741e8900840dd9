"""What is done in this room, a file an area."""
