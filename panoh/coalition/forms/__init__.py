"""Forms between organisations: a file an area."""
