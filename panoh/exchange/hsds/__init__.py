"""The directory in a format of others: the Human Services Data Specification 3.0, as tables and as JSON."""
