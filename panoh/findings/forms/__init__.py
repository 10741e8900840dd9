"""Shape and words of input about findings and reports."""
