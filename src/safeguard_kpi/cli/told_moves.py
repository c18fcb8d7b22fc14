"""What moved since a release, told for a person and for a program."""

import sys
from collections.abc import Mapping
from typing import Any

import polars as pl
from rich.table import Table

from safeguard_kpi.cli.printing import Teller
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.quarter.moving import Moved

SHOWN = 25
"""Indicators and releases shown on a terminal; --to and --json have all that moved."""


def tell_moves(teller: Teller, moved: Moved, told: pl.DataFrame, journey: Journey) -> None:
    """Tell what moved: of each indicator what moved most, then definitions and national figures."""
    titles = {each.key: each.title for each in journey.indicators}
    worst = _worst_first(told)
    table = Table(title=f"Moved since {moved.release}", title_justify="left", box=None)
    for name in ("indicator", "figures", "moved most", "then", "now", "moved by"):
        table.add_column(name, overflow="fold", justify="right" if name in {"figures", "then", "now"} else "left")  # fmt: skip
    for row in worst[:SHOWN]:
        where = "" if row["cut"] == "all" else f", {row['cut']} {row['category']}"
        table.add_row(
            titles.get(row["indicator"], row["indicator"]),
            f"{row['moved']:,}",
            f"{row['period']}{where}",
            _value(row, "then"),
            _value(row, "now"),
            row["moved_by"],
        )
    if worst:
        teller.results.print(table)
    lines = []
    if len(worst) > SHOWN:
        lines.append(f"and {len(worst) - SHOWN} indicators more: see --to or --json")
    for key, words in sorted(moved.definitions.items()):
        lines.append(f"definition changed: {titles.get(key, key)}: {words}")
    lines += _comparators(moved.comparisons)
    lines.append(
        f"{moved.figures.height:,} figures moved since {moved.release}, {moved.alike:,} are the same; {moved.since:,} are of periods that ended after it"
    )
    sys.stdout.write("\n".join(lines) + "\n")


def _worst_first(told: pl.DataFrame) -> list[dict[str, Any]]:
    """Take of each indicator the figure that moved most, those that came or went before all others."""
    most = pl.max_horizontal(pl.col("value_then").abs(), pl.col("value_now").abs(), pl.lit(1.0))
    share = (pl.col("difference").abs() / most).fill_null(0)
    ranked = told.with_columns(
        _turned=pl.col("change") != "changed",
        _whole=pl.col("cut") == "all",
        _share=share,
        moved=pl.len().over("indicator"),
    ).sort(
        "_whole", "_turned", "_share", "period_end", "period", "category",
        descending=[True, True, True, True, False, False],
    )  # fmt: skip
    return ranked.unique("indicator", keep="first", maintain_order=True).to_dicts()


def _comparators(comparisons: pl.DataFrame) -> list[str]:
    """Say which releases of national figures are others, and how many comparisons moved."""
    if comparisons.is_empty():
        return []
    releases = (
        comparisons.filter(pl.col("release_then").ne_missing(pl.col("release_now")))
        .group_by("release_then", "release_now")
        .len()
        .sort("len", descending=True)
    )
    return [
        f"{comparisons.height:,} comparisons are not the same",
        *(
            f"  {many:,} stand beside {now or 'nothing'}, then beside {then or 'nothing'}"
            for then, now, many in releases.head(SHOWN).iter_rows()
        ),
    ]


def _value(row: Mapping[str, Any], when: str) -> str:
    value, status = row[f"value_{when}"], row[f"status_{when}"]
    if status is None:
        return "none"
    symbols = "".join(f"[{letter}]" for letter in (status or "").split())
    return symbols or "[x]" if value is None else f"{value:,g} {symbols}".strip()


def moves_as_json(moved: Moved, told: pl.DataFrame) -> dict[str, Any]:
    """Give all that moved, for a program."""
    return {
        "release": moved.release,
        "released_to": moved.released_to,
        "as_of": moved.as_of,
        "figures": told.to_dicts(),
        "movers": moved.movers.to_dicts(),
        "submissions": moved.submissions,
        "definitions": moved.definitions,
        "comparisons": moved.comparisons.to_dicts(),
        "alike": moved.alike,
        "since": moved.since,
    }
