"""The room that puts the others together: from the files, and what earlier quarters left, to the outputs."""
