"""Whether a table is the whole of what was published: every year, and every place of its release."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from safeguard_kpi.comparators.cells import RAGGED_HINT, refuse_unknown_symbols
from safeguard_kpi.comparators.places import places
from safeguard_kpi.comparators.recognising import Recognised
from safeguard_kpi.errors import SafeguardError

CHILDREN: Final = r"(?i)^(children )?(aged )?0 ?(to|-|\u2013) ?17( years)?$"
"""How a population file writes the age of the children its rates are for."""


def refuse_if_cut(found: Recognised) -> None:
    """Refuse a table in which a year, England, a region or many authorities are missing.

    Raises:
        SafeguardError: naming what is missing, or the first cell that can't be read.
    """
    published, release, table = found
    counts = sorted(table.counts) if table else ["population estimate"]
    values = sorted(table.columns - table.counts) if table else []
    refuse_unknown_symbols(published, counts, values)
    placed = places(published.cells)
    if placed.null_count().sum_horizontal().item():
        raise SafeguardError(
            f"{published.file} has a row whose year or place can't be read", hint=RAGGED_HINT
        )
    _refuse_repeated(found, placed)
    level = pl.col("area_level")
    years = placed.group_by("time_period").agg(
        (level == name).sum().alias(name) for name in ("country", "region", "authority")
    )
    whole = years.filter(
        pl.col("country") == 1,
        pl.col("region") == pl.col("region").max(),
        pl.col("authority") >= release.authorities,
    )
    last = release.last_year if table else release.last_year - 1
    first = table.first_year if table else min(years["time_period"].to_list())
    if missing := sorted(set(range(first, last + 1)) - set(whole["time_period"])):
        raise SafeguardError(
            f"{published.file} is not the whole of {found.title}: {missing[0]} lacks England, a region or some authorities",
            hint=RAGGED_HINT,
        )
    if not table:
        _refuse_nobody(found)


def refuse_unlike(known: Sequence[Recognised]) -> None:
    """Refuse a table that lacks a place which another table of its release has for that year.

    So a file is caught that was cut at the end of a line, however few rows it lost. Populations
    stand a year before the figures they are under.

    Raises:
        SafeguardError: naming the table, the year and the place.
    """
    of_release: dict[str, list[tuple[Recognised, pl.DataFrame]]] = {}
    for one in known:
        year = pl.col("time_period") + (0 if one.table else 1)
        code = pl.when(pl.col("la_code") == "").then("area_code").otherwise("la_code")
        placed = places(one.published.cells).select(year, code.alias("code"), "area_name")
        of_release.setdefault(one.release.name, []).append((one, placed))
    for tables in of_release.values():
        key = ["time_period", "code"]
        every = pl.concat(placed for _, placed in tables).unique(key, keep="first")
        for one, placed in tables:
            since = every.filter(pl.col("time_period") >= placed["time_period"].min())
            lacking = since.join(placed, on=key, how="anti").sort(key)
            if lacking.height:
                year, _, name = lacking.row(0)
                raise SafeguardError(
                    f"{one.published.file} is not the whole of {one.title}: {year if one.table else year - 1} lacks {name}, which another table of the release has",
                    hint=RAGGED_HINT,
                )


def _refuse_repeated(found: Recognised, placed: pl.DataFrame) -> None:
    """Refuse a place given twice in a year: neither of its rows may be chosen for the other."""
    code = pl.when(pl.col("la_code") == "").then("area_code").otherwise("la_code")
    again = placed.select(
        pl.struct("time_period", "area_level", code).is_first_distinct().not_()
    ).to_series()
    if again.any():
        row = again.arg_max() or 0
        year, name = placed.select("time_period", "area_name").row(row)
        raise SafeguardError(
            f"{found.published.file}, line {row + 2}: a row of {name} in {year} that {found.title} already has",
            hint=RAGGED_HINT,
        )


def _refuse_nobody(found: Recognised) -> None:
    cells = found.published.cells
    odd = cells["age group"].str.strip_chars().str.contains(CHILDREN).not_()
    if odd.any():
        raise SafeguardError(
            f"{found.published.file}, line {(odd.arg_max() or 0) + 2}, column `age group`: rates are for children aged 0 to 17, and this is another age",
            hint="give the population file that comes with the release",
        )
    nought = cells["population estimate"].str.strip_chars().str.contains(r"^0+(\.0+)?$")
    if nought.any():
        raise SafeguardError(
            f"{found.published.file}, line {(nought.arg_max() or 0) + 2}, column `population estimate`: a population of nought",
            hint=RAGGED_HINT,
        )
