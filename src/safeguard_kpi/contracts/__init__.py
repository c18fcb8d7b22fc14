"""What a feed must look like."""
