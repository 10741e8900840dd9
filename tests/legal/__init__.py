"""Tests of legal help."""
