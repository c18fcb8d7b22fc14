"""Every element of a census's modules is accounted for, and the run stops where one is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from census_drawn import (
    ASSESSED,
    ENQUIRED,
    PLAN,
    TODAY,
    child,
    details,
    header,
    message,
    saved,
    taken,
)
from intake_drawn import CONTRACTS
from safeguard_kpi.intake import admit, read_in
from safeguard_kpi.intake.model import CellCount

CELLS = ["cells_in", "cells_used", "cells_not_known", "cells_unused", "cells_refused",
         "cells_said_blank"]  # fmt: skip


def ledger(path: Path) -> dict[str, tuple[int, ...]]:
    rows = taken(path).submissions.select("sheet", *CELLS).rows()
    return {sheet: tuple(cells) for sheet, *cells in rows}


def test_each_kind_of_module_has_its_ledger(tmp_path: Path) -> None:
    odd = "<CINclosureDate></CINclosureDate><extra_unkown>x</extra_unkown>"
    whole = child(details(odd, ASSESSED.replace("3B", "99"), ENQUIRED, PLAN))
    late = child(
        details(ASSESSED.replace("2023-06-05", "2023-05-02")), ident="<LAchildID>B2</LAchildID>"
    )
    told = ledger(saved(tmp_path / "census.xml", message(whole, late)))
    # Particulars of the child are five: identifier, sex, ethnicity, date of birth, disability.
    # Four of the first episode's own elements and of the second's, one unknown and one empty.
    assert told["CINdetails"] == (20, 16, 0, 3, 0, 1)
    # Referral date, start, end and factors as one, twice over; the second is refused.
    assert told["Assessments"] == (18, 9, 0, 0, 9, 0)
    assert told["Section47"] == (9, 8, 0, 1, 0, 0)
    assert told["ChildProtectionPlans"] == (9, 9, 0, 0, 0, 0)
    assert told["Reviews"] == (9, 9, 0, 0, 0, 0)
    for counted in told.values():
        assert counted[0] == sum(counted[1:])


def test_an_element_lost_on_the_way_stops_the_run(tmp_path: Path) -> None:
    read = read_in([saved(tmp_path / "c.xml", message(child(details())))], CONTRACTS, workers=0)
    cells = read.sheets[1].cells
    assert cells
    wrong = replace(cells, sent=cells.sent + 1)
    lost = replace(read, sheets={**read.sheets, 1: replace(read.sheets[1], cells=wrong)})
    with pytest.raises(RuntimeError, match="cells were sent and"):
        admit(lost, CONTRACTS, today=TODAY)
    assert isinstance(wrong, CellCount)


def test_modules_without_a_date_are_refused_with_all_their_elements(tmp_path: Path) -> None:
    bare = "<Section47><ICPCnotRequired>true</ICPCnotRequired></Section47>"
    told = ledger(saved(tmp_path / "c.xml", message(child(details(bare, bare)))))
    assert told["Section47"] == (12, 0, 0, 0, 12, 0)


@pytest.mark.parametrize("year", range(2017, 2027))
def test_each_year_s_census_survives_what_may_be_wrong_with_it(tmp_path: Path, year: int) -> None:
    """Unknown elements, stray text, no identifier, either coding of sex, several reviews, a bad header."""
    sex = "<Sex>F</Sex>" if year >= 2025 else "<GenderCurrent>2</GenderCurrent>"
    block = "<PreProceedingsandFGDM></PreProceedingsandFGDM>" if year >= 2026 else "<extra_unkown/>"
    good = child(details(block, PLAN, "astray"), sex=sex)
    nameless = child(details(), ident="", sex=sex)
    good, nameless = (
        each.replace("2024-", "LAST").replace("2023-", f"{year - 1}-").replace("LAST", f"{year}-")
        for each in (good, nameless)
    )
    path = saved(
        tmp_path / "c.xml", message(good, nameless, head=header(year, reference=f"{year}-03-30"))
    )
    admitted = taken(path)
    problems = set(admitted.findings["problem"])
    expected = {"census_reference_date", "text_astray", "cell_blank", "rule_child_is_identified"}
    assert expected <= problems
    assert ("element_unknown" in problems) is (year < 2026)
    assert admitted.frames["referrals"]["sex"].to_list() == ["female"]
    assert admitted.frames["child_protection_reviews"].height == 3
    ended = {
        row["covers_to"].year for row in admitted.submissions.drop_nulls("covers_to").to_dicts()
    }
    assert ended == {year}
