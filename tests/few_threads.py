"""Have Polars use one thread: as many test processes run as there are cores. Imported before it is."""

import os

os.environ.setdefault("POLARS_MAX_THREADS", "1")
