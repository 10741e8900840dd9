"""Desk: screens that join several rooms; no models."""
