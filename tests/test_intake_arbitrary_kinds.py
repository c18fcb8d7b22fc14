"""Whatever a workbook of any kind holds, well made or spoilt: it is read or refused, never a crash."""

# ruff: noqa: RUF001 - figures of full width and of other scripts are what is tested

import tempfile
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drawn_books import Fault, Formula, Sheet, xlsx
from drawn_ods import ods
from drawn_xls import xls
from drawn_xlsb import xlsb
from intake_drawn import HEADERS, row, taken
from safeguard_kpi.intake.model import FileRefusedError
from safeguard_kpi.intake.opening.guard import look_at
from test_intake_arbitrary import conserved

WRITERS = {"xlsx": xlsx, "xlsb": xlsb, "xls": xls, "ods": ods}
TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), max_size=12)
CELLS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.sampled_from([*HEADERS, "Date", "Contact", "Row Labels", "(All)", "Grand Total", "(blank)"]),
    st.sampled_from(["1001", "n/a", "01/04/2019", "Police", "Count of Child ID", Fault("#REF!")]),
    st.sampled_from(["٠٣/٠٤/2015", "０３/０４/２０１５", "４７１１", "٤٧١١"]),
    st.integers(-5, 60_000),
    st.booleans(),
    st.dates(date(1904, 1, 2), date(2150, 1, 1)),
    st.datetimes(datetime(1950, 1, 1), datetime(2050, 1, 1)).map(lambda at: at.replace(microsecond=0)),  # noqa: DTZ001 - local
    TEXT.map(lambda text: text.strip() or None),
)  # fmt: skip
UPPER = ["Child", None, None, "Contact", None, None, None]
LOWER = ["ID", "Gender", "DOB", "Date", "Date of decision", "Source", "Outcome"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(sorted(WRITERS)),
    head=st.sampled_from([[HEADERS], [UPPER, LOWER], [["Contacts"], HEADERS], []]),
    rows=st.lists(st.lists(CELLS, max_size=10), max_size=14),
    other=st.tuples(
        st.sampled_from(["Contacts (2)", "Pivot", "List_2"]),
        st.lists(st.lists(CELLS, max_size=10), max_size=14),
    ),
    date1904=st.booleans(),
)
def test_any_cells_of_any_kind_are_read_and_no_row_or_cell_is_lost(
    *,
    kind: str,
    head: list[list[Any]],
    rows: list[list[Any]],
    other: tuple[str, list[list[Any]]],
    date1904: bool,
) -> None:
    drawn = {"Contacts": Sheet(rows=[*head, *rows, row()]), other[0]: Sheet(rows=other[1])}
    with tempfile.TemporaryDirectory() as folder:
        path = WRITERS[kind](Path(folder) / f"any.{kind}", drawn, date1904=date1904)
        admitted = taken(path)
    whole = admitted.submissions
    assert (whole["rows_in"] == whole["rows_admitted"] + whole["rows_refused"]).all()
    if "sheet_not_whole" not in admitted.findings["problem"]:
        conserved(admitted)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["xls", "xlsb", "ods"]),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=6)), min_size=1, max_size=4),
)  # fmt: skip
def test_a_spoilt_workbook_is_looked_at_or_refused(
    kind: str, spoilt: list[tuple[float, bytes]]
) -> None:
    book = {"A": Sheet(rows=[HEADERS, row(), row(C=Fault())], hidden_columns=frozenset({2}))}
    parts = {"xlsb": ["xl/workbook.bin", "xl/worksheets/sheet1.bin"], "ods": ["content.xml"]}
    with tempfile.TemporaryDirectory() as folder:
        path = WRITERS[kind](Path(folder) / f"good.{kind}", book)
        if kind == "xls":
            path.write_bytes(_spoilt(path.read_bytes(), spoilt, keep=8))
        else:
            with zipfile.ZipFile(path) as archive:
                held = {name: archive.read(name) for name in archive.namelist()}
            with zipfile.ZipFile(path, "w") as archive:
                for name, content in held.items():
                    archive.writestr(
                        name, _spoilt(content, spoilt) if name in parts[kind] else content
                    )
        assert _looked_at(path) in {kind, "refused"}


def _looked_at(path: Path) -> str:
    """Look at a file; anything raised but a refusal is a crash."""
    try:
        return look_at(path).kind
    except FileRefusedError:
        return "refused"


def _spoilt(content: bytes, spoilt: list[tuple[float, bytes]], keep: int = 0) -> bytes:
    """Write some bytes over others, at shares of the length."""
    raw = bytearray(content)
    for share, over in spoilt:
        at = keep + int(share * (len(raw) - keep))
        raw[at : at + len(over)] = over[: len(raw) - at]
    return bytes(raw)


def test_a_formula_alone_is_no_table(tmp_path: Path) -> None:
    path = ods(tmp_path / "x.ods", {"A": Sheet(rows=[[Formula()]])})
    assert taken(path).findings.filter(problem="file_not_recognised").height == 1
