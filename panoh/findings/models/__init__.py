"""Examinations, diagnoses, the story and reports, a file an area; others import from here."""
