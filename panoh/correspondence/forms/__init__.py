"""What is typed about letters, meetings, promises and recommendations, a file an area."""
