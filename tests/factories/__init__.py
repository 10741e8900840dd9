"""Makers of rows for tests: one file an app, nothing hidden."""
