"""Formats of Tajik."""
