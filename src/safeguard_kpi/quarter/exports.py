"""Write a table where a person asked for it, for its owner alone, and never where it would do harm."""

import io
import os
from pathlib import Path

import polars as pl

from safeguard_kpi.errors import SafeguardError, why_refused
from safeguard_kpi.frozen.folder import RELEASES
from safeguard_kpi.settings import Settings
from safeguard_kpi.unattended.private import OWNERS_FILE


def write_asked(path: Path, table: pl.DataFrame, settings: Settings) -> None:
    """Write a table as CSV or Parquet, by the ending of the name; nothing is overwritten.

    Raises:
        SafeguardError: another ending, a file that is there already, or a place that it must not be in.
    """
    kind = path.suffix.lower()
    if kind not in {".csv", ".parquet"}:
        raise SafeguardError(
            f"{path.name} ends neither in .csv nor in .parquet", hint="name the file accordingly"
        )
    for folder, why in (
        (settings.inputs, "the next run would read it as a partner's file"),
        (settings.store_folder, "the store is the product's own"),
        (settings.outputs / RELEASES, "nothing is added to what was released"),
    ):
        if path.resolve().is_relative_to(folder.resolve()):
            raise SafeguardError(f"{path} would lie in {folder}: {why}", hint="name another folder")
    written = io.BytesIO()
    if kind == ".csv":
        table.write_csv(written)
    else:
        table.write_parquet(written, compression="snappy")
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNERS_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(written.getbuffer())
    except FileExistsError as fault:
        raise SafeguardError(
            f"there is a file {path} already", hint="name another, or remove that one"
        ) from fault
    except OSError as fault:
        raise SafeguardError(
            f"{path} cannot be written: {why_refused(fault)}",
            hint="check that the folder is there and yours to write",
        ) from fault
