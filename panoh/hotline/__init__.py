"""The hotlines: calls, who is on duty, calling back, sending somebody, and what must not be passed over meanwhile."""
