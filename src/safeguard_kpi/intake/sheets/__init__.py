"""A sheet from cells as text to typed rows: its header found, its rows told from all else."""
