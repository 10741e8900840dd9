"""What every screen shares: the frame around a page, the page that is one form, the frame of a case, errors, choices."""
