"""Demo: the invented people and work of a sample. No screens, no models."""
