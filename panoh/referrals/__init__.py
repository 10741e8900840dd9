"""Referrals: closed-loop referrals to facilities, the letters that leave."""
