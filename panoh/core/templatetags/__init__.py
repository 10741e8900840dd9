"""Template tags of the house: {% load panoh %}."""
