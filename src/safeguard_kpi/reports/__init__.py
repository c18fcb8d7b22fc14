"""What a reader is given."""
