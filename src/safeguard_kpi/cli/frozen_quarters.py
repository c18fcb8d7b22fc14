"""Release, verify, hold side by side and explain, and tell a person what came of it."""

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from safeguard_kpi.cli.printing import Teller
from safeguard_kpi.cli.stages import Asked, settings_for
from safeguard_kpi.cli.told_figure import told_figure
from safeguard_kpi.cli.told_moves import moves_as_json, tell_moves
from safeguard_kpi.errors import ExitCode, SafeguardError
from safeguard_kpi.frozen import find_release
from safeguard_kpi.journey.pipeline import Journey
from safeguard_kpi.quarter.attributing import attributed
from safeguard_kpi.quarter.explaining import explain as explained
from safeguard_kpi.quarter.exports import write_asked
from safeguard_kpi.quarter.moving import moved_since
from safeguard_kpi.quarter.releasing import Asked as Saying
from safeguard_kpi.quarter.releasing import release as released
from safeguard_kpi.quarter.verifying import verify as verified
from safeguard_kpi.unattended.around import one_run


def release(asked: Asked, *, reason: str, reviewed_by: str, again: bool) -> int:
    """Release the quarter of the last refresh and say where it lies."""
    journey = _journey(asked)
    said = Saying(reason=reason, reviewed_by=reviewed_by, again=again)
    with one_run("release", journey.settings) as run:
        made = released(journey, said)
        run.tell("released", release=made.name, reviewed_by=reviewed_by, reason=reason)
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
        _json(moves_as_json(moved, told))
    else:
        tell_moves(_teller(asked), moved, told, journey)
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
        with one_run("explain", journey.settings) as run:
            write_asked(rows, told.rows, journey.settings)
            written = told.rows.height
            run.tell(
                "rows_written", indicator=key, period=period, cut=cut, rows=written, to=str(rows)
            )
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


def _journey(asked: Asked) -> Journey:
    today = date.today()  # noqa: DTZ011 (a day where the analyst is)
    return Journey(settings=settings_for(asked, today), today=today)


def _teller(asked: Asked) -> Teller:
    return Teller(quiet=asked.quiet, as_json=asked.as_json)


def _json(told: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")


def _lines(lines: list[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n")
