"""Tables drawn as text, as an analyst would on paper, made into the evidence that is counted."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Final

import polars as pl

from safeguard_kpi.contracts.declared import Declarations, read_toml
from safeguard_kpi.contracts.load import load_contracts
from safeguard_kpi.contracts.model import Contracts, Feed
from safeguard_kpi.indicators import catalogue
from safeguard_kpi.indicators.model import Indicator, Rate
from safeguard_kpi.indicators.standards import Standards
from safeguard_kpi.indicators.timing import calendar_of
from safeguard_kpi.measures.evaluate import evaluate
from safeguard_kpi.measures.evidence import Evidence, FeedFacts

FOLDER: Final = Path(__file__).parent / "known_answers"
WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One drawn sheet: the columns it was sent with, and its rows."""

    feed: str
    frame: pl.DataFrame
    sent: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Story:
    """What was sent, up to which day, and the figures worked out from it by hand."""

    name: str
    as_of: date
    sheets: tuple[Sheet, ...]
    coverage: Mapping[str, tuple[date, date]] = field(default_factory=dict)
    population: int = 10_000
    answers: tuple[dict[str, Any], ...] = ()


@cache
def contracts() -> Contracts:
    return load_contracts(Declarations.standard())


@cache
def bank_holidays() -> frozenset[date]:
    return frozenset(read_toml(Declarations.standard().file("bank_holidays.toml"))["days"])


@cache
def indicators() -> tuple[Indicator, ...]:
    return catalogue(Standards(calendar=calendar_of(bank_holidays())))


def chosen(*keys: str) -> list[Indicator]:
    found = [indicator for indicator in indicators() if indicator.key in keys]
    assert len(found) == len(set(keys)), f"no such indicator among {keys}"
    return found


def stories() -> list[Story]:
    return [_story(path) for path in sorted(FOLDER.glob("*.toml"))]


def sheet(feed: str, drawing: str) -> Sheet:
    """Read one drawing: a heading, a row a line, columns parted by |, a comment after #."""
    contract = contracts().feeds[feed]
    lines = [line.partition("#")[0].strip() for line in drawing.splitlines()]
    heading, *rows = [[cell.strip() for cell in line.split("|")] for line in lines if line]
    strange = set(heading) - set(contract.columns)
    assert not strange, f"{feed} has no column {strange}"
    assert all(len(row) == len(heading) for row in rows), f"a ragged row in {feed}"
    columns = {
        name: [_typed(row[place], contract.columns[name]) for row in rows]
        for place, name in enumerate(heading)
    }
    frame = pl.DataFrame(columns, schema={name: contract.columns[name] for name in heading})
    return made(feed, frame)


def made(feed: str, frame: pl.DataFrame) -> Sheet:
    """Give a frame the columns of its feed: dates of date-times, and null for what was not sent."""
    contract = contracts().feeds[feed]
    dates = {f.date_as: f.name for f in contract.fields.values() if f.date_as}
    frame = frame.with_columns(
        pl.col(timed).dt.date().alias(day) for day, timed in dates.items() if timed in frame.columns
    )
    sent = frozenset(frame.columns)
    nulls = [
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in contract.columns.items()
        if name not in sent
    ]
    return Sheet(
        feed=feed, frame=frame.with_columns(nulls).select(contract.columns.keys()), sent=sent
    )


def evidence(
    *sheets: Sheet, as_of: date, coverage: Mapping[str, tuple[date, date]] | None = None
) -> Evidence:
    """Put sheets together as intake does: numbered submissions, their months told by their dates."""
    frames: dict[str, list[pl.DataFrame]] = {}
    sent: dict[str, dict[int, frozenset[str]]] = {}
    rows = []
    for number, one in enumerate(sheets, start=1):
        marked = one.frame.with_columns(pl.lit(number, dtype=pl.UInt32).alias("_submission"))
        frames.setdefault(one.feed, []).append(marked)
        sent.setdefault(one.feed, {})[number] = one.sent
        span = _span(contracts().feeds[one.feed], marked)
        rows.append({"submission": number, "feed": one.feed, **span})
    return Evidence(
        frames={feed: pl.concat(parts) for feed, parts in frames.items()},
        submissions=pl.DataFrame(
            rows,
            schema={
                "submission": pl.UInt32,
                "feed": pl.String,
                "covers_from": pl.Date,
                "covers_to": pl.Date,
            },
        ),
        sent=sent,
        facts={name: _facts(feed) for name, feed in contracts().feeds.items()},
        told=coverage or {},
        as_of=as_of,
    )


def figures(
    given: Evidence, wanted: Sequence[Indicator], *, population: int = 10_000
) -> pl.DataFrame:
    """Compute indicators from drawn evidence, with one population in every year."""
    rates = [indicator.key for indicator in wanted if isinstance(indicator, Rate)]
    populations = pl.DataFrame({"indicator": rates}, schema={"indicator": pl.String}).join(
        pl.DataFrame({"year": range(2015, 2031), "population": [population] * 16}), how="cross"
    )
    return evaluate(given, wanted, area="Walsall", populations=populations)


def story_figures(story: Story) -> pl.DataFrame:
    """Compute every indicator that a story answers."""
    given = evidence(*story.sheets, as_of=story.as_of, coverage=story.coverage)
    wanted = chosen(*{answer["indicator"] for answer in story.answers})
    return figures(given, wanted, population=story.population)


def _story(path: Path) -> Story:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    drawings = [
        (feed, drawing)
        for feed, drawn in told["tables"].items()
        for drawing in ([drawn] if isinstance(drawn, str) else drawn)
    ]
    return Story(
        name=path.stem,
        as_of=told["as_of"],
        sheets=tuple(sheet(feed, drawing) for feed, drawing in drawings),
        coverage={feed: (span["from"], span["to"]) for feed, span in told["sent"].items()},
        population=told.get("population", 10_000),
        answers=tuple(
            {"indicator": key, **answer}
            for key, answers in told["answers"].items()
            for answer in answers
        ),
    )


def _typed(cell: str, dtype: pl.DataType) -> object:
    told: object = cell
    match dtype:
        case _ if cell in {"", "-"}:
            told = None
        case pl.Date():
            told = _day(cell)
        case pl.Datetime():
            day, _, clock = cell.rpartition(" ")
            told = datetime.combine(_day(day), time.fromisoformat(clock))
        case pl.Boolean():
            told = {"yes": True, "no": False}[cell]
        case pl.List():
            told = [part.strip() for part in cell.split(",")]
        case pl.Int64() | pl.Float64():
            told = int(cell)
    return told


def _day(cell: str) -> date:
    """Read `Fri 2019-04-05` or `2019-04-05`; a wrong weekday is a slip of the drawing."""
    weekday, _, written = cell.rpartition(" ")
    day = date.fromisoformat(written)
    assert weekday in {"", WEEKDAYS[day.weekday()]}, f"{cell} is a {WEEKDAYS[day.weekday()]}"
    return day


def _span(feed: Feed, frame: pl.DataFrame) -> dict[str, object]:
    first, last = (
        frame.select(pl.max_horizontal(pl.col(name) for name in names)).to_series()
        for names in (feed.window.first, feed.window.last)
    )
    end = last.max()
    return {"covers_from": first.min() or end, "covers_to": end}


def _facts(feed: Feed) -> FeedFacts:
    return FeedFacts(title=feed.title, cuts=feed.cuts, dates=feed.window.last)
