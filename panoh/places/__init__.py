"""Places: regions, cities and districts in three languages, from content; the scopes of regional workers."""
