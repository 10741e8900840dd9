"""Accounts: member organisations, staff, roles, sign-in, drafts."""
