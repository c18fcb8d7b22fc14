"""Invented children whose totals are those published for Walsall, sent as partners would send them."""

from safeguard_kpi.sample.write import is_sample, write_sample

__all__ = ["is_sample", "write_sample"]
