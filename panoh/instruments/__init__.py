"""Questionnaires: definitions, scoring, answers, change over time."""
