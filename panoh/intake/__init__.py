"""Intake: what comes in without an account, taken in, answered, followed up by a receipt."""
