"""The room where admitted rows are kept between quarters, under pseudonyms."""

from safeguard_kpi.store.keys import Keys, read_keys
from safeguard_kpi.store.opening import open_store
from safeguard_kpi.store.shelves import Store

__all__ = ["Keys", "Store", "open_store", "read_keys"]
