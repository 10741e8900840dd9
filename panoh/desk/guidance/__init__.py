"""Guidance: steps of cases and of the Unit, versions, the booklet."""
