"""Danger to life and urgency: seen to, triaged again, the urgent referral."""
