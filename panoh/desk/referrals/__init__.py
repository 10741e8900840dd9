"""Referrals to clinics and specialists: the board, letters, steps, replies, terms."""
