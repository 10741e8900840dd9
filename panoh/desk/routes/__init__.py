"""Addresses of the desk, a file an area, all in the namespace `desk`."""
