"""Organisations of the coalition: members, proposals between them, leaving."""
