"""What was found and told: examinations, diagnoses, the story told once, medico-legal reports."""
