"""Whatever an XML file holds, it is a census, or one sentence and a run that goes on."""

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from census_drawn import ASSESSED, ENQUIRED, PLAN, child, details, header, message, saved, taken
from intake_drawn import book, contacts, row
from safeguard_kpi.intake.census import streamed as census_xml
from test_intake_arbitrary import CANARY, conserved

LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12)
)  # fmt: skip
WHOLE = message(child(details(ASSESSED, ENQUIRED, PLAN)))
HOSTILE = {
    "billion laughs": (f"<!DOCTYPE Message [{LAUGHS}]><Message>&l11;</Message>", "file_unsafe"),
    "a document type": (f"<!DOCTYPE Message>{WHOLE}", "file_unsafe"),
    "a document type far down": (f"<!--{'x' * 5000}--><!DOCTYPE Message>{WHOLE}", "file_unsafe"),
    "a file of the reader's": (
        '<!DOCTYPE Message [<!ENTITY x SYSTEM "file:///etc/hosts">]><Message>&x;</Message>',
        "file_unsafe",
    ),
    "an entity of nobody's": ("<Message>&x;</Message>", "file_damaged"),
    "cut short": (WHOLE[:-30], "file_damaged"),
    "two roots": (WHOLE + WHOLE, "file_damaged"),
    "not a census": ("<Workbook><Sheet/></Workbook>", "file_not_a_census"),
    "another census": (message(head=header(collection="SSDA903")), "file_not_a_census"),
    "a web page": ("<html><body><table></table></body></html>", "file_not_a_census"),
    "a child in a child": (message(f"<Child>{child()}</Child>"), "file_unsafe"),
    "nested without end": (message("<a>" * 200 + "</a>" * 200), "file_unsafe"),
    "not XML": ("LAchildID,CINreferralDate\n1,2023-05-02\n", "file_not_a_workbook"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_file_is_one_sentence_and_the_run_goes_on(
    tmp_path: Path, name: str
) -> None:
    text, problem = HOSTILE[name]
    path = saved(tmp_path / "census.xml", text)
    admitted = taken(path, book(tmp_path / "good.xlsx", row()))
    assert contacts(admitted).height == 1, "the good file is still read"
    (found,) = admitted.findings.filter(level="error").to_dicts()
    assert (found["problem"], found["file"]) == (problem, "census.xml")
    assert found["message"].startswith("census.xml: ")
    assert found["message"].endswith(".")
    assert found["remedy"].endswith(".")


@pytest.mark.parametrize(
    ("opening", "filling"),
    [("<Message><a>", "x" * 1024), ("<Message><", "x" * 1024), ("<Message a='", "y" * 1024)],
)
def test_one_element_without_end_is_refused_before_it_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, opening: str, filling: str
) -> None:
    monkeypatch.setattr(census_xml, "LONGEST_TAG", 200_000)
    monkeypatch.setattr(census_xml, "PIECE", 64 * 1024)
    path = tmp_path / "census.xml"
    with path.open("w") as file:
        file.write(opening)
        file.writelines(filling for _ in range(1024))
    (found,) = taken(path).findings.filter(level="error").to_dicts()
    assert found["problem"] == "file_unsafe"


@pytest.mark.parametrize(
    ("bound", "most"), [("MOST_MODULES", 3), ("MOST_OF_A_CHILD", 10), ("LARGEST", 100)]
)
def test_more_than_any_census_holds_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    path = saved(tmp_path / "census.xml", WHOLE)
    assert not taken(path).findings.filter(level="error").height
    monkeypatch.setattr(census_xml, bound, most)
    assert taken(path).findings.filter(level="error").height == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1252"])
def test_a_census_is_read_in_whatever_encoding_it_came(tmp_path: Path, encoding: str) -> None:
    said = f'<?xml version="1.0" encoding="{encoding}"?>' if encoding == "windows-1252" else ""
    text = said + WHOLE.replace("<Header>", "<Header><SoftwareCode>Société</SoftwareCode>")
    admitted = taken(saved(tmp_path / "census.xml", text, encoding=encoding))
    assert admitted.frames["referrals"].height == 1
    assert not admitted.findings.filter(problem="encoding_guessed").height


def test_windows_text_that_does_not_say_so_is_read_and_said(tmp_path: Path) -> None:
    text = WHOLE.replace("<Header>", "<Header><SoftwareCode>Société</SoftwareCode>")
    admitted = taken(saved(tmp_path / "census.xml", text, encoding="windows-1252"))
    assert admitted.frames["referrals"].height == 1
    assert admitted.findings.filter(problem="encoding_guessed").height == 1


NAMES = st.sampled_from(
    [
        "Child", "CINdetails", "Assessments", "Section47", "ChildProtectionPlans", "Reviews",
        "CPPreviewDate", "LAchildID", "Sex", "GenderCurrent", "PersonBirthDate", "Ethnicity",
        "Disability", "CINreferralDate", "ReferralSource", "ReferralNFA", "CINclosureDate",
        "ReasonForClosure", "DateOfInitialCPC", "S47ActualStartDate", "ICPCnotRequired",
        "CPPstartDate", "CPPendDate", "InitialCategoryOfAbuse", "NumberOfPreviousCPP",
        "AssessmentActualStartDate", "AssessmentAuthorisationDate", "AssessmentFactors", "extra",
    ]
)  # fmt: skip
TEXTS = st.sampled_from(
    ["", "A1", "2023-05-02", "2024-04-30", "2023-02-31", "02/05/2023", "true", "0", "wrong", "1A",
     "RC8", "NEG", "M", "1", "99", "16A", "21", CANARY, f"{CANARY} 1", "2023-06-01Z"]
)  # fmt: skip
TREES: st.SearchStrategy[Any] = st.recursive(
    st.tuples(NAMES.filter(lambda name: name != "Child"), TEXTS),
    lambda inner: st.tuples(NAMES.filter(lambda name: name != "Child"), st.lists(inner, max_size=8)),
    max_leaves=25,
)  # fmt: skip


def drawn(tree: Any) -> str:
    name, inside = tree
    text = inside if isinstance(inside, str) else "".join(map(drawn, inside))
    return f"<{name}>{text}</{name}>"


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(TREES, max_size=6), max_size=5), TEXTS, TEXTS)
def test_any_tree_of_a_census_is_admitted_or_explained_and_quoted_nowhere(
    children: list[list[Any]], stray: str, reference: str
) -> None:
    text = message(
        *(f"<Child>{stray}{''.join(map(drawn, inside))}</Child>" for inside in children),
        head=header(reference=reference),
    )
    with tempfile.TemporaryDirectory() as folder:
        admitted = taken(saved(Path(folder) / "any.xml", text))
    conserved(admitted)
    for sheet, module in {"CINdetails": "CINdetails", "Section47": "Section47"}.items():
        counted = admitted.submissions.filter(sheet=sheet)["rows_in"].to_list()
        assert counted == [text.count(f"<{module}>")]
    assert CANARY not in admitted.findings.write_csv()
    assert CANARY not in admitted.submissions.write_json()


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_named_xml_are_a_finding_and_never_a_crash(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.xml"
        path.write_bytes(content)
        assert taken(path).findings.filter(pl.col("level") == "error").height == 1
