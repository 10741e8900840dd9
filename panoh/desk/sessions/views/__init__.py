"""Screens of this area."""
