"""What lies in the store, told without its key: tables, rows, bytes."""

from dataclasses import dataclass
from pathlib import Path

from safeguard_kpi.store import delta
from safeguard_kpi.store.delta import StoreError
from safeguard_kpi.store.pointer import POINTER, read_pointer


@dataclass(frozen=True, kw_only=True)
class TableFacts:
    """One table of the store."""

    name: str
    rows: int
    size: int
    """Bytes of its files, those of older versions too."""


@dataclass(frozen=True, kw_only=True)
class StoreFacts:
    """What is kept between quarters."""

    folder: Path
    key_id: str = ""
    commit: int = 0
    """How many times it has been changed."""
    written: str = ""
    product: str = ""
    tables: tuple[TableFacts, ...] = ()
    trouble: str = ""
    """Why it cannot be read, where it cannot."""


def store_facts(folder: Path) -> StoreFacts | None:
    """Say what lies in the store; None where there is none yet. Nothing is made, nor undone."""
    if not (folder / POINTER).exists():
        return None
    try:
        pointer = read_pointer(folder)
        here = folder / pointer.tables_folder
        for name, version in pointer.tables.items():
            delta.hold_whole(here / name, version)
        tables = tuple(
            TableFacts(name=name, rows=delta.rows_of(here / name, version), size=_size(here / name))
            for name, version in sorted(pointer.tables.items())
        )
    except StoreError as fault:
        return StoreFacts(folder=folder, trouble=fault.message)
    return StoreFacts(
        folder=folder,
        key_id=pointer.key_id,
        commit=pointer.commit,
        written=pointer.written,
        product=pointer.product,
        tables=tables,
    )


def _size(table: Path) -> int:
    return sum(path.stat().st_size for path in table.rglob("*") if path.is_file())
