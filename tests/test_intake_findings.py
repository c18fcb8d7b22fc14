"""Findings are named once and for all, and the page about them names each."""

import re
from pathlib import Path

import polars as pl

from safeguard_kpi import intake
from safeguard_kpi.contracts.model import Level
from safeguard_kpi.intake import findings
from safeguard_kpi.journey import left_out
from safeguard_kpi.journey.earlier import said_of_again

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/reference/findings.md").read_text(encoding="utf-8")
NAMED = re.compile(
    r'"((?:file|sheet|column|columns|headers|header|cell|row|key|date|number|code|yes_no|identifier|text'
    r'|formula|quote|reader|macros|errors|said|not|element|census|encoding|dates|annex|zone|table|sent|looks|identifiers|codes)_[a-z_]+|rows_hidden|rows_of_one|rows_of_formulas|sheets_contradict|rows_sent_again|coverage_left_out)"(?=[,:])'
)
NOT_PROBLEMS = {
    "code_set",
    "header_row",
    "columns_used",
    "columns_unused",
    "columns_missing",
    "date_of_birth",
}


def test_the_page_names_every_problem_and_no_other() -> None:
    (folder,) = intake.__path__
    paths = [*Path(folder).rglob("*.py"), Path(said_of_again.__file__), Path(left_out.__file__)]
    source = "".join(path.read_text(encoding="utf-8") for path in paths)
    made = set(NAMED.findall(source)) - NOT_PROBLEMS
    told = set(re.findall(r"^\| `([a-z_]+)`", PAGE, re.MULTILINE))
    assert told == made


def test_the_same_finding_twice_is_one_and_order_is_of_places() -> None:
    one = findings.one("x", Level.NOTE, "A.", "B.", file="b.xlsx", row=2)
    first = findings.one("x", Level.NOTE, "A.", "B.", file="a.xlsx", row=10)
    gathered = findings.gather([one, first, one])
    assert gathered["file"].to_list() == ["a.xlsx", "b.xlsx"]
    assert gathered.schema == findings.none().schema
    assert findings.at(pl.Series([1, 2]), "x", Level.NOTE, "A.", "B.")["row"].to_list() == [1, 2]
