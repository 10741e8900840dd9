"""Consent: what a person agreed to: purpose, recipient, kind of data."""
