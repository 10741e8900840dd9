"""Forms of the hotline: a file an area."""
