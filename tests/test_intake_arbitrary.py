"""Whatever a sheet holds: nothing crashes, no row is lost, and no finding repeats a cell."""

# ruff: noqa: RUF001 - figures of full width and of other scripts are what is tested

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake_drawn import CONTRACTS, HEADERS, TODAY, book, row, said, sheets, taken
from safeguard_kpi.contracts.model import Kind
from safeguard_kpi.intake import Admitted

CELLS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.sampled_from(
        ["1001", "n/a", "#N/A", "01/04/2019", "31/02/2019", "Police", "a) Yes", "Total"]
    ),
    st.sampled_from(
        ["43556", "=1+1", "  ", "-", "Child Unique ID", "1A: Individual", "1.0", "2.5"]
    ),
    st.sampled_from(
        ["٠٣/٠٤/2015", "０３/０４/２０１５", "４７１１", "٤٧١١", "٤٣٥٥٦", "१.०", "１.０"]
    ),
    st.text(st.characters(categories=["Nd", "No"]) | st.sampled_from("/-. :"), max_size=12),
    st.integers(-5, 60_000),
    st.floats(-10, 50_000),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2150, 1, 1)),
    st.datetimes(datetime(1950, 1, 1), datetime(2050, 1, 1)),  # noqa: DTZ001 - local, as partners write
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12),
)
HEADER_CELLS = st.sampled_from(
    [
        *HEADERS,
        "Age",
        "Contact ID",
        "Notes",
        "RAG",
        "Date of referral",
        "Assessment start date",
        None,
    ]
)


def conserved(admitted: Admitted) -> None:
    counted = admitted.submissions
    assert (counted["rows_in"] == counted["rows_admitted"] + counted["rows_refused"]).all()
    held = sum(frame.height for frame in admitted.frames.values())
    assert held == counted["rows_admitted"].sum()
    explained = admitted.findings.filter(
        pl.col("row").is_not_null() & ~pl.col("problem").is_in(["column_missing", "columns_clash"])
    ).select("file", "sheet", "row")
    for frame in admitted.frames.values():
        assert frame.select("_submission", "_row").is_duplicated().sum() == 0
    # One finding explains every row of a sheet of which too much is refused.
    whole = admitted.findings.filter(pl.col("problem") == "sheet_beyond_limit")
    beyond = counted.join(whole, on=["file", "sheet"], how="semi")
    assert (beyond["rows_admitted"] == 0).all()
    one_by_one = int(counted["rows_refused"].sum()) - int(beyond["rows_refused"].sum())
    told = explained.unique().join(whole, on=["file", "sheet"], how="anti").height
    assert told >= one_by_one, "each refusal is explained"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(HEADER_CELLS, min_size=1, max_size=9),
    st.lists(st.lists(CELLS, max_size=10), max_size=12),
    st.sampled_from(["Contacts", "List_2", "Sheet1"]),
)
def test_any_grid_is_read_without_a_crash_and_no_row_is_lost(
    headers: list[Any], rows: list[list[Any]], sheet: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = sheets(Path(folder) / "any.xlsx", {sheet: [headers, *rows]})
        conserved(taken(path))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, min_size=7, max_size=7), min_size=1, max_size=12))
def test_any_rows_under_good_headers_are_admitted_or_refused(rows: list[list[Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        one = book(Path(folder) / "a.xlsx", *rows, row(A=9))
        two = book(Path(folder) / "b.xlsx", *rows, row(A=8))
        admitted = taken(one, two)
        conserved(admitted)
        assert (admitted.frames["mash_contacts"]["received_on"] <= TODAY).all()


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([".xlsx", ".csv", ".xls", ".ods", ".tsv"]))
def test_any_bytes_are_a_finding_and_never_a_crash(content: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"any{suffix}"
        path.write_bytes(content)
        assert taken(path).findings.filter(level="error").height == 1


CANARY = "Kanarienvogel"


def test_no_finding_ever_quotes_a_cell(tmp_path: Path) -> None:
    for feed in CONTRACTS.feeds.values():
        fields = list(feed.fields.values())
        headers = [field.headers[0] for field in fields]
        good = [_good(field.kind) for field in fields]
        rows: list[list[Any]] = [good]
        rows += [
            [*good[:at], strange, *good[at + 1 :]]
            for at in range(len(fields))
            for strange in (CANARY, f"{CANARY} 1/4/2019", f"a) {CANARY}", f'="{CANARY}"')
        ]
        rows += [[*[None] * at, f"Total {CANARY}"] for at in range(3)]
        drawn: dict[str, list[list[Any]]] = {
            feed.sheets[0]: [[CANARY], [], headers, *rows],
            "Other": [[CANARY, CANARY], [CANARY]],
        }
        admitted = taken(sheets(tmp_path / f"{feed.name}.xlsx", drawn))
        assert CANARY not in admitted.findings.write_csv()
        assert CANARY not in admitted.submissions.write_json()
        assert admitted.findings.filter(pl.col("level").is_in(["reject", "warn"])).height
        conserved(admitted)


def _good(kind: Kind) -> str | int:
    cells: dict[Kind, str | int] = {
        Kind.DATE: "01/04/2019",
        Kind.DATETIME: "01/04/2019 10:00",
        Kind.INTEGER: 1,
        Kind.NUMBER: 9,
        Kind.YES_NO: "Yes",
        Kind.IDENTIFIER: 4711,
    }
    return cells.get(kind, "Unknown")


@settings(max_examples=40, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=6, max_size=20),
    st.integers(0, 6),
)
def test_a_word_in_any_cell_is_in_no_finding(word: str, at: int) -> None:
    canary = f"Qz{word}zQ"
    with tempfile.TemporaryDirectory() as folder:
        strange = [*row()[:at], canary, *row()[at + 1 :]]
        admitted = taken(book(Path(folder) / "x.xlsx", row(A=5), strange, strange))
        assert canary not in admitted.findings.write_csv()
        assert not said(admitted, "sheet_not_recognised")
