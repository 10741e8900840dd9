"""Public: pages for people seeking help; no models."""
