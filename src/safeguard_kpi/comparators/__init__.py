"""National figures as a feed: read as published, checked by recomputing them, kept with their release."""
