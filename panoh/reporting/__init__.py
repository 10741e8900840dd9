"""Reporting: statistics counted from records, and the list of what cannot be right."""
