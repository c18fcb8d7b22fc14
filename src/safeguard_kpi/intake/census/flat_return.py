"""One flattened return: its tables wherever they lie, and what each takes from the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import polars as pl

from safeguard_kpi.contracts.census import Census, CensusTable
from safeguard_kpi.contracts.code_sets import CodeSet
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.intake.cells.several import says
from safeguard_kpi.intake.census.rows import codes_of
from safeguard_kpi.intake.census.tables import Told
from safeguard_kpi.intake.census.year import Ended, Year, year_named, year_told
from safeguard_kpi.intake.opening.workbooks import column_letters
from safeguard_kpi.intake.sheets.header_rows import text_columns
from safeguard_kpi.text import label


@dataclass(frozen=True, kw_only=True)
class Return:
    """The tables of one return, by name; of a table that is there twice, none."""

    tables: Mapping[str, Told]
    file: str
    """The name of the file that is read, which may name the year."""
    several: Mapping[str, CodeSet] = field(default_factory=dict)
    """Columns that may stand several times for one key, of which the code that says most is taken."""

    @classmethod
    def of(cls, told: Sequence[Told], census: Census, contracts: Contracts, file: str) -> "Return":
        """Put together the tables of a return."""
        codes = [codes_of(sheet, contracts) for sheet in census.sheets]
        names = [each.table.name for each in told]
        return cls(
            tables={each.table.name: each for each in told if names.count(each.table.name) == 1},
            file=file,
            several={
                name: known
                for each in codes
                for name, known in each.items()
                if name in census.several
            },
        )

    def lacking(self, table: CensusTable) -> tuple[str, ...]:
        """Name the tables that a table takes from and that are not there."""
        return tuple(name for name in table.takes if name not in self.tables)

    def completed(self, known: Told) -> Told:
        """Give a table with the columns that it takes from others, after its last."""
        for name in known.table.takes:
            if name in self.tables:
                known = self._taken(known, self.tables[name])
        return known

    def counted_elsewhere(self, known: Told) -> frozenset[int]:
        """Find the rows of CINdetails whose conference is recorded at an enquiry of the case too."""
        if known.table.name != "CINdetails":
            return frozenset()
        enquiries = self.tables.get("Section47")
        on = "DateOfInitialCPC"
        by = ["LAchildID", "CINdetailsID"]
        if enquiries is None or not all(each.letter(by[1]) for each in (known, enquiries)):
            return frozenset()
        rows = known.keys(*by).with_columns(known.dates(on), known.under["_row"])
        held = enquiries.keys(*by).with_columns(enquiries.dates(on))
        same = rows.join(held.unique(), on=[*by, on], how="semi")
        return frozenset(same["_row"])

    @property
    def year(self) -> Year:
        """Tell the year: by the header, else by the file's name if what ended does not gainsay it."""
        header = self.tables.get("Header")
        ended = Ended.on(
            each.dates(name) for each in self.tables.values() for name in each.table.ended
        )
        if header is not None and (days := header.texts("ReferenceDate").drop_nulls()).len():
            end = year_told(days[0])
            return ended.told(end) if end else ended.inferred
        named = year_named(self.file)
        return (
            ended.told(named) if named and ended.inferred.end in (None, named) else ended.inferred
        )

    def _taken(self, known: Told, other: Told) -> Told:
        by = [
            *other.table.by,
            *(n for n in other.table.within if known.letter(n) and other.letter(n)),
        ]
        if not all(known.letter(name) and other.letter(name) for name in by):
            return known
        keys, given = known.keys(*by), other.keys(*by)
        rows = known.under["_row"]
        for column, own in other.table.gives.items():
            if known.letter(column):
                continue
            text = (
                pl.DataFrame([other.texts(name) for name in own])
                .select(pl.coalesce(own))
                .to_series()
            )
            one = self._one_each(given.with_columns(text.alias("_text")), by, column)
            texts = keys.join(one, on=by, how="left", maintain_order="left")["_text"]
            known = _with_column(known, column, pl.DataFrame({"_row": rows, "_text": texts}))
        return known

    def _one_each(self, given: pl.DataFrame, by: list[str], column: str) -> pl.DataFrame:
        """Take the one text of each key; where several are not alike, none."""
        whole = given.drop_nulls()
        if column in self.several:
            said = says(whole["_text"].unique(), self.several[column])
            order = pl.col("_text").replace_strict(said, default=None, return_dtype=pl.Int64)
            return whole.sort(order, maintain_order=True).unique(
                by, keep="first", maintain_order=True
            )
        alike = whole.unique().filter(pl.len().over(by) == 1)
        return alike.select(*by, "_text")


def _with_column(known: Told, column: str, texts: pl.DataFrame) -> Told:
    """Put a column after the last, headed as the census heads it."""
    grid = known.grid
    last = max(text_columns(grid.cells), key=lambda letter: (len(letter), letter))
    letter = next(
        name
        for place in count(grid.cells.width - 1)
        if (len(name := column_letters(place)), name) > (len(last), last)
    )
    head = pl.DataFrame({"_row": [known.row], "_text": [column]}, schema=texts.schema)
    cells = grid.cells.join(
        pl.concat([head, texts]).rename({"_text": letter}),
        on="_row",
        how="left",
        maintain_order="left",
    )
    return replace(
        known,
        grid=replace(grid, cells=cells),
        letters={**known.letters, label(column): letter},
    )
