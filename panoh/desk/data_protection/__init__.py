"""Data protection: record, keys, emergency access, erasure, retention, refusals, sealed cases, complaints."""
