"""Money: limits, receipts, invoices, what was spent, acts of completed work."""
