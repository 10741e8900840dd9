"""Staff and accounts: signing in, one's own account, roles, the care of staff."""
