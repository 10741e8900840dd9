"""Forms that join several rooms."""
