"""What the terminal shows: results to stdout, words to stderr, a bar only where there is a terminal."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import polars as pl
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from safeguard_kpi.cli.headline import gaps, headline
from safeguard_kpi.cli.kept import kept_lines
from safeguard_kpi.contracts.model import Level
from safeguard_kpi.journey.sent_back.asked import sentence

if TYPE_CHECKING:
    from safeguard_kpi.journey.outcome import Outcome
    from safeguard_kpi.journey.pipeline import Journey, Told

WIDE = 200
"""Columns off a terminal: rich would fall back to 80 and cut names in a cron log."""

SHOWN = 25
"""Kinds of finding shown in the terminal; findings.csv has them all."""

PLACES = 2
"""Places shown of each kind."""

NEXT = {
    "ingest": "next: `safeguard-kpi validate` holds the rows to their contracts",
    "validate": "next: `safeguard-kpi compute` counts what was admitted",
    "compute": "next: `safeguard-kpi report` writes the workbook",
}
"""What an analyst does after a stage that is not the last."""


class Teller:
    """Tells one run; quiet tells nothing but faults."""

    def __init__(self, *, quiet: bool, as_json: bool) -> None:
        """Open the two consoles."""
        self.quiet, self.as_json = quiet, as_json
        self.words = _console(stderr=True)
        self.results = _console(stderr=False)

    @contextmanager
    def progress(self) -> Iterator["Told"]:
        """Give what is told of a run's progress: a bar on a terminal, lines off it."""
        if self.quiet:
            yield lambda _what, _done, _of: None
        elif not self.words.is_terminal:
            yield self._line
        else:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            with Progress(*columns, console=self.words, transient=True) as bar:
                task = bar.add_task("starting", total=None)
                yield lambda what, done, of: bar.update(
                    task, description=what, completed=done, total=of
                )

    def outcome(self, stage: str, outcome: "Outcome", journey: "Journey") -> None:
        """Tell what came of a stage."""
        if self.as_json:
            sys.stdout.write(json.dumps(outcome.record, ensure_ascii=False, default=str) + "\n")
        if self.quiet or self.as_json:
            return
        self._submissions(outcome.submissions)
        self.findings(outcome.findings)
        for told in outcome.record.get("put_right", ()):
            self.words.print(f"{told['file']}: {sentence(told)}", highlight=False, soft_wrap=True)
        if outcome.figures is not None and outcome.comparisons is not None:
            self.results.print(
                headline(
                    outcome.figures,
                    outcome.comparisons,
                    journey,
                    self.results.width,
                    _box(self.results),
                )
            )
            for line in gaps(outcome.figures, journey):
                self.words.print(line, highlight=False, soft_wrap=True)
        for line in kept_lines(outcome.record):
            self.words.print(line, highlight=False, soft_wrap=True)
        for path in outcome.written:
            self.words.print(f"wrote {path}", highlight=False, soft_wrap=True)
        if stage in NEXT:
            self.words.print(NEXT[stage], highlight=False, soft_wrap=True)

    def findings(self, findings: pl.DataFrame) -> None:
        """Tell the findings, grouped: how many of each, where the first are, and what to do."""
        grave = findings.filter(pl.col("level") != Level.NOTE)
        if grave.is_empty():
            notes = f"; {findings.height:,} notes are in findings.csv" if findings.height else ""
            self.words.print(f"nothing was found amiss{notes}", highlight=False)
            return
        groups = _grouped(grave)
        table = Table(title="What was found", title_justify="left", box=_box(self.words))
        for name in ("level", "how many", "what", "first places", "what to do"):
            table.add_column(
                name, overflow="fold", justify="right" if name == "how many" else "left"
            )
        for group in groups[:SHOWN]:
            table.add_row(
                group["level"],
                f"{group['len']:,}",
                group["message"],
                "\n".join(group["places"]),
                group["remedy"],
            )
        self.words.print(table)
        if len(groups) > SHOWN:
            left = sum(group["len"] for group in groups[SHOWN:])
            self.words.print(f"and {left:,} more of {len(groups) - SHOWN} kinds: see findings.csv")

    def _submissions(self, submissions: pl.DataFrame) -> None:
        table = Table(title="What was received", title_justify="left", box=_box(self.words))
        for name in ("file", "sheet", "taken for"):
            table.add_column(name, overflow="fold")
        for name in ("rows", "admitted", "refused"):
            table.add_column(name, justify="right")
        shown = submissions.filter(pl.col("feed") != "")
        for row in shown.iter_rows(named=True):
            numbers = (
                f"{row[name] or 0:,}" for name in ("rows_in", "rows_admitted", "rows_refused")
            )
            table.add_row(row["file"], row["sheet"], row["feed"], *numbers)
        self.words.print(table)

    def _line(self, what: str, done: int, of: int) -> None:
        self.words.print(f"{what} {done} of {of}" if of else what, highlight=False, soft_wrap=True)


_ORDER = {level.value: place for place, level in enumerate(Level)}


def _box(console: Console) -> box.Box | None:
    """Draw lines on a terminal only; a log is read by programs too."""
    return box.HEAVY_HEAD if console.is_terminal else None


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    return Console(
        stderr=stderr, width=None if stream.isatty() else WIDE, markup=False, emoji=False
    )


def _grouped(findings: pl.DataFrame) -> list[dict[str, Any]]:
    row, column = pl.col("row").cast(pl.String).fill_null(""), pl.col("column")
    element = (column.str.len_chars() > LONGEST_LETTERS) & (row != "")
    cell = pl.when(element).then(pl.format("{} in {}", column, row)).otherwise(column + row)
    place = pl.concat_str(
        [pl.col(name).replace("", None) for name in ("file", "sheet")] + [cell.replace("", None)],
        separator=", ",
        ignore_nulls=True,
    )
    order = pl.col("level").replace_strict(_ORDER, return_dtype=pl.Int64)
    return (
        findings.with_columns(place=place, order=order, message=_plainly("message"))
        .group_by("order", "level", "problem", maintain_order=True)
        .agg(pl.len(), pl.col("message", "remedy").first(), places=pl.col("place").head(PLACES))
        .sort("order", "len", "problem", descending=[False, True, False])
        .to_dicts()
    )


def _plainly(message: str) -> pl.Expr:
    """Leave the field's name off the sentence: the places of one kind are of several fields."""
    told = pl.col(message).str.replace(_CHILD, "")
    rest = told.str.replace(r"^[^:]{1,60}: ", "")
    begun = rest.str.slice(0, 1).str.to_uppercase() + rest.str.slice(1)
    # Of a finding about no field, what stands before a colon is a part of what is said.
    return pl.when((rest == told) | (pl.col("field") == "")).then(told).otherwise(begun)


LONGEST_LETTERS = 3
"""A column's letters are no more (XFD); what is longer is an element of a census, or a header."""

_CHILD = r" In child \d+ of the file\.$"
"""What is added to a finding about a census: it is true of one place, not of a kind."""
