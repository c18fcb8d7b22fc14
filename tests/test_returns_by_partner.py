"""Each partner gets one workbook of all their files, and nobody else's rows lie in it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from census_drawn import ASSESSED, child, details, message, saved
from intake_drawn import CONTRACTS, HEADERS, TODAY, book, encrypted, row, sheets
from safeguard_kpi.intake import admit, read_in
from safeguard_kpi.journey.sent_back.asked import FOLDER, Reckoning
from safeguard_kpi.journey.sent_back.for_partners import named_after
from safeguard_kpi.reports.drawing.tabs import LONGEST, tab_names
from test_returns import HUB, opened, returned

CARE = "Council - children's social care"
REFERRALS = ["Child Unique ID", "Date of referral", "Referral Source", "Referral NFA?"]
GOOD_REFERRAL = ["SOCIAL-1", date(2019, 4, 1), "Police", "No"]
BAD_REFERRAL = ["SOCIAL-2", "no date", "Police", "No"]
GOOD_CONTACT = row(A="HUB-1")
BAD_CONTACT = row(A="HUB-2", D="no date")


def written(outputs: Path) -> list[str]:
    """Name the workbooks that were written."""
    return sorted(
        path.name.removesuffix(" to put right.xlsx") for path in (outputs / FOLDER).glob("*.xlsx")
    )


def words(made: Workbook) -> str:
    """Put together every text of a workbook: cells, comments, tabs, links, headers and footers."""
    return "\n".join(_words(made))


def _words(made: Workbook) -> Iterator[str]:
    for tab in made:
        yield tab.title
        yield str(tab.oddHeader.center.text)
        yield str(tab.oddFooter.left.text)
        for cell in (cell for cells in tab.iter_rows() for cell in cells):
            yield str(cell.value)
            yield cell.comment.text if cell.comment else ""
            yield str(cell.hyperlink.location) if cell.hyperlink else ""


def counts(reckoning: Reckoning) -> dict[str, tuple[int, int]]:
    return {row["file"]: (row["asked"], row["put_right"]) for row in reckoning.told}


def mixed(path: Path, **also: list[list[Any]]) -> Path:
    """Save a workbook with a sheet of the hub's and one of social care's, and perhaps others."""
    contacts: list[list[Any]] = [HEADERS, GOOD_CONTACT, BAD_CONTACT]
    referrals: list[list[Any]] = [REFERRALS, GOOD_REFERRAL, BAD_REFERRAL]
    return sheets(path, {"Contacts": contacts, "Referrals": referrals, **also})


def test_two_files_of_one_partner_are_one_workbook_with_tabs_of_their_own(tmp_path: Path) -> None:
    one = book(tmp_path / "spring.xlsx", GOOD_CONTACT, BAD_CONTACT)
    other = book(tmp_path / "summer.xlsx", row(A="HUB-3", D="none"), sheet="CONTACTS")
    returned(tmp_path / "out", one, other)
    assert written(tmp_path / "out") == [HUB]
    made = opened(tmp_path / "out")
    assert made.sheetnames == ["To put right", "Contacts", "CONTACTS (2)"]
    assert [made["Contacts"]["A3"].value, made["CONTACTS (2)"]["A2"].value] == ["HUB-2", "HUB-3"]
    summary = [[cell.value for cell in cells][:1] for cells in made["To put right"].iter_rows()]
    assert [value for (value,) in summary[5:]] == [
        "spring.xlsx",
        "Contacts",
        "summer.xlsx",
        "The tab CONTACTS (2) is this file's sheet CONTACTS",
        "CONTACTS (2)",
        "End of table",
    ]
    assert made["To put right"]["F10"].hyperlink.location == "'CONTACTS (2)'!D2"
    assert made["CONTACTS (2)"].oddHeader.center.text == "summer.xlsx, sheet CONTACTS"
    assert made["CONTACTS (2)"].print_titles == "'CONTACTS (2)'!$1:$1,'CONTACTS (2)'!$A:$A"


def test_a_file_of_two_partners_is_two_workbooks_and_neither_has_the_others_rows(
    tmp_path: Path,
) -> None:
    returned(tmp_path / "out", mixed(tmp_path / "both.xlsx"))
    assert written(tmp_path / "out") == [CARE, HUB]
    hub, care = words(opened(tmp_path / "out")), words(opened(tmp_path / "out", CARE))
    assert "HUB-2" in hub
    assert "SOCIAL-2" in care
    assert not [each for each in ("SOCIAL", "Referral NFA?", "Referrals") if each in hub]
    assert not [each for each in ("HUB-", "Contact Source", "Contacts") if each in care]


def test_what_is_nobodys_in_a_file_of_two_partners_goes_to_neither(tmp_path: Path) -> None:
    returned(tmp_path / "out", mixed(tmp_path / "both.xlsx", Other=_list("NOBODY")))
    assert written(tmp_path / "out") == [CARE, HUB, "both.xlsx"]
    own = words(opened(tmp_path / "out", "both.xlsx"))
    assert "NOBODY-1" in own
    assert not [each for each in ("HUB-", "SOCIAL-") if each in own]
    for name in (CARE, HUB):
        assert "NOBODY" not in words(opened(tmp_path / "out", name))


def _list(who: str) -> list[list[Any]]:
    """Draw a list whose headers nobody knows."""
    rows = [[f"{who}-{number}", date(2019, 4, 1), "x"] for number in range(30)]
    return [["Colour", "Day", "Shape"], *rows]


def test_what_is_nobodys_goes_to_nobody_though_the_rest_of_its_file_is_one_partners(
    tmp_path: Path,
) -> None:
    drawn = {"Contacts": [HEADERS, GOOD_CONTACT, BAD_CONTACT], "Other": _list("NOBODY")}
    returned(tmp_path / "out", sheets(tmp_path / "list.xlsx", drawn))
    assert written(tmp_path / "out") == [HUB, "list.xlsx"]
    assert opened(tmp_path / "out").sheetnames == ["To put right", "Contacts"]
    assert opened(tmp_path / "out", "list.xlsx").sheetnames == ["To put right", "Other"]


def test_a_sheet_that_looks_like_anothers_list_does_not_go_with_the_rest_of_its_file(
    tmp_path: Path,
) -> None:
    # Its name promises referrals, and its headers are known to no feed.
    drawn = {"Contacts": [HEADERS, BAD_CONTACT], "Referrals": _list("SOCIAL")}
    returned(tmp_path / "out", sheets(tmp_path / "list.xlsx", drawn))
    assert written(tmp_path / "out") == [CARE, HUB]
    assert "SOCIAL" not in words(opened(tmp_path / "out"))
    assert "HUB-" not in words(opened(tmp_path / "out", CARE))


@pytest.mark.parametrize(
    "between", [[], [["Child", "Colour", "Referral Source", "Outcome"], ["X-1"]]]
)
def test_a_sheet_with_a_table_of_another_partner_under_it_goes_to_neither(
    tmp_path: Path, between: list[list[Any]]
) -> None:
    rows = [HEADERS, GOOD_CONTACT, BAD_CONTACT, [], *between, [], REFERRALS, GOOD_REFERRAL]
    returned(tmp_path / "out", sheets(tmp_path / "list.xlsx", {"Contacts": rows}))
    assert written(tmp_path / "out") == ["list.xlsx"]


def test_a_sheet_with_a_third_table_of_another_partner_goes_to_neither(tmp_path: Path) -> None:
    plain = [name for name in HEADERS if name != "Gender"]
    again = [plain, [cell for place, cell in enumerate(row(A="HUB-3")) if place != 1]]
    rows = [HEADERS, BAD_CONTACT, [], *again, [], REFERRALS, GOOD_REFERRAL]
    returned(tmp_path / "out", sheets(tmp_path / "list.xlsx", {"Contacts": rows}))
    assert written(tmp_path / "out") == ["list.xlsx"]
    # Without the third table, both parts are the hub's.
    returned(tmp_path / "two", sheets(tmp_path / "list.xlsx", {"Contacts": rows[:-2]}))
    assert written(tmp_path / "two") == [HUB]


def test_a_sheet_with_a_table_of_another_partner_beside_it_goes_to_neither(tmp_path: Path) -> None:
    beside = [[*HEADERS, None, *REFERRALS], [*BAD_CONTACT, None, *GOOD_REFERRAL]]
    returned(tmp_path / "out", sheets(tmp_path / "list.xlsx", {"Contacts": beside}))
    assert written(tmp_path / "out") == ["list.xlsx"]


def test_a_file_that_nobody_recognises_has_a_workbook_named_after_it(tmp_path: Path) -> None:
    hub = book(tmp_path / "contacts.xlsx", BAD_CONTACT)
    strange = sheets(tmp_path / "strange.xlsx", {"Sheet1": _list("NOBODY")})
    returned(tmp_path / "out", hub, strange, encrypted(tmp_path / "secret.xlsx"))
    assert written(tmp_path / "out") == [HUB, "secret.xlsx", "strange.xlsx"]
    assert "NOBODY" not in words(opened(tmp_path / "out"))
    assert opened(tmp_path / "out", "strange.xlsx")["To put right"]["A1"].value == (
        "To put right in strange.xlsx"
    )


def test_who_sent_a_file_can_be_told_and_then_no_row_of_it_goes_elsewhere(tmp_path: Path) -> None:
    one = book(tmp_path / "police.xlsx", row(A="HUB-1"), row(A="HUB-2", D="x"))
    other = book(tmp_path / "health.xlsx", row(A="HUB-1"), row(A="HEALTH-2", D="x"))
    secret = encrypted(tmp_path / "secret.xlsx")
    told = {"health.xlsx": "Health: trust", "secret.xlsx": "Health: trust"}
    returned(tmp_path / "out", one, other, secret, partners=told)
    assert written(tmp_path / "out") == [HUB, "Health - trust"]
    hub, health = words(opened(tmp_path / "out")), words(opened(tmp_path / "out", "Health - trust"))
    assert not [each for each in ("HEALTH", "health", "secret") if each in hub]
    assert not [each for each in ("HUB-2", "police") if each in health]
    assert "password" in health


def test_a_file_of_two_partners_that_one_sent_goes_to_that_one_whole(tmp_path: Path) -> None:
    path = mixed(tmp_path / "both.xlsx", Other=_list("NOBODY"))
    returned(tmp_path / "out", path, partners={"both.xlsx": "Health"})
    assert written(tmp_path / "out") == ["Health"]
    assert opened(tmp_path / "out", "Health").sheetnames[1:] == ["Contacts", "Referrals", "Other"]


def test_nothing_goes_back_to_a_partner_of_whom_all_counts_as_it_is(tmp_path: Path) -> None:
    # The hub's sheet has a query alone; that social care's has a refused row does not send it about.
    queried: list[list[Any]] = [HEADERS, row(C=date(2021, 1, 1))]
    referrals: list[list[Any]] = [REFERRALS, GOOD_REFERRAL, BAD_REFERRAL]
    path = sheets(tmp_path / "both.xlsx", {"Contacts": queried, "Referrals": referrals})
    found = admit(read_in([path], CONTRACTS, workers=0), CONTRACTS, today=TODAY).findings
    assert "mash_contacts" in found["feed"]
    returned(tmp_path / "out", path)
    assert written(tmp_path / "out") == [CARE]


def test_records_of_xml_and_copies_of_sheets_lie_in_one_workbook(tmp_path: Path) -> None:
    backwards = ASSESSED.replace("2023-06-05", "2023-05-02")
    census = saved(tmp_path / "census.xml", message(child(details(backwards))))
    listed = sheets(tmp_path / "list.xlsx", {"Assessments": [REFERRALS, BAD_REFERRAL]})
    returned(tmp_path / "out", census, listed)
    made = opened(tmp_path / "out", CARE)
    assert made.sheetnames[1] == "Assessments"
    assert made["Assessments"]["A1"].value == "Record"
    assert made["Assessments (2)"]["A2"].value == "SOCIAL-2"
    assert "2023-05" not in words(made)
    lines = [str(cell.value) for cell in made["To put right"]["A"]]
    assert any(line.startswith("The file is XML") for line in lines)


def test_the_next_workbook_says_file_by_file_what_was_put_right(tmp_path: Path) -> None:
    bad = [row(A=f"HUB-{number}", D="no date") for number in (1, 2, 3)]
    one = book(tmp_path / "spring.xlsx", *bad)
    other = book(tmp_path / "summer.xlsx", row(A="HUB-7", D="none"))
    both = mixed(tmp_path / "both.xlsx")
    assert counts(returned(tmp_path / "out", one, other, both)) == {}
    book(one, row(A="HUB-1"), row(A="HUB-2"), bad[2])
    book(other, row(A="HUB-7"))
    sheets(
        both,
        {
            "Contacts": [HEADERS, GOOD_CONTACT, BAD_CONTACT],
            "Referrals": [REFERRALS, ["SOCIAL-2", date(2019, 4, 2), "Police", "No"]],
        },
    )
    again = returned(tmp_path / "out", one, other, both)
    assert counts(again) == {"both.xlsx": (2, 1), "spring.xlsx": (3, 2), "summer.xlsx": (1, 1)}
    lines = [cell.value for cell in opened(tmp_path / "out")["To put right"]["A"]]
    # Of the file that two sent, the hub is told of its own row and of no other.
    assert lines[5:] == [
        "both.xlsx",
        "Put right: 0 of the 1 asked about before; 1 still to put right",
        "Contacts",
        "spring.xlsx",
        "Put right: 2 of the 3 asked about before; 1 still to put right",
        "The tab Contacts (2) is this file's sheet Contacts",
        "Contacts (2)",
        "summer.xlsx",
        "Put right: 1 of the 1 asked about before",
        "End of table",
    ]
    assert written(tmp_path / "out") == [HUB]
    assert counts(returned(tmp_path / "out", one, other, both)) == {
        "both.xlsx": (1, 0),
        "spring.xlsx": (1, 0),
    }


def test_what_became_of_a_sheet_of_two_partners_is_told_where_it_was_asked(tmp_path: Path) -> None:
    under: list[list[Any]] = [[], REFERRALS, GOOD_REFERRAL]
    path = tmp_path / "list.xlsx"
    other = book(tmp_path / "hub.xlsx", BAD_CONTACT)
    bad = [row(A=f"HUB-{number}", D="no date") for number in (3, 4)]
    sheets(path, {"Contacts": [HEADERS, *bad, *under]})
    returned(tmp_path / "out", path, other)
    sheets(path, {"Contacts": [HEADERS, row(A="HUB-3"), bad[1], *under]})
    returned(tmp_path / "out", path, other)
    assert "Put right: 1 of the" in words(opened(tmp_path / "out", "list.xlsx"))
    assert "list.xlsx" not in words(opened(tmp_path / "out"))


def test_a_tab_is_legal_whatever_the_sheet_is_called() -> None:
    long = "A sheet of a name that is very long"
    sent = [
        "Contacts",
        "contacts",
        long,
        long,
        "a/b:c",
        "",
        "'x'",
        "History",
        "😀" * 20,
        "TO PUT RIGHT",
    ]
    names = tab_names(sent, taken=["To put right"])
    assert names == [
        "Contacts",
        "contacts (2)",
        "A sheet of a name that is very",
        "A sheet of a name that is v (2)",
        "a-b-c",
        "Sheet",
        "-x-",
        "History (2)",
        "😀" * 15,
        "TO PUT RIGHT (2)",
    ]
    assert all(len(name.encode("utf-16-le")) <= 2 * LONGEST for name in names)


def test_very_many_tabs_of_one_name_are_told_apart() -> None:
    names = tab_names(["x" * 40] * 120)
    assert len({name.casefold() for name in names}) == 120
    assert max(map(len, names)) == LONGEST


@pytest.mark.parametrize(
    ("partner", "name"),
    [
        ("Council: children's social care", "Council - children's social care"),
        ("Health/Trust\\North", "Health - Trust - North"),
        ('a<b>c"d|e?f*g', "a-b-c-d-e-f-g"),
        ("CON", "_CON"),
        ("con.xlsx", "_con.xlsx"),
        ("Lpt1 .csv", "_Lpt1 .csv"),
        ("Conway", "Conway"),
        (" . hidden", "hidden"),
    ],
)
def test_a_workbooks_name_is_one_that_windows_allows(partner: str, name: str) -> None:
    assert named_after([partner]) == [f"{name} to put right.xlsx"]


def test_partners_whose_names_come_to_the_same_are_told_apart() -> None:
    names = named_after(
        ["Council: x", "Council - X", "list.xlsx", "list.xlsx", "Caf\u00e9", "Cafe\u0301", "?", ""]
    )
    assert len({name.casefold() for name in names}) == 8
    assert all(len(name.encode()) <= 255 for name in names)


def test_no_partner_is_told_of_identifiers_in_anothers_file(tmp_path: Path) -> None:
    headers = ["Contact ID", *HEADERS]

    def numbered(who: str, first: date) -> list[list[Any]]:
        days = [first + timedelta(days=at) for at in range(40)]
        rows = [[at, *row(A=f"{who}-{at}", D=day, E=day)] for at, day in enumerate(days, start=1)]
        return [headers, *rows, [99, *row(A=f"{who}-99", D="no date")]]

    police = sheets(tmp_path / "police.xlsx", {"Contacts": numbered("P", date(2019, 4, 1))})
    health = sheets(tmp_path / "health.xlsx", {"Contacts": numbered("H", date(2019, 7, 1))})
    partners = {"police.xlsx": "Police", "health.xlsx": "NHS trust"}
    admitted = admit(read_in((police, health), CONTRACTS, workers=0), CONTRACTS, today=TODAY)
    assert "identifiers_begin_anew" in admitted.findings["problem"].to_list()
    returned(tmp_path / "out", police, health, partners=partners)
    assert written(tmp_path / "out") == ["NHS trust", "Police"]
    assert "health" not in words(opened(tmp_path / "out", "Police"))
    assert "police" not in words(opened(tmp_path / "out", "NHS trust"))
