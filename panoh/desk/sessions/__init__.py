"""Sessions, meetings of several people, help that was given."""
