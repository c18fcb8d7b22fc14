"""What earlier quarters left, and what a file sent again does to it: which rows of all count."""
