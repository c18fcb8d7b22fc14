"""What a word or code means: found in layers, gathered where nobody knows it."""
