"""What stands in place of an identifier and identifies nobody, as declared."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from safeguard_kpi.contracts.declared import need, only, read_toml
from safeguard_kpi.contracts.model import Feed, Kind
from safeguard_kpi.text import label


def nobody_declared(path: Path) -> frozenset[str]:
    """Read the words that identify nobody, as labels.

    Raises:
        DeclarationError: an unknown key, or none of the words.
    """
    given, where = read_toml(path), str(path)
    only({"nobody"}, given, where=where)
    return frozenset(map(label, need(given, "nobody", list, where=where)))


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
