"""What is done with findings and reports, a file an area; callers import from here."""
