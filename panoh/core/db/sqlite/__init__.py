"""The embedded database: SQLCipher under Django."""
