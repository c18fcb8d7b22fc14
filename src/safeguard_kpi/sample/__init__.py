"""Invented children whose totals are published ones."""
