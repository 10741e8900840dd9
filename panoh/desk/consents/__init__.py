"""Consents: asked for, given, withdrawn."""
