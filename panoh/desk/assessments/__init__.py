"""Assessments: social, medical and psychological, diagnoses, the body, the story, capacities."""
