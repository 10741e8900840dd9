"""Step-wise protocols as data, and their versions."""
