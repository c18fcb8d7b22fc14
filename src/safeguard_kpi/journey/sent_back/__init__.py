"""What is asked of each partner, and what became of what was asked before."""
