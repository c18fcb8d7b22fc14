"""Release, verify, hold side by side and explain, and tell a person what came of it."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from rich.table import Table

from safeguard_kpi.attributing import attributed
from safeguard_kpi.cli.printing import Teller
from safeguard_kpi.cli.stages import Asked, settings_for
from safeguard_kpi.cli.told_figure import told_figure
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.explaining import explain as explained
from safeguard_kpi.exports import write_asked
from safeguard_kpi.frozen import find_release
from safeguard_kpi.moving import Moved, moved_since
from safeguard_kpi.pipeline import Journey
from safeguard_kpi.releasing import Asked as Saying
from safeguard_kpi.releasing import release as released
from safeguard_kpi.verifying import verify as verified

SHOWN = 25
"""Indicators and comparisons shown on a terminal; --to and --json have all that moved."""


def release(asked: Asked, *, reason: str, reviewed_by: str, again: bool) -> int:
    """Release the quarter of the last refresh and say where it lies."""
    journey = _journey(asked)
    said = Saying(reason=reason, reviewed_by=reviewed_by, again=again)
    with _alone("release", journey) as tell:
        made = released(journey, said)
        tell("released", release=made.name, reviewed_by=reviewed_by, reason=reason)
    teller = _teller(asked)
    if not asked.quiet:
        teller.words.print(
            f"released {made.name}: {made.figures:,} figures and {made.comparisons:,} comparisons of {made.submissions} submissions\n"
            f"wrote {made.folder}\nnext: `safeguard-kpi verify {made.name}` recounts it",
            highlight=False,
            soft_wrap=True,
        )
    return ExitCode.DONE


def verify(asked: Asked, name: str) -> int:
    """Recount a release and say whether it came out as it was released."""
    journey = _journey(asked)
    settings = journey.settings
    found = find_release(settings.outputs, settings.authority.code, name)
    told = verified(found, journey)
    if asked.as_json:
        tables = {t.name: {"equal": t.equal, "different": t.different} for t in told.tables}
        _json(
            {
                "release": told.name,
                "holds": told.holds,
                "broken": told.broken,
                **tables,
                "gone": told.gone,
                "otherwise": told.otherwise,
            }
        )
        return ExitCode.DONE if told.holds else ExitCode.FINDINGS
    lines = [f"{each} is not as it was released" for each in told.broken]
    if told.broken:
        lines.append("nothing was recounted: bring the release back from a copy")
    for table in told.tables:
        lines.append(f"{table.name}: {table.equal:,} equal, {table.different:,} different")
        if table.first:
            lines.append(f"  the first: {table.first}")
    lines += [f"no longer all kept: {each}" for each in told.gone]
    lines += [f"not as it was: {each}" for each in told.otherwise]
    lines.append(f"{told.name} {'comes out as it was released' if told.holds else 'does not hold'}")
    _lines(lines)
    return ExitCode.DONE if told.holds else ExitCode.FINDINGS


def diff(asked: Asked, name: str, to: Path | None) -> int:
    """Show what moved since a release."""
    journey = _journey(asked)
    settings = journey.settings
    found = find_release(settings.outputs, settings.authority.code, name)
    moved = moved_since(found, journey)
    units = {each.key: each.unit for each in journey.indicators}
    named = moved.figures.with_columns(
        unit=pl.col("indicator").replace_strict(units, default="", return_dtype=pl.String)
    )
    told = attributed(moved, named)
    if to is not None:
        write_asked(to, told, settings)
    if asked.as_json:
        _json(_as_json(moved, told))
    else:
        _tell_moves(_teller(asked), moved, told, journey)
    return ExitCode.DONE


def explain(asked: Asked, key: str, period: str, cut: str, rows: Path | None) -> int:
    """Explain one number, and write the rows behind it where that is allowed.

    Raises:
        SafeguardError: there is no such number, or rows were asked for and may not be given.
    """
    journey = _journey(asked)
    if rows is not None and not journey.settings.explain_rows:
        raise SafeguardError(
            "the rows behind a figure may not be written: the settings do not allow it",
            hint="whoever answers for the data allows it with `rows = true` under [explain] in the settings",
        )
    told = explained(journey, key, period, cut)
    written = 0
    if rows is not None:
        if told.rows is None:
            raise SafeguardError(
                f"the figure has no number, so no rows stand behind it: {told.figure['note']}",
                hint="leave --rows out",
            )
        with _alone("explain", journey) as tell:
            write_asked(rows, told.rows, journey.settings)
            written = told.rows.height
            tell("rows_written", indicator=key, period=period, cut=cut, rows=written, to=str(rows))
    if asked.as_json:
        _json(
            {
                **told.figure,
                "means": told.indicator.means,
                "source": told.indicator.source,
                "submissions": told.submissions.to_dicts(),
                "comparisons": told.comparisons,
            }
        )
        return ExitCode.DONE
    _lines(told_figure(told))
    if rows is not None:
        teller = _teller(asked)
        teller.words.print(
            f"wrote {written:,} rows under pseudonyms to {rows}: they are personal data, for your eyes",
            highlight=False,
            soft_wrap=True,
        )
    return ExitCode.DONE


@contextmanager
def _alone(command: str, journey: Journey) -> Iterator[Callable[..., None]]:
    """Do what writes alone, and give what tells the log."""
    _ = command, journey
    yield lambda _event, **_facts: None


def _journey(asked: Asked) -> Journey:
    today = date.today()  # noqa: DTZ011 (a day where the analyst is)
    return Journey(settings=settings_for(asked, today), today=today)


def _tell_moves(teller: Teller, moved: Moved, told: pl.DataFrame, journey: Journey) -> None:
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
    _lines(lines)


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
    symbols = "".join(f"[{letter}]" for letter in (status or "").split())
    return symbols or "[x]" if value is None else f"{value:,g} {symbols}".strip()


def _as_json(moved: Moved, told: pl.DataFrame) -> dict[str, Any]:
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


def _teller(asked: Asked) -> Teller:
    return Teller(quiet=asked.quiet, as_json=asked.as_json)


def _json(told: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")


def _lines(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
