"""From a partner's file to admitted rows and findings."""
