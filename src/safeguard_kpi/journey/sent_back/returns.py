"""What goes back: for each partner one workbook of their own sheets, marked, and the record of it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.intake.files.copies import SheetCopy, copies
from safeguard_kpi.journey.sent_back.asked import FOLDER, RECORD, Reckoning, keep
from safeguard_kpi.journey.sent_back.for_partners import named_after, remedy_for_a_partner
from safeguard_kpi.journey.sent_back.recipients import TO, Recipient, in_the_file

if TYPE_CHECKING:
    from safeguard_kpi.reports import Cover
    from safeguard_kpi.reports.asking.marked import SheetSent
    from safeguard_kpi.reports.asking.returned import FileSent


def write_returns(
    folder: Path, reckoning: Reckoning, inputs: Sequence[Path], contracts: Contracts, cover: "Cover"
) -> None:
    """Write one workbook for each partner that something is asked of, and the record of it.

    Where nothing is asked, nor ever was, there is nothing to write.
    """
    if reckoning.asked.is_empty() and not reckoning.asked_before:
        return
    from safeguard_kpi.reports.asking.returned import Returned, write_return  # noqa: PLC0415 (heavy)

    target = folder / FOLDER
    target.mkdir(mode=0o700)
    found = reckoning.found.with_columns(
        remedy=remedy_for_a_partner(), sheet=in_the_file(pl.col("sheet"))
    )
    sent = copies(inputs, _wanted(found, reckoning.censuses), contracts)
    whose = sorted(Recipient(*row) for row in found.select(TO).unique().iter_rows())
    for who, workbook in zip(whose, named_after([each.title for each in whose]), strict=True):
        own = found.filter(pl.col(TO[0]) == who.partner, pl.col(TO[1]) == who.file).drop(TO)
        files = _files(own, reckoning, sent, contracts, reckoning.told_to(who))
        write_return(
            target / workbook, Returned(heading=who.heading, cover=cover, files=tuple(files))
        )
    keep(target / RECORD, reckoning)


def _wanted(found: pl.DataFrame, censuses: frozenset[str]) -> dict[str, frozenset[str]]:
    """Name by file the sheets that are copied."""
    rows = found.filter((pl.col("sheet") != "") & ~pl.col("file").is_in(sorted(censuses)))
    by_file = rows.group_by("file").agg(pl.col("sheet").unique())
    return {str(file): frozenset(sheets) for file, sheets in by_file.iter_rows()}


def _files(
    own: pl.DataFrame,
    reckoning: Reckoning,
    sent: Mapping[str, Sequence[SheetCopy]],
    contracts: Contracts,
    told: Mapping[str, str],
) -> Iterator["FileSent"]:
    """Give what one partner is asked and told of each file, with their sheets of it and no other."""
    from safeguard_kpi.reports.asking.records import records  # noqa: PLC0415 (heavy)
    from safeguard_kpi.reports.asking.returned import FileSent  # noqa: PLC0415 (heavy)

    census = contracts.census.sheets if contracts.census else ()
    modules = {each.name: each.module for each in census}
    for file in sorted({*own["file"], *told}):
        findings = own.filter(pl.col("file") == file)
        as_records = file in reckoning.censuses
        sheets: Sequence[SheetSent]
        if as_records:
            findings, sheets = records(findings, modules)
        else:
            asked = frozenset(findings["sheet"])
            whole = [copy for copy in sent.get(file, ()) if copy.sheet in asked]
            sheets = [_sheet(file, copy, reckoning) for copy in whole]
        yield FileSent(
            file=file,
            findings=findings,
            sheets=sheets,
            as_records=as_records,
            put_right=told.get(file, ""),
        )


def _sheet(file: str, copy: SheetCopy, reckoning: Reckoning) -> "SheetSent":
    from safeguard_kpi.reports.asking.marked import SheetSent  # noqa: PLC0415 (heavy)

    header_row, first_column = reckoning.headers.get((file, copy.sheet), (None, "A"))
    return SheetSent(
        sheet=copy.sheet, cells=copy.cells, header_row=header_row, first_column=first_column
    )
