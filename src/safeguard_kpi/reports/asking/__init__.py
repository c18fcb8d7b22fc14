"""Workbooks in which something is asked: of partners, and of the analyst."""
