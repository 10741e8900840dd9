"""The process that holds the keys in memory. It knows no Django."""
