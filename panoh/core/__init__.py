"""Core: ids, clock, base model, errors, page layout, components, form widgets."""
