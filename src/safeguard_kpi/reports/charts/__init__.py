"""Charts: what each plots, written as a table that a reader can see, and drawn from there."""
