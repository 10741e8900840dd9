"""People: persons, families, identities, safe contact, names across scripts."""
