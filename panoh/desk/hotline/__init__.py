"""Hotlines: calls, callbacks and dispatch, the rota, the pack for the field."""
