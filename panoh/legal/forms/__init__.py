"""Forms of legal help: a file an area."""
