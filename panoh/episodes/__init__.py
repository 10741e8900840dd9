"""Care episodes outside: stays and courses of treatment, what they cost against the agreement, invoices, acts of completed work."""
