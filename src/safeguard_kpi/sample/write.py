"""Writes the sample into a folder of inputs, marked so that it is never taken for real."""

from pathlib import Path
from random import Random

from safeguard_kpi.contracts.declared import Declarations
from safeguard_kpi.contracts.model import Contracts
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.sample.books import write_book, write_export
from safeguard_kpi.sample.council import COUNCIL
from safeguard_kpi.sample.layout import EARLY_HELP, MASH, MASH_EXPORT
from safeguard_kpi.sample.marker import INVENTED, MARKER
from safeguard_kpi.sample.proof import prove
from safeguard_kpi.sample.refused import with_refused
from safeguard_kpi.sample.rows import rows_of
from safeguard_kpi.sample.story import invent
from safeguard_kpi.sample.totals import Totals, Year, load_totals

REFERENCE = "reference"
"""The folder of public figures, which lies beside partners' files and is left alone."""


def write_sample(
    folder: Path, contracts: Contracts, *, years: tuple[int, ...] = (2019, 2020), seed: int = 335
) -> list[Path]:
    """Write the sample's workbooks, its CSV and its marker into a folder of inputs.

    `years` are the Marches that the financial years end in.

    Raises:
        SafeguardError: the folder holds files that are not the sample's, or the declared totals
            contradict one another.
    """
    totals = load_totals(Declarations.standard().file("sample/walsall.toml"), years=years)
    named = _names(totals)
    _refuse_to_mix(folder, {*named.values(), MARKER})
    rows = rows_of(invent(totals, seed=seed))
    prove(rows, totals)
    folder.mkdir(parents=True, exist_ok=True)
    # The marker comes first: a run broken off half-way leaves nothing that looks real.
    marker = folder / MARKER
    marker.write_text(_marker(totals, seed), encoding="utf-8")
    rng = Random(seed + 1)
    written = [marker]
    for year in totals.years:
        of_year = [
            row for row in rows["mash_contacts"]
            if year.first_day <= row["received_at"].date() <= year.last_day
        ]  # fmt: skip
        sent = with_refused(rng, "mash_contacts", of_year)
        path = folder / named[f"mash {year.ending}"]
        if path.suffix == ".csv":
            written.append(write_export(path, MASH_EXPORT, sent, contracts, rng))
        else:
            written.append(write_book(path, [(MASH, sent)], contracts, rng))
    early_help = with_refused(rng, "early_help_episodes", rows["early_help_episodes"])
    written.append(
        write_book(folder / named["early help"], [(EARLY_HELP, early_help)], contracts, rng)
    )
    lists = [(sheet, with_refused(rng, sheet.feed, rows[sheet.feed])) for sheet in COUNCIL]
    written.append(write_book(folder / named["council"], lists, contracts, rng))
    return written


def _names(totals: Totals) -> dict[str, str]:
    """Name the files: a workbook a partner, and for MASH one a year, the last as a CSV."""
    last = totals.years[-1]
    both = f"{totals.years[0].ending - 1}-{last.ending % 100}"
    place = totals.authority.lower()
    mash = {
        f"mash {year.ending}": f"{place}_mash_contacts_{_financial(year)}"
        + (".csv" if year is last and len(totals.years) > 1 else ".xlsx")
        for year in totals.years
    }
    return mash | {
        "early help": f"{place}_early_help_{both}.xlsx",
        "council": f"{place}_annex_a_{both}.xlsx",
    }


def _financial(year: Year) -> str:
    return f"{year.ending - 1}-{year.ending % 100}"


def _refuse_to_mix(folder: Path, own: set[str]) -> None:
    """Keep invented children out of a folder with real ones.

    Raises:
        SafeguardError: names how many other files there are, never what is in them.
    """
    others = (
        [
            each
            for each in folder.iterdir()
            if each.name not in own and each.name != REFERENCE and not each.name.startswith(".")
        ]
        if folder.is_dir()
        else []
    )
    if others:
        raise SafeguardError(
            f"{folder} already holds {len(others)} other files or folders, and invented children must not be mixed with real ones",
            hint="give an empty folder for the sample",
        )


def _marker(totals: Totals, seed: int) -> str:
    return (
        f"{INVENTED}\n\nWritten by safeguard-kpi with seed {seed}.\n"
        f"{totals.title}.\nSource of the totals: {totals.source}.\n"
        "Some rows have a fault each on purpose and are to be refused.\n"
    )
