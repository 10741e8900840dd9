"""Panoh: the working system of a rehabilitation unit."""
