"""Invented children whose totals are those published for Walsall, sent as partners would send them."""
