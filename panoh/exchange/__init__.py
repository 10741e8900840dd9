"""Exchange: register import."""
