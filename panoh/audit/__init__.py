"""Audit: the tamper-evident record of reads and writes; actions, the write guard, undo."""
