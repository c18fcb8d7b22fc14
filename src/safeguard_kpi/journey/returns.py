"""What goes back to partners: their own sheets, marked, and what became of what was asked before."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.intake.census_tables import CONFERENCES, EPISODES
from safeguard_kpi.intake.copies import copies
from safeguard_kpi.intake.model import ReadIn
from safeguard_kpi.intake.reckoning import ASKED, asked_of, asks, reckoned
from safeguard_kpi.journey.for_partners import named_after, remedy_for_a_partner

if TYPE_CHECKING:
    from safeguard_kpi.reports import Cover

FOLDER = "for_partners"
"""The one folder of the outputs that holds children's rows: each file goes to who sent it."""

RECORD = "asked.json"
"""What was asked, so that the next run can say what was put right; places and numbers, no values."""

_MADE_OF_A_TABLE = rf" \((?:{EPISODES}|{CONFERENCES})\)$"


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """What is asked of partners now, and what became of what was asked before."""

    found: pl.DataFrame
    """The findings that ask for something."""
    asked: pl.DataFrame
    became: pl.DataFrame
    headers: Mapping[tuple[str, str], tuple[int | None, str]]
    """By file and sheet: the header's row, and the first column that is used."""
    seed: int
    censuses: frozenset[str] = frozenset()
    """The files that are read as XML: of those, records are told and no cells are copied."""
    asked_before: bool = True
    """Whether there is a record of earlier requests, which the new one replaces."""

    @property
    def told(self) -> list[dict[str, Any]]:
        """Count by file what became of what was asked before, where anything was."""
        counts = (
            self.became.group_by("file", "became").len().pivot("became", index="file", values="len")
        )
        wanted = ("put_right", "gone", "still", "waiting")
        lacking = [pl.lit(0).alias(name) for name in wanted if name not in counts.columns]
        rows = counts.with_columns(lacking).select(
            "file", *(pl.col(n).fill_null(0) for n in wanted)
        )
        return [
            {"file": row["file"], "asked": sum(row[name] for name in wanted), **row}
            for row in rows.sort("file").to_dicts()
        ]


def reckon(read: ReadIn, findings: pl.DataFrame, contracts: Contracts, outputs: Path) -> Reckoning:
    """Set what was found beside what was asked last time, as the outputs hold it."""
    seed, earlier = _asked_before(outputs / FOLDER / RECORD)
    found = asks(findings)
    asked = asked_of(read, found, contracts, seed)
    headers = {
        (file, read.sheets[number].sheet): (
            read.sheets[number].header_row,
            min(read.sheets[number].letters.values(), key=lambda x: (len(x), x), default="A"),
        )
        for file, number in read.submissions.select("file", "submission").iter_rows()
    }
    return Reckoning(
        found=found,
        asked=asked,
        became=reckoned(earlier, asked, read, contracts, seed),
        headers=headers,
        seed=seed,
        censuses=frozenset(
            file
            for file, number in read.submissions.select("file", "submission").iter_rows()
            if read.sheets[number].children.width
        ),
        asked_before=(outputs / FOLDER).exists(),
    )


def write_returns(
    folder: Path, reckoning: Reckoning, inputs: Sequence[Path], contracts: Contracts, cover: "Cover"
) -> None:
    """Write one workbook for each file that something is asked about, and the record of it.

    Where nothing is asked, nor ever was, there is nothing to write.
    """
    if reckoning.asked.is_empty() and not reckoning.asked_before:
        return
    from safeguard_kpi.reports.marked import SheetSent  # noqa: PLC0415 (heavy)
    from safeguard_kpi.reports.records import records  # noqa: PLC0415 (heavy)
    from safeguard_kpi.reports.returned import Returned, write_return  # noqa: PLC0415 (heavy)

    target = folder / FOLDER
    target.mkdir(mode=0o700)
    found = reckoning.found.with_columns(
        remedy=remedy_for_a_partner(),
        # What is made of a table of the census stands in the table itself, under the same letters.
        sheet=pl.col("sheet").str.replace(_MADE_OF_A_TABLE, ""),
    )
    modules = (
        {each.name: each.module for each in contracts.census.sheets} if contracts.census else {}
    )
    wanted = {
        str(file): frozenset(sheets)
        for file, sheets in found.filter(
            (pl.col("sheet") != "") & ~pl.col("file").is_in(sorted(reckoning.censuses))
        )
        .group_by("file").agg(pl.col("sheet").unique()).iter_rows()
    }  # fmt: skip
    sent = copies(inputs, wanted, contracts)
    told = {row["file"]: sentence(row) for row in reckoning.told}
    files = found["file"].unique().sort().to_list()
    for file, workbook in zip(files, named_after(files), strict=True):
        sheets = [
            SheetSent(
                sheet=copy.sheet,
                cells=copy.cells,
                header_row=reckoning.headers.get((file, copy.sheet), (None, "A"))[0],
                first_column=reckoning.headers.get((file, copy.sheet), (None, "A"))[1],
            )
            for copy in sent.get(file, ())
        ]
        of_file = found.filter(pl.col("file") == file)
        if file in reckoning.censuses:
            of_file, sheets = records(of_file, modules)
        returned = Returned(
            file=file,
            cover=cover,
            findings=of_file,
            sheets=sheets,
            as_records=file in reckoning.censuses,
            put_right=told.get(file, ""),
        )
        write_return(target / workbook, returned)
    _keep(target / RECORD, reckoning)


def sentence(row: Mapping[str, Any]) -> str:
    """Say what became of what was asked of one file."""
    parts = [f"Put right: {row['put_right']:,} of the {row['asked']:,} asked about before"]
    also = {
        "gone": "no longer there, or its key changed",
        "still": "still to put right",
        "waiting": "not sent again yet",
    }
    parts += [f"{row[name]:,} {words}" for name, words in also.items() if row[name]]
    return "; ".join(parts)


def _asked_before(path: Path) -> tuple[int, pl.DataFrame]:
    """Read the record of the last run; one that cannot be read, or of another Polars, is as none."""
    nothing = secrets.randbits(63), pl.DataFrame(schema=ASKED)
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["polars"] != pl.__version__:
            return nothing
        rows = [
            {**group, "known_by": number} for group in record["asked"] for number in group["rows"]
        ]
        return int(record["seed"]), pl.DataFrame(rows, schema=ASKED)
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError):
        return nothing


def _keep(path: Path, reckoning: Reckoning) -> None:
    waiting = reckoning.became.filter(pl.col("became") == "waiting").select(ASKED.names())
    groups = (
        pl.concat([reckoning.asked, waiting])
        .group_by("file", "feed", "sheet", "field", "problem")
        .agg(pl.col("known_by").sort().alias("rows"))
        .sort("file", "feed", "sheet", "field", "problem")
    )
    record = {
        "what": "what partners were asked to put right: places, and numbers made of rows' keys",
        "polars": pl.__version__,
        "seed": reckoning.seed,
        "asked": groups.to_dicts(),
    }
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
