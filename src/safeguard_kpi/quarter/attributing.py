"""Say in words what moved each figure: which submissions, a definition, links, people, coverage."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import polars as pl

from safeguard_kpi.measures.moved import FIGURE
from safeguard_kpi.quarter.moving import Moved
from safeguard_kpi.quarter.naming import named

Figure = tuple[str, ...]


def attributed(moved: Moved, figures: pl.DataFrame) -> pl.DataFrame:
    """Add to the table MOVED, with `unit`, a column `moved_by`: in sentences, what moved each figure."""
    by_figure: dict[Figure, list[Mapping[str, Any]]] = defaultdict(list)
    for row in moved.movers.iter_rows(named=True):
        by_figure[tuple(row[name] for name in FIGURE)].append(row)
    said = [
        " ".join(_sentences(moved, row, by_figure[tuple(row[name] for name in FIGURE)]))
        for row in figures.iter_rows(named=True)
    ]
    return figures.with_columns(pl.Series("moved_by", said, dtype=pl.String))


def _sentences(moved: Moved, figure: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> list[str]:
    key = figure["indicator"]
    told = []
    if key in moved.definitions:
        told.append(f"The definition changed: {moved.definitions[key]}")
    by_size = sorted(rows, key=lambda row: -(row["came"] + row["gone"] + row["otherwise"]))
    told += [f"{_who(moved, row)}: {_what(row)}." for row in by_size]
    if key not in moved.definitions and any(_by_itself(row) for row in rows):
        if linked := moved.linked.get(key, ()):
            names = "; ".join(named(each, moved.submissions) for each in linked)
            told.append(f"Some through rows of the same children in: {names}.")
        elif rows:
            told.append("Some through other rows of the same children, or what was sent of them.")
    if _people(figure):
        told.append("The population it is a rate of changed.")
    if figure["change"] != "changed":
        told.append(
            f"It has {figure['change']}: {_status(figure, 'then')} then, {_status(figure, 'now')} now."
        )
    if lost := _lost(figure, rows):
        told.append(
            f"{lost} of its rows then or now are no longer kept, so nobody can say which they were."
        )
    return told or [
        "No row that is still kept tells why: rows may have been erased or let go since, or what is known of the period changed."
    ]


def _who(moved: Moved, row: Mapping[str, Any]) -> str:
    """Name the submission that moved rows: the one that counts now, else the one that took its place."""
    before, now = row["before"], row["now"]
    if now is None:
        told = moved.submissions[before]
        if told["counts"]:
            return named(before, moved.submissions)
        if (later := told["replaced_by"]) and later in moved.submissions:
            return f"{named(later, moved.submissions)} (in the place of {named(before, moved.submissions)})"
        return f"{named(before, moved.submissions)} ({told['standing']} now)"
    if before is None or before == now:
        return named(now, moved.submissions)
    return f"{named(now, moved.submissions)} (in the place of {named(before, moved.submissions)})"


def _what(row: Mapping[str, Any]) -> str:
    words = {
        "came": "counted that did not",
        "gone": "counted no more",
        "otherwise": "counted otherwise",
    }
    many = [
        f"{row[name]:,} {'row' if row[name] == 1 else 'rows'} {said}"
        for name, said in words.items()
        if row[name]
    ]
    return ", ".join(many)


def _by_itself(row: Mapping[str, Any]) -> bool:
    """Say whether rows count otherwise though their own submission is the one of then."""
    return bool(row["otherwise"]) and row["before"] == row["now"]


def _people(figure: Mapping[str, Any]) -> bool:
    """Say whether a rate's population changed; it has a denominator that no row is in."""
    then, now = figure["denominator_then"], figure["denominator_now"]
    return bool(figure["unit"] == "per_10k" and then and now and then != now)


def _status(figure: Mapping[str, Any], when: str) -> str:
    value, status = figure[f"value_{when}"], figure[f"status_{when}"]
    if status is None:
        return "no figure"
    return f"[{status or 'x'}]" if value is None else f"{value:g}"


def _lost(figure: Mapping[str, Any], rows: list[Mapping[str, Any]]) -> int:
    """Count the rows by which a figure moved and that are not there to be named."""
    missing = 0
    for name in ("numerator", "unknown"):
        then, now = figure[f"{name}_then"], figure[f"{name}_now"]
        if then is not None and now is not None:
            missing += abs((now - then) - sum(row[name] for row in rows))
    return missing
