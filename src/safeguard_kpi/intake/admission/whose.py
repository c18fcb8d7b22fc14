"""Returns of another authority: refused whole, since its children are none of this one's figures."""

from dataclasses import replace

import polars as pl

from safeguard_kpi.contracts.model import Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.model import ReadIn, SheetRead


def of_authority(read: ReadIn, la_code: str) -> ReadIn:
    """Refuse the sheets of a return that says it is of another authority than `la_code`.

    Args:
        read: every sheet read.
        la_code: the Department's number of the authority that figures are made for.
    """
    others = {
        number: sheet
        for number, sheet in read.sheets.items()
        if sheet.authority and sheet.authority != la_code
    }
    if not others:
        return read
    told = read.submissions.filter(pl.col("submission").is_in(list(others)))
    found = [
        findings.one(
            "file_of_another_authority",
            Level.ERROR,
            f"{file} says that it is the return of another authority than {la_code}, so nothing of it is counted.",
            "Take it out of the inputs, or give la_code in the settings as the return has it.",
            file=file,
        )
        for file in told["file"].unique(maintain_order=True)
    ]
    refused = told.with_columns(
        feed=pl.lit(""), rows_refused="rows_in", note=pl.lit("the return of another authority")
    )
    return replace(
        read,
        sheets={**read.sheets, **{number: _refused(sheet) for number, sheet in others.items()}},
        findings=findings.gather([read.findings, *found]),
        submissions=pl.concat(
            [read.submissions.filter(~pl.col("submission").is_in(list(others))), refused]
        ).sort("submission"),
    )


def _refused(sheet: SheetRead) -> SheetRead:
    rows = sheet.rows
    strays = int(rows["_cells"].sum()) if sheet.cells else 0
    return replace(
        sheet,
        feed="",
        rows=rows.clear(),
        rows_refused=sheet.rows_in,
        cells=sheet.cells and replace(sheet.cells, strays=sheet.cells.strays + strays),
        covers=None,
    )
