"""Every format against everything that partners' sheets do: what is admitted, and what is said.

A feature names the formats it can be written in; where a format has no such thing (macros in text,
hidden rows in separated values) there is no case.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from drawn_books import Fault, Formula, Sheet, separated, serial, xlsm, xlsx
from drawn_ods import ods
from drawn_xls import xls
from drawn_xlsb import xlsb
from intake_drawn import HEADERS, contacts, row, taken

WRITERS: Mapping[str, Callable[..., Path]] = {
    "xlsx": xlsx, "xlsm": xlsm, "xls": xls, "xlsb": xlsb, "ods": ods,
    "csv": separated(","), "tsv": separated("\t"),
}  # fmt: skip
ALL = tuple(WRITERS)
BOOKS = ALL[:5]
APRIL = date(2019, 4, 1)


@dataclass(frozen=True, kw_only=True)
class Feature:
    """Something that sheets do, and what is to come of it."""

    rows: Sequence[Sequence[Any]] = ()
    kinds: tuple[str, ...] = ALL
    layout: Mapping[str, Any] = field(default_factory=dict)
    """What else is drawn of the sheet: what is hidden or merged."""
    others: Mapping[str, Sheet] = field(default_factory=dict)
    name: str = "Contacts"
    date1904: bool = False
    admitted: Sequence[int] = (2, 3)
    """The rows admitted, each of a contact of 1 April 2019."""
    said: Sequence[tuple[str, int | None, str]] = ()
    """Problem, row and column of each finding on the sheet."""
    blank: int = 0


GOOD: list[list[Any]] = [row(), row(A=1002)]


def dated(*cells: Any) -> list[list[Any]]:
    return [HEADERS, *(row(A=number, D=cell) for number, cell in enumerate(cells, start=1))]


FEATURES = {
    "real dates and times": Feature(rows=dated(APRIL, datetime(2019, 4, 1, 9, 30))),  # noqa: DTZ001 - local
    "days counted from 1904": Feature(
        rows=dated(APRIL, int(serial(APRIL, date1904=True))), date1904=True, kinds=BOOKS
    ),
    "days counted from 1900": Feature(rows=dated(43556, "43556", 43556.5), admitted=(2, 3, 4)),
    "dates as text": Feature(
        rows=dated("2019-04-01", "01/04/2019", "1/4/19", "01-Apr-19", "1 April 2019"),
        admitted=(2, 3, 4, 5, 6),
    ),
    "dates and times as text": Feature(
        rows=dated("2019-04-01 09:30:00", "2019-04-01T09:30:00", "01/04/2019 09:30", "01-Apr-19 09:30"),
        admitted=(2, 3, 4, 5),
    ),
    "a date that is none": Feature(
        rows=dated(APRIL, "31/02/2019"), admitted=(2,), said=[("date_unreadable", 3, "D")]
    ),
    "errors in workbooks": Feature(
        rows=[HEADERS, row(), row(A=2, C=Fault("#REF!")), row(A=3, D=Fault("#N/A"))],
        kinds=BOOKS,
        said=[("cell_error", 3, "C"), ("cell_error", 4, "D")],
    ),
    "errors in text": Feature(
        rows=[HEADERS, row(), row(A=2, C=Fault("#REF!")), row(A=3, D=Fault("#N/A"))],
        kinds=("csv", "tsv"),
        said=[("date_unreadable", 3, "C"), ("date_unreadable", 4, "D")],
    ),
    "a formula never worked out": Feature(
        rows=[HEADERS, row(), row(A=2, C=Formula())],
        kinds=("xlsx", "xlsm", "ods"),
        said=[("formula_not_worked_out", 3, "C")],
    ),
    "hidden rows and columns": Feature(
        rows=[HEADERS, *GOOD],
        kinds=BOOKS,
        layout={"hidden_rows": frozenset({3}), "hidden_columns": frozenset({3, 9})},
        said=[("rows_hidden", None, ""), ("column_hidden", None, "C")],
    ),
    "a hidden sheet": Feature(
        rows=[HEADERS, *GOOD],
        kinds=BOOKS,
        layout={"hidden": True},
        others={"Front": Sheet(rows=[["Safeguarding"]])},
        said=[("sheet_hidden", None, "")],
    ),
    "ghost rows": Feature(rows=[HEADERS, *GOOD, *[[" "]] * 2_792], blank=2_792),
    "a title and a merged banner": Feature(
        rows=[["MASH", *[None] * 6], [None] * 7, ["April 2019"], HEADERS, *GOOD],
        kinds=BOOKS,
        layout={"merged": ((1, 1, 7), (3, 1, 3))},
        admitted=(5, 6),
    ),
    "titles": Feature(rows=[["MASH"], [None], ["April 2019"], HEADERS, *GOOD], admitted=(5, 6)),
    "headers as people write them": Feature(
        rows=[["\u2018Child\u00a0Unique ID\u2019", "GENDER?", " Date  of Birth ", "date of contact))",
               "Date_of_decision", "Contact Source ", "Outcome:"], *GOOD],
    ),
    "a header of two rows": Feature(
        rows=[["Child", None, None, "Contact"],
              ["ID", "Gender", "DOB", "Date", "Date of decision", "Source", "Outcome"], *GOOD],
        admitted=(3, 4),
        said=[("header_in_two_rows", 2, "")],
    ),
    "a repeated header": Feature(
        rows=[HEADERS, GOOD[0], HEADERS, GOOD[1]], admitted=(2, 4), said=[("header_repeated", 3, "")]
    ),
    "totals and notes": Feature(
        rows=[HEADERS, *GOOD, ["Total", *[None] * 5, 2], [None, "Printed on 1 May"]],
        said=[("not_a_row", 4, ""), ("not_a_row", 5, "")],
    ),
    "a second table": Feature(
        rows=[HEADERS, *GOOD, ["Child ID", "Date of referral", "Referral source"], [7, APRIL, "Police"]],
        said=[("header_second", 4, ""), ("row_under_second_header", 5, "")],
    ),
    "a pivot table beside": Feature(
        rows=[[*HEADERS, None, "Gender", "(All)"], [*GOOD[0], None, "Row Labels", "Count of Child ID"],
              [*GOOD[1], None, "Grand Total", 2], [*[None] * 8, "(blank)", 1]],
        said=[("columns_of_summary", None, "I")],
        blank=1,
    ),
    "a pivot sheet": Feature(
        rows=[HEADERS, *GOOD],
        kinds=BOOKS,
        others={"Sheet2": Sheet(rows=[["Row Labels", "Sum of Contacts"], ["Police", 2], ["Grand Total", 2]])},
    ),
    "list_1 and not list_10": Feature(
        rows=[HEADERS, *GOOD],
        kinds=BOOKS,
        name="list_1",
        others={"list_10": Sheet(rows=[["Child Unique ID", "Family identifier", "Gender"], [1, 2, "M"]])},
    ),
}  # fmt: skip
CASES = [
    pytest.param(kind, feature, id=f"{name}-{kind}")
    for name, feature in FEATURES.items()
    for kind in feature.kinds
]


@pytest.mark.parametrize(("kind", "feature"), CASES)
def test_what_is_admitted_and_said_is_the_same_in_every_format(
    tmp_path: Path, kind: str, feature: Feature
) -> None:
    drawn = {feature.name: Sheet(rows=feature.rows, **feature.layout), **feature.others}
    path = tmp_path / f"contacts of April.{kind}"
    more = {"date1904": True} if feature.date1904 else {}
    admitted = taken(WRITERS[kind](path, drawn, **more))
    rows = contacts(admitted)
    assert rows["_row"].to_list() == list(feature.admitted)
    assert set(rows["received_on"]) == {APRIL}
    sheet = path.stem if kind in {"csv", "tsv"} else feature.name
    of_sheet = admitted.findings.filter(sheet=sheet).select("problem", "row", "column")
    assert sorted(of_sheet.rows(), key=str) == sorted(feature.said, key=str)
    about_file = admitted.findings.filter(sheet="")["problem"].to_list()
    assert about_file == (["macros_not_run"] if kind == "xlsm" else [])
    (counted,) = admitted.submissions.filter(sheet=sheet).to_dicts()
    assert counted["rows_blank"] == feature.blank
    assert counted["rows_in"] == counted["rows_admitted"] + counted["rows_refused"]
    parts = ("used", "not_known", "unused", "refused", "said_blank")
    assert counted["cells_in"] == sum(counted[f"cells_{part}"] for part in parts)
    for other in feature.others:
        (passed,) = admitted.findings.filter(sheet=other).to_dicts()
        assert passed["level"] == "note"


def test_every_format_and_feature_has_its_cases() -> None:
    assert len(CASES) == sum(len(feature.kinds) for feature in FEATURES.values())
    assert {kind for feature in FEATURES.values() for kind in feature.kinds} == set(ALL)
