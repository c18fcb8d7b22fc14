"""Separated text: no row is swallowed by a quotation mark, whichever way lines end."""

from pathlib import Path

import pytest

from intake_drawn import contacts, only, said, taken

HEAD = "Contact ID,Child ID,Date received,Date of decision,Source,Outcome,RAG"


def line(number: int, outcome: str = "NFA") -> str:
    return f"C{number},{number},01/04/2019,02/04/2019,Police,{outcome},G"


def sent(path: Path, *lines: str, end: str = "\n") -> Path:
    path.write_bytes(end.join([HEAD, *lines, ""]).encode())
    return path


@pytest.mark.parametrize("again", [[], [31], [6], [2], [40]])
def test_a_quotation_mark_that_is_never_closed_refuses_the_file(
    tmp_path: Path, again: list[int]
) -> None:
    rows = [line(at, '"NFA' if at in {5, *again} else "NFA") for at in range(1, 41)]
    found = only(taken(sent(tmp_path / "c.csv", *rows)), "quote_not_closed")
    opens = min(5, *again) + 1 if again else 6
    assert (found["level"], found["row"]) == ("error", opens)
    assert f"line {opens}" in found["message"]


def test_a_quotation_mark_open_in_the_header_refuses_the_file(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("\n".join(['"' + HEAD, line(1), line(2)]), encoding="utf-8")
    assert only(taken(path), "quote_not_closed")["row"] == 1


def test_a_note_of_several_lines_in_quotes_is_one_cell(tmp_path: Path) -> None:
    note = '"No, not now,\nas, it, was, said, by, her, today\n\n""again"""'
    admitted = taken(sent(tmp_path / "c.csv", line(1), line(2, note), line(3)))
    assert contacts(admitted).height == 3
    assert not said(admitted, "quote_not_closed")


def test_lines_that_end_in_a_carriage_return_alone_are_read(tmp_path: Path) -> None:
    admitted = taken(sent(tmp_path / "c.csv", line(1), line(2), end="\r"))
    assert contacts(admitted).height == 2


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "^"])
def test_any_usual_delimiter_and_width_of_letters_is_read(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    text = "\n".join([HEAD, line(1), line(2, "Début"), ""]).replace(",", delimiter)
    path = tmp_path / "c.csv"
    path.write_bytes(text.encode(encoding))
    admitted = taken(path)
    assert contacts(admitted).height == 2
    assert contacts(admitted)["child_id"].to_list() == ["1", "2"]
