"""What stands in place of an identifier and identifies nobody, as declared."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from safeguard_kpi.contracts.declared import need, only, read_toml
from safeguard_kpi.contracts.model import Feed, Kind
from safeguard_kpi.text import label


class NoIdentifiers(NamedTuple):
    """What stands where an identifier belongs, as labels."""

    nobody: frozenset[str]
    """What identifies nobody in a row of the table."""
    notes: frozenset[str]
    """What a note under the table holds."""


def load_no_identifiers(path: Path) -> NoIdentifiers:
    """Read what stands in place of identifiers.

    Raises:
        DeclarationError: an unknown key, or a list that is missing.
    """
    given, where = read_toml(path), str(path)
    only({"nobody", "notes"}, given, where=where)
    nobody, notes = (
        frozenset(map(label, need(given, key, list, where=where))) for key in ("nobody", "notes")
    )
    return NoIdentifiers(nobody, notes)


def with_nobody(feeds: Mapping[str, Feed], nobody: frozenset[str]) -> dict[str, Feed]:
    """Tell every field that holds identifiers which words identify nobody."""
    return {
        name: replace(
            feed,
            fields={
                key: replace(field, nobody=nobody) if field.kind is Kind.IDENTIFIER else field
                for key, field in feed.fields.items()
            },
        )
        for name, feed in feeds.items()
    }
