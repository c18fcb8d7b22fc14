"""The sentences about a census as a whole: its header, elements of no schema, text that stands astray."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from safeguard_kpi.contracts.census import Census, CensusSheet, CensusTable
from safeguard_kpi.contracts.model import Level
from safeguard_kpi.intake import findings
from safeguard_kpi.intake.census.modules import Passed
from safeguard_kpi.intake.census.year import Year
from safeguard_kpi.intake.sheets.said_of_headers import quoted

HEADER = "Header"
"""The sheet that findings about the header are placed in."""


def of_header(header: Mapping[str, str], census: Census, year: Year) -> Iterator[pl.DataFrame]:
    """Say what is wrong with the header, and what was made of it."""
    if header.get("Collection") != census.collection:
        yield _header(
            "census_collection",
            Level.WARN,
            "The header does not say that this is a children in need census; its modules are read as those of one.",
            "Make the return again in the case management system.",
            "Collection",
        )
    if not year.told:
        yield _header(
            "census_reference_date",
            Level.WARN,
            findings.sentence(
                f"The reference date is missing or no 31 March, and {_taken(year)}", "100"
            ),
            _CORRECT,
            "ReferenceDate",
        )
    elif year.ended > 2 * year.inside:
        yield _odd_year(year)
    stated = header.get("Year", "")
    if year.told and year.end and stated != str(year.end.year):
        yield _header(
            "census_year_differs",
            Level.QUERY,
            "The year in the header is not that of the reference date, which is used.",
            "Correct the header.",
            "Year",
        )


def of_pass(passed: Passed) -> Iterator[pl.DataFrame]:
    """Say what stands in the file that no schema has."""
    for name, child in sorted(passed.unknown.items()):
        yield findings.one(
            "element_unknown",
            Level.NOTE,
            f"The element {quoted(name)} is in no schema of the census and is not used.",
            "Nothing to do, unless it is one of the Department's written in another way.",
            sheet="Child" if child else HEADER,
            row=child or None,
            column=quoted(name),
        )
    for child, name in sorted(passed.stray):
        yield findings.one(
            "text_astray",
            Level.WARN,
            f"Text stands in {quoted(name)} beside its elements and is not used: a tag may be missing around it.",
            "Look at it in the case management system and make the return again.",
            sheet="Child" if child else HEADER,
            row=child or None,
            column=quoted(name),
        )
    if passed.encoding:
        yield findings.one(
            "encoding_guessed",
            Level.NOTE,
            "The file is not UTF-8 and does not say what it is written in; it was read as Windows text.",
            "Nothing to do: dates and codes are the same in both.",
        )


def given_twice(sheet: CensusSheet, name: str, rows: Sequence[int]) -> pl.DataFrame:
    """Say where an element that stands once stands several times, and not alike."""
    return findings.at(
        pl.Series(rows, dtype=pl.Int64),
        "element_repeated",
        Level.WARN,
        f"{name} stands several times here with different contents, so none is used.",
        "Leave the one that is right.",
        feed=sheet.feed,
        column=name,
    )


def _header(problem: str, level: Level, message: str, remedy: str, column: str) -> pl.DataFrame:
    return findings.one(problem, level, message, remedy, sheet=HEADER, column=column)


def table_helps(sheet: str, table: CensusTable) -> pl.DataFrame:
    """Say what a table is for whose rows are counted by no feed."""
    use = table.aside or "the other tables of the return take from it what they need"
    return findings.one(
        "census_table_helps",
        Level.NOTE,
        f"The table is {table.name} of a children in need census; {use}.",
        "Nothing to do.",
        sheet=sheet,
    )


def tables_lacking(
    sheet: str, table: CensusTable, lacking: Sequence[str]
) -> Iterator[pl.DataFrame]:
    """Say which tables of a flattened return are not beside the one that needs them."""
    if lacking:
        yield findings.one(
            "census_table_alone",
            Level.NOTE,
            f"{table.name} takes columns from {', '.join(lacking)} of the same return, and no such table, or more than one, is beside it.",
            "Put the tables of one return in one folder, named alike but for the tables' names, or in one workbook.",
            sheet=sheet,
        )


def conference_elsewhere(sheet: str, rows: Iterable[int]) -> pl.DataFrame:
    """Say which conferences of CINdetails are counted at the enquiry."""
    return findings.at(
        pl.Series(sorted(rows), dtype=pl.Int64),
        "rule_conference_recorded_once",
        Level.WARN,
        findings.sentence(
            "the same conference is recorded at the enquiry as well, and is counted there", "2884"
        ),
        "Record it in one of both.",
        feed="section_47_enquiries",
        field="conference_on",
    ).with_columns(sheet=pl.lit(sheet, pl.String))


def of_tables_year(sheet: str, year: Year, *, header: bool) -> Iterator[pl.DataFrame]:
    """Say which year the tables of a return are read as."""
    if year.told and year.ended > 2 * year.inside:
        yield _odd_year(year).with_columns(sheet=pl.lit(sheet))
    if year.told or year.end is None:
        return
    if header:
        yield findings.one(
            "census_reference_date",
            Level.WARN,
            findings.sentence(
                f"The reference date is missing or no 31 March, and {_taken(year)}", "100"
            ),
            _CORRECT,
            sheet=sheet,
        )
    yield findings.one(
        "census_year_inferred",
        Level.NOTE,
        f"The table is read as that of a children in need census of the year to 31 March {year.end.year}, in which most of what the return holds ended; what began before is only what was still going on then.",
        "If it covers other months, say so under [coverage] in the settings.",
        sheet=sheet,
    )


_CORRECT = "Correct the reference date, or say under [coverage] in the settings what was sent."


def _taken(year: Year) -> str:
    return (
        f"it is read as that of the {year.words.removesuffix(', inferred')}, in which most of what it holds ended"
        if year.end
        else "nothing in it tells the year, so no figure is made of it"
    )


def _odd_year(year: Year) -> pl.DataFrame:
    return _header(
        "census_year_odd",
        Level.QUERY,
        f"Of {year.ended:,} closures, completed assessments, conferences and ended plans only {year.inside:,} lie in the {year.words} that the return gives.",
        "Check that it is this year's return.",
        "ReferenceDate",
    )
