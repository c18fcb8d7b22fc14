"""What the analyst says in answer: the meaning of words, and which columns are which."""
