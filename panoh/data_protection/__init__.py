"""What a person may ask of what is kept about them: that it be erased, so that no copy of it opens again."""
