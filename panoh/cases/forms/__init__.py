"""Shape and words of input about requests and cases."""
