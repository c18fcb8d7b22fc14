"""What goes back about a census: records by their place and no child's particulars, or marked tables."""

from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from census_drawn import ASSESSED, child, details, message, saved
from intake_drawn import CONTRACTS
from safeguard_kpi.intake import admit, read_in
from safeguard_kpi.journey.sent_back.asked import FOLDER, Reckoning, reckon
from safeguard_kpi.journey.sent_back.returns import write_returns
from safeguard_kpi.reports import Cover
from safeguard_kpi.unattended.outputs import published

COVER = Cover(authority="Walsall", title="t", as_of=date(2024, 3, 31), version="0")


def returned(outputs: Path, *paths: Path) -> Reckoning:
    read = read_in(paths, CONTRACTS, workers=0)
    admitted = admit(read, CONTRACTS, today=date(2026, 11, 1))
    reckoning = reckon(read, admitted.findings, CONTRACTS, outputs)
    with published(outputs) as folder:
        write_returns(folder, reckoning, paths, CONTRACTS, COVER)
    return reckoning


def opened(outputs: Path) -> Workbook:
    return load_workbook(outputs / FOLDER / "Council - children's social care to put right.xlsx")


BACKWARDS = ASSESSED.replace("2023-06-05", "2023-05-02")
OTHER = "<LAchildID>ZEBRA77</LAchildID>"


def test_a_census_goes_back_as_its_records_by_place(tmp_path: Path) -> None:
    good, bad = child(details(ASSESSED)), child(details(BACKWARDS, ASSESSED), ident=OTHER)
    path = saved(tmp_path / "census.xml", message(good, bad))
    returned(tmp_path / "out", path)
    made = opened(tmp_path / "out")
    sheet = made["Assessments"]
    assert [cell.value for cell in sheet[1]][:2] == ["Record", "Child in the file"]
    rows = {sheet[f"A{row}"].value: row for row in range(2, sheet.max_row + 1)}
    assert rows.keys() == {"(//Assessments)[2]"}
    row = rows["(//Assessments)[2]"]
    assert sheet[f"B{row}"].value == "2"
    heads = [cell.value for cell in sheet[1]]
    (marked,) = (
        cell for cell in sheet[row] if cell.comment and "before it started" in cell.comment.text
    )
    assert marked.border.left.style == "medium"
    assert marked.value is None
    assert heads[marked.column - 1] in {"AssessmentAuthorisationDate", "AssessmentActualStartDate"}
    summary = made["To put right"]
    assert summary["F8"].hyperlink.location == f"'Assessments'!{marked.coordinate}"


def test_no_particular_of_a_child_stands_in_what_goes_back(tmp_path: Path) -> None:
    path = saved(tmp_path / "census.xml", message(child(details(BACKWARDS), ident=OTHER)))
    returned(tmp_path / "out", path)
    made = opened(tmp_path / "out")
    texts = [str(cell.value) for sheet in made for cells in sheet for cell in cells if cell.value]
    texts += [
        cell.comment.text for sheet in made for cells in sheet for cell in cells if cell.comment
    ]
    assert not [
        text for text in texts if "ZEBRA" in text or "2015-03-27" in text or "2023-05" in text
    ]


def test_what_was_put_right_in_the_next_census_is_said(tmp_path: Path) -> None:
    path = saved(
        tmp_path / "census.xml",
        message(child(details(BACKWARDS)), child(details(ASSESSED), ident=OTHER)),
    )
    returned(tmp_path / "out", path)
    saved(path, message(child(details(ASSESSED)), child(details(ASSESSED), ident=OTHER)))
    (told,) = returned(tmp_path / "out", path).told
    assert (told["asked"], told["put_right"], told["still"]) == (1, 1, 0)


def test_a_table_comes_back_as_its_rows_with_what_was_made_of_it_marked_there(
    tmp_path: Path,
) -> None:
    head = (",LAchildID,CINdetailsID,CINreferralDate,ReferralSource,PrimaryNeedCode,CINclosureDate,"
            "ReasonForClosure,DateOfInitialCPC,ReferralNFA")  # fmt: skip
    rows = [
        "0,A1,0,2023-05-02,6,N1,2023-09-01,RC7,,False",
        "1,A2,1,2023-05-02,6,N1,2023-04-01,RC7,,False",
    ]
    path = tmp_path / "CINdetails.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    returned(tmp_path / "out", path)
    made = opened(tmp_path / "out")
    assert made.sheetnames == ["To put right", "CINdetails"]
    sheet = made["CINdetails"]
    assert sheet["B3"].value == "A2"
    said = sheet["G3"].comment.text
    assert "case closed before the referral" in said
    assert "episode closed before it started" in said
