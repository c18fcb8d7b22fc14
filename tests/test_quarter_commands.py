"""The commands about a quarter as their user runs them: what they say, write and refuse."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from commanding import command
from drawn_quarters import Q3, Q4, Desk, laid_out
from safeguard_kpi.errors import SafeguardError
from safeguard_kpi.measures import behind
from safeguard_kpi.quarter.explaining import explain

SAYING = ("--reason", "To the subgroup", "--reviewed-by", "A. Reviewer")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    made = laid_out(tmp_path_factory.mktemp("commands") / "desk", q3=Q3, q4=Q4)
    made.set("\nrows = false", "\nrows = true")
    made.refresh()
    made.release()
    return made


@pytest.fixture
def closed(desk: Desk) -> Iterator[Desk]:
    desk.set("\nrows = true", "\nrows = false")
    yield desk
    desk.set("\nrows = false", "\nrows = true")


def logged(desk: Desk) -> list[dict[str, Any]]:
    text = (desk.outputs / "log" / "safeguard-kpi.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_release_says_where_it_lies_and_refuses_a_second_of_the_same(desk: Desk) -> None:
    told = command("release", *SAYING, "--again", cwd=desk.folder)
    assert told.code == 0, told.err
    assert "released 2019-20-Q4-r" in told.err
    assert [each for each in logged(desk) if each["event"] == "released"][-1]["reviewed_by"] == (
        "A. Reviewer"
    )
    again = command("release", *SAYING, cwd=desk.folder)
    assert again.code == 2
    assert "nothing has changed since" in again.err
    empty = command("release", "--reason", " ", "--reviewed-by", "A", cwd=desk.folder)
    assert (empty.code, "a release needs --reason" in empty.err) == (2, True)
    assert command("release", "--reason", "x", cwd=desk.folder).code == 2


def test_verify_tells_equal_and_ends_well(desk: Desk) -> None:
    told = command("verify", "2019-20-Q4", cwd=desk.folder)
    assert told.code == 0, told.err
    assert "equal, 0 different" in told.out
    as_json = command("verify", "2019-20-Q4", "--json", cwd=desk.folder)
    assert json.loads(as_json.out)["holds"] is True
    unknown = command("verify", "2019-20-Q5", cwd=desk.folder)
    assert unknown.code == 2
    assert "did you mean `2019-20-Q4`?" in unknown.err


def test_verify_ends_with_1_where_a_file_is_not_as_released(tmp_path: Path) -> None:
    desk = laid_out(tmp_path / "desk", q3=Q3, q4=Q4)
    desk.refresh()
    folder = desk.release().folder
    (folder / "comparisons.csv").unlink()
    told = command("verify", cwd=desk.folder)
    assert told.code == 1
    assert "comparisons.csv is not as it was released" in told.out


def test_nothing_released_is_said_in_a_sentence(tmp_path: Path) -> None:
    desk = laid_out(tmp_path / "desk", q4=Q4)
    for name in ("verify", "diff"):
        told = command(name, cwd=desk.folder)
        assert (told.code, "nothing has been released" in told.err) == (2, True)


def test_diff_tells_what_moved_and_writes_it_where_asked(tmp_path: Path) -> None:
    desk = laid_out(tmp_path / "desk", q3=Q3, q4=Q4)
    desk.refresh()
    desk.release()
    desk.send("q4.csv", Q4[:-1])
    desk.refresh()
    told = command("diff", "--to", "moved.csv", cwd=desk.folder)
    assert told.code == 0, told.err
    assert "1 row counted no more" in told.out
    assert "figures moved since 2019-20-Q4" in told.out
    written = pl.read_csv(desk.folder / "moved.csv")
    row = written.filter(indicator="mash_contacts", period="2019-20 Q4", cut="all").row(
        0, named=True
    )
    assert (row["numerator_then"], row["numerator_now"]) == (91, 90)
    assert stat.S_IMODE((desk.folder / "moved.csv").stat().st_mode) == 0o600
    as_json = json.loads(command("diff", "--json", cwd=desk.folder).out)
    assert len(as_json["figures"]) == written.height
    again = command("diff", "--to", "moved.csv", cwd=desk.folder)
    assert (again.code, "there is a file moved.csv already" in again.err) == (2, True)


def test_explain_tells_the_number_its_rule_and_its_rows(desk: Desk) -> None:
    told = command("explain", "mash_rag_in_time", "--period", "2019-20 q4", cwd=desk.folder)
    assert told.code == 0, told.err
    for words in (
        "100.0 %", "numerator       91", "denominator     91", "4 hours (red)",
        'where col("rag").is_not_null()', "q4.csv, sheet q4: 91 rows: 91 in the numerator",
    ):  # fmt: skip
        assert words in told.out
    figure = json.loads(
        command("explain", "mash_contacts", "--period", "2019-20 Q4", "--json", cwd=desk.folder).out
    )
    assert (figure["numerator"], figure["submissions"][0]["rows"]) == (91, 91)


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        (("mash_contact", "--period", "2019-20 Q4"), "did you mean `mash_contacts`?"),
        (("mash_contacts", "--period", "2019-20 Q9"), "did you mean `2019-20 Q"),
        (("mash_contacts", "--period", "2019-20 Q4", "--cut", "referring_agncy=Police"), "did you mean `referring_agency`?"),
        (("mash_contacts", "--period", "2019-20 Q4", "--cut", "referring_agency=Polic"), "did you mean `Police"),
        (("mash_contacts", "--period", "2019-20 Q4", "--cut", "zzzz=1"), "there are: "),
    ],
)  # fmt: skip
def test_explain_names_the_nearest_of_what_is_not_there(
    desk: Desk, asked: tuple[str, ...], hint: str
) -> None:
    key, _, period, *rest = asked
    with pytest.raises(SafeguardError) as refused:
        explain(desk.journey(), key, period, rest[1] if rest else "")
    assert hint in refused.value.hint


@pytest.mark.parametrize("name", ["rows.csv", "rows.parquet"])
def test_the_rows_behind_are_written_under_pseudonyms(desk: Desk, name: str) -> None:
    asked = ("explain", "mash_no_further_action", "--period", "2019-20 Q4", "--rows", name)
    told = command(*asked, cwd=desk.folder)
    assert told.code == 0, told.err
    path = desk.folder / name
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = pl.read_csv(path) if name.endswith("csv") else pl.read_parquet(path)
    assert dict(rows.group_by("part").len().iter_rows()) == {"numerator": 46, "denominator": 45}
    assert rows["file"].unique().to_list() == ["q4.csv"]
    assert rows["row"].min() == 2
    assert {"submission", "sheet", "child_id", "received_on"} <= set(rows.columns)
    assert b"CHILD-" not in path.read_bytes()
    assert "91 rows under pseudonyms" in told.err
    (line,) = [each for each in logged(desk) if each.get("to") == name]
    assert (line["event"], line["indicator"], line["rows"]) == (
        "rows_written",
        "mash_no_further_action",
        91,
    )


@pytest.mark.parametrize(
    ("where", "match"),
    [
        ("inputs/rows.csv", "would read it as a partner's file"),
        ("outputs/store/rows.csv", "the store is the product's own"),
        ("outputs/releases/rows.csv", "nothing is added to what was released"),
        ("rows.xlsx", "neither in .csv nor in .parquet"),
        ("nowhere/rows.csv", "cannot be written"),
    ],
)
def test_rows_are_not_written_where_they_would_do_harm(desk: Desk, where: str, match: str) -> None:
    asked = ("explain", "mash_contacts", "--period", "2019-20 Q4", "--rows", where)
    told = command(*asked, cwd=desk.folder)
    assert (told.code, match in told.err) == (2, True), told.err
    assert not (desk.folder / where).exists()


def test_rows_are_not_written_unless_the_settings_allow_it(closed: Desk) -> None:
    asked = ("explain", "mash_contacts", "--period", "2019-20 Q4", "--rows", "mine.csv")
    told = command(*asked, cwd=closed.folder)
    assert told.code == 2
    assert "the settings do not allow it" in told.err
    assert not (closed.folder / "mine.csv").exists()


def test_a_figure_without_a_number_has_no_rows(desk: Desk) -> None:
    told = command("explain", "referrals", "--period", "2019-20 Q4", cwd=desk.folder)
    assert told.code == 0, told.err
    assert "[x]" in told.out
    assert "No rows stand behind it: it has no number." in told.out


def test_rows_that_are_not_as_many_as_the_figure_says_are_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = behind.of_figure
    monkeypatch.setattr(
        "safeguard_kpi.quarter.explaining.of_figure", lambda *given: whole(*given).head(-1)
    )
    with pytest.raises(RuntimeError, match="mash_contacts: 90 rows behind a numerator of 91"):
        explain(desk.journey(), "mash_contacts", "2019-20 Q4")
