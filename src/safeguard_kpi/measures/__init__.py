"""How counting is done: periods, coverage, limits, comparison."""
