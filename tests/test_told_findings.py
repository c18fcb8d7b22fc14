"""What the terminal tells of findings: one line a kind, each a sentence as it was meant."""

import polars as pl

from safeguard_kpi.cli.printing import _grouped
from safeguard_kpi.contracts.model import Level
from safeguard_kpi.intake import findings


def told(message: str, field: str) -> str:
    found = findings.one("a_problem", Level.WARN, message, "Mend it.", field=field)
    ((words,),) = pl.DataFrame(_grouped(found)).select("message").rows()
    return str(words)


def test_the_title_of_a_field_is_left_off() -> None:
    assert told("Date of contact: the cell is empty.", "received_at") == "The cell is empty."


def test_a_files_name_is_written_as_it_is() -> None:
    message = "Replaced by a later extract: example-a.xls, sheet List 1, row 2 has the same key."
    assert told(message, "") == message
    assert told("example-a.xls, sheet List 1: 11 rows.", "").startswith("example-a.xls, sheet")
