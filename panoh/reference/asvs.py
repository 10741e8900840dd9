"""The table of ASVS 5.0 (docs/asvs.toml): each row with what proves it here."""


def intro():
    return ""


def chapters():
    return []
