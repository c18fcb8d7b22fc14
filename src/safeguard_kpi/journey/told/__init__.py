"""What the analyst says of files: when each was due, what it covers, who sent it."""
