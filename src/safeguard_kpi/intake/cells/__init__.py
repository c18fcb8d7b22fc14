"""Cells as text read as what their field holds, column by column."""
