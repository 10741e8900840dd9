"""Reads of care outside and what it costs, a file an area."""
