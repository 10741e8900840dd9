"""What is done about care outside and what it costs, a file an area."""
