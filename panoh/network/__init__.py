"""Network: facilities and specialists outside."""
