"""Agreements with clinics and specialists, and the rules that go with them."""
