"""Vault: keys, sealed fields, the only door to words that are sealed."""
