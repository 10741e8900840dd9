"""Requests for help: written down, triaged, declined; people who ask what is kept about them."""
