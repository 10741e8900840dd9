"""PostgreSQL, reached by a role that owns nothing."""
