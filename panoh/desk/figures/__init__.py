"""Figures: tables, indicators, releases, packs, data errors, unmet needs, standards, studies."""
