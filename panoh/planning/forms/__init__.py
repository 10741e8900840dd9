"""What is typed about plans."""
