"""What is written in the register, a file an area; callers import the file."""
