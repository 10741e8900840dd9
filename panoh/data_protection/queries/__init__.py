"""Reads of this room, a file an area."""
