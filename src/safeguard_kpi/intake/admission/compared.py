"""Which key two sheets of a feed are compared by: the best that both sent and neither begins anew."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product

import polars as pl

from safeguard_kpi.contracts.model import Feed

Key = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Sheets of one kind sent the same parts of keys, and begin anew beside the same other sheets.

    So a key that holds for one sheet of a kind and one of another holds for all of both: there are few kinds,
    where there may be many sheets.
    """

    kinds: pl.DataFrame
    """`_submission` and `_kind`."""
    by_key: Mapping[Key, pl.DataFrame]
    """`_kind` and `_other_kind`, both ways, that each key compares."""

    @classmethod
    def of(cls, sent: Mapping[int, frozenset[str]], feed: Feed, anew: pl.DataFrame) -> "Compared":
        """Choose the key of each two sheets.

        Args:
            sent: which columns each submission sent.
            feed: the contract.
            anew: what `restarting` gives: the pairs whose identifiers name other rows.
        """
        apart: dict[int, set[int]] = defaultdict(set)
        habits = anew.filter("habit").select("_submission", "_other_submission")
        for one, other in habits.iter_rows():
            apart[one].add(other)
            apart[other].add(one)
        parts = frozenset(column for key in feed.keys for column in key)
        members: dict[tuple[frozenset[str], frozenset[int]], list[int]] = defaultdict(list)
        for number, columns in sent.items():
            members[columns & parts, frozenset(apart[number])].append(number)
        keys: dict[Key, list[tuple[int, int]]] = defaultdict(list)
        for (one, mine), (other, theirs) in product(enumerate(members), repeat=2):
            begins_anew = not mine[1].isdisjoint(members[theirs])
            key = feed.key_for(mine[0] & theirs[0], after=int(begins_anew))
            keys[key].append((one, other))
        kind_of = [
            (number, kind) for kind, numbers in enumerate(members.values()) for number in numbers
        ]
        pair = {"_kind": pl.UInt32, "_other_kind": pl.UInt32}
        return cls(
            kinds=pl.DataFrame(
                kind_of, schema={"_submission": pl.UInt32, "_kind": pl.UInt32}, orient="row"
            ),
            by_key={
                key: pl.DataFrame(found, schema=pair, orient="row") for key, found in keys.items()
            },
        )

    def pairs(self, keys: Iterable[Key]) -> pl.DataFrame:
        """Name the sheets, `_submission` and `_other_submission`, that some keys compare."""
        nothing = pl.DataFrame(schema={"_kind": pl.UInt32, "_other_kind": pl.UInt32})
        others = self.kinds.rename({"_submission": "_other_submission", "_kind": "_other_kind"})
        return (
            pl.concat([nothing, *(self.by_key[key] for key in keys)])
            .join(self.kinds, on="_kind")
            .join(others, on="_other_kind")
            .select("_submission", "_other_submission")
        )
