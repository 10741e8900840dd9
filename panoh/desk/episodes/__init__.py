"""Stays and courses of treatment, and what they cost."""
