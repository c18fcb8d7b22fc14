"""The room of what surrounds every run: one at a time, committed in one step, logged, and missed when it does not come."""
