"""What is typed in this room, a file an area."""
