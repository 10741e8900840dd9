"""Numbered letters in and out, meetings, promises, and recommendations to authorities."""
