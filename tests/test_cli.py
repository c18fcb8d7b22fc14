"""The command line as a process: what it prints where, how it ends, what it leaves untouched."""

import json
import stat
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from commanding import CONTACTS, command, desk, sheet

GOOD = [
    ["1001", date(2019, 4, day), "6: Police", outcome]
    for day, outcome in ((1, "Referral"), (9, "Early help"), (30, "No further action"))
]


@pytest.fixture
def at_desk(tmp_path: Path) -> Path:
    return desk(tmp_path / "desk", *GOOD)


def test_help_answers_without_reading_the_data_libraries() -> None:
    script = (
        "import sys\nfrom safeguard_kpi.cli.running import run\n"
        "assert run(['refresh', '--help']) == 0\n"
        "heavy = {'polars', 'pandera', 'openpyxl', 'fastexcel', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_both_help_flags_answer(tmp_path: Path, flag: str) -> None:
    told = command(flag, cwd=tmp_path)
    assert told.code == 0
    assert "refresh" in told.out


def test_version_is_one_line(tmp_path: Path) -> None:
    told = command("--version", cwd=tmp_path)
    assert told.code == 0
    assert told.out.startswith("safeguard-kpi ")
    assert told.out.count("\n") == 1


def test_a_clean_refresh_ends_with_nought_and_leaves_every_output(at_desk: Path) -> None:
    told = command("refresh", cwd=at_desk)
    assert told.code == 0, told.err
    assert "headline figures" in told.out
    assert "headline figures" not in told.err
    assert sorted(path.name for path in (at_desk / "outputs").iterdir()) == [
        "codes.xlsx",
        "comparisons.csv",
        "figures.csv",
        "figures.parquet",
        "findings.csv",
        "findings.xlsx",
        "heartbeat.json",
        "log",
        "performance_subgroup.xlsx",
        "run.json",
        "store",
    ]


def test_outputs_are_for_their_owner_only(at_desk: Path) -> None:
    command("refresh", cwd=at_desk)
    outputs = at_desk / "outputs"
    assert stat.S_IMODE(outputs.stat().st_mode) == 0o700
    inside = {path: stat.S_IMODE(path.stat().st_mode) for path in outputs.rglob("*")}
    assert {mode for path, mode in inside.items() if path.is_file()} == {0o600}
    assert {mode for path, mode in inside.items() if path.is_dir()} == {0o700}


def test_a_refused_row_ends_with_one_and_the_rest_counts(tmp_path: Path) -> None:
    folder = desk(tmp_path / "desk", *GOOD, ["1002", "31/02/2019", "Police", "Referral"])
    told = command("refresh", "--json", cwd=folder)
    assert told.code == 1
    assert told.record["rows"] == {"in": 4, "admitted": 3, "refused": 1, "blank": 0}
    findings = pl.read_csv(folder / "outputs" / "findings.csv")
    refused = findings.filter(level="reject").row(0, named=True)
    assert (refused["file"], refused["sheet"], refused["row"], refused["column"]) == (
        "contacts.xlsx",
        "Contacts",
        5,
        "B",
    )
    assert refused["remedy"]


def test_quiet_says_nothing_when_it_went_well(at_desk: Path) -> None:
    told = command("refresh", "--quiet", cwd=at_desk)
    assert (told.code, told.out, told.err) == (0, "", "")


def test_json_prints_the_record_and_nothing_else_on_stdout(at_desk: Path) -> None:
    told = command("refresh", "--json", cwd=at_desk)
    assert told.record == json.loads((at_desk / "outputs" / "run.json").read_text())
    (given,) = told.record["inputs"]
    assert given["file"] == "contacts.xlsx"
    assert len(given["sha256"]) == 64


def test_a_folder_that_is_not_there_is_a_sentence_and_two(at_desk: Path) -> None:
    told = command("refresh", "--inputs", "nowhere", cwd=at_desk)
    assert told.code == 2
    assert "there is no folder nowhere" in told.err
    assert "hint:" in told.err
    assert "Traceback" not in told.err


def test_without_settings_nothing_is_labelled_as_anybodys(tmp_path: Path) -> None:
    told = command("refresh", cwd=tmp_path)
    assert told.code == 2
    assert "safeguard-kpi.toml" in told.err
    assert not (tmp_path / "outputs").exists()


def test_a_slip_in_the_settings_is_named_with_its_nearest_key(at_desk: Path) -> None:
    path = at_desk / "safeguard-kpi.toml"
    path.write_text(path.read_text() + "\n[standrads]\nvisit_working_days = 20\n")
    told = command("refresh", cwd=at_desk)
    assert told.code == 2
    assert "did you mean `standards`?" in told.err


def test_an_unknown_option_is_a_sentence_and_two(at_desk: Path) -> None:
    told = command("refresh", "--input", "inputs", cwd=at_desk)
    assert told.code == 2
    assert "Traceback" not in told.err


@pytest.mark.parametrize("written", ["2019-06-30", "30/06/2019"])
def test_as_of_wins_over_what_the_dates_say(at_desk: Path, written: str) -> None:
    told = command("compute", "--as-of", written, "--json", cwd=at_desk)
    assert told.record["as_of"] == "2019-06-30"


def test_a_day_before_anything_was_sent_leaves_nothing_to_report(at_desk: Path) -> None:
    told = command("refresh", "--as-of", "2019-03-31", cwd=at_desk)
    assert told.code == 2
    assert "no whole month was sent up to 31 March 2019" in told.err


def test_a_day_that_is_none_is_refused(at_desk: Path) -> None:
    told = command("refresh", "--as-of", "2019-02-30", cwd=at_desk)
    assert told.code == 2
    assert "2020-03-31" in told.err


def test_a_run_that_can_use_nothing_leaves_the_last_good_outputs(at_desk: Path) -> None:
    command("refresh", cwd=at_desk)
    before = _held(at_desk / "outputs")
    (at_desk / "inputs" / "contacts.xlsx").write_bytes(b"not a workbook at all")
    told = command("refresh", cwd=at_desk)
    assert told.code == 2
    assert "contacts.xlsx" in told.err
    # What was found is new; figures, workbook and record are those of the last good run.
    found = {"findings.csv", "findings.xlsx", "codes.xlsx"}
    held = _held(at_desk / "outputs")
    new = {name for name in held if held[name] != before.get(name)}
    assert {name for name in new if not name.startswith("for_partners")} <= found
    assert before.keys() <= held.keys()
    assert b"contacts.xlsx" in held["findings.csv"]


def test_one_broken_file_does_not_stop_the_others(at_desk: Path) -> None:
    (at_desk / "inputs" / "broken.xlsx").write_bytes(b"PK\x03\x04 and then nothing")
    told = command("refresh", "--json", cwd=at_desk)
    assert told.code == 1
    assert told.record["rows"]["admitted"] == 3


def test_report_writes_the_workbook_again_from_the_figures(at_desk: Path) -> None:
    command("compute", cwd=at_desk)
    workbook = at_desk / "outputs" / "performance_subgroup.xlsx"
    assert not workbook.exists()
    told = command("report", cwd=at_desk)
    assert told.code == 0, told.err
    assert workbook.exists()


def test_report_writes_the_same_workbook_as_the_refresh_did(at_desk: Path) -> None:
    command("refresh", cwd=at_desk)
    workbook = at_desk / "outputs" / "performance_subgroup.xlsx"
    before = workbook.read_bytes()
    command("report", cwd=at_desk)
    assert workbook.read_bytes() == before


def test_report_refuses_figures_changed_by_hand(at_desk: Path) -> None:
    command("compute", cwd=at_desk)
    figures = at_desk / "outputs" / "figures.csv"
    figures.write_text(figures.read_text().replace("3", "4"))
    told = command("report", cwd=at_desk)
    assert told.code == 2
    assert "figures.csv" in told.err


def test_report_without_figures_says_what_to_run(at_desk: Path) -> None:
    told = command("report", cwd=at_desk)
    assert told.code == 2
    assert "safeguard-kpi compute" in told.err


def test_ingest_writes_nothing(at_desk: Path) -> None:
    told = command("ingest", cwd=at_desk)
    assert told.code == 0
    assert "mash_contacts" in told.err
    assert not (at_desk / "outputs").exists()


def test_validate_writes_the_findings_and_the_codes_alone(at_desk: Path) -> None:
    command("validate", cwd=at_desk)
    names = sorted(_held(at_desk / "outputs"))
    assert names == ["codes.xlsx", "findings.csv", "findings.xlsx"]


def test_what_is_refused_goes_back_marked_and_the_next_run_says_what_was_put_right(
    tmp_path: Path,
) -> None:
    bad = ["1002", "no date", "Police", "No further action"]
    desk_ = desk(tmp_path / "desk", ["1001", date(2019, 4, 30), "Police", None], bad)
    command("refresh", cwd=desk_)
    returns = desk_ / "outputs" / "for_partners"
    assert sorted(path.name for path in returns.iterdir()) == [
        "Council - multi-agency safeguarding hub to put right.xlsx",
        "asked.json",
    ]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in returns.iterdir()}
    assert (stat.S_IMODE(returns.stat().st_mode), modes) == (0o700, {0o600})
    good = ["1002", date(2019, 4, 29), "Police", "No further action"]
    sheet(
        desk_ / "inputs" / "contacts.xlsx",
        CONTACTS,
        ["1001", date(2019, 4, 30), "Police", None],
        good,
    )
    told = command("refresh", cwd=desk_)
    assert "contacts.xlsx: Put right: 1 of the 1 asked about before" in told.err
    record = json.loads((desk_ / "outputs" / "run.json").read_text(encoding="utf-8"))
    assert record["put_right"][0]["put_right"] == 1
    assert [path.name for path in returns.iterdir()] == ["asked.json"], "what was sent is gone"


def test_no_returns_leaves_no_childs_row_in_the_outputs(tmp_path: Path) -> None:
    desk_ = desk(tmp_path / "desk", ["1001", date(2019, 4, 30), "Police", None], ["1", "x", "", ""])
    assert command("validate", "--no-returns", cwd=desk_).code == 1
    names = sorted(_held(desk_ / "outputs"))
    assert names == ["codes.xlsx", "findings.csv", "findings.xlsx"]


def test_the_same_files_give_the_same_figures_byte_for_byte(
    at_desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("refresh", cwd=at_desk)
    first = _held(at_desk / "outputs")
    told = command("refresh", cwd=at_desk)
    assert "nothing has changed since the run of" in told.err
    assert "headline figures" in told.out
    assert _held(at_desk / "outputs") == first
    monkeypatch.setenv("POLARS_MAX_THREADS", "4")
    command("refresh", "--anew", cwd=at_desk)
    second = _held(at_desk / "outputs")
    assert first.keys() == second.keys()
    changed = {name for name in first if first[name] != second[name]}
    assert changed == {"run.json"}


def test_own_declarations_add_to_and_override_the_products(at_desk: Path) -> None:
    own = at_desk / "own" / "codes"
    own.mkdir(parents=True)
    (own / "locality.toml").write_text('title = "Locality"\n[values.moon]\ntitle = "The Moon"\n')
    sheet(
        at_desk / "inputs" / "contacts.xlsx",
        ["Child Unique ID", "Date of Contact", "Locality"],
        ["1001", date(2019, 4, 1), "The Moon"],
        ["1002", date(2019, 4, 30), "Moon"],
    )
    told = command("compute", "--schemas", "own", cwd=at_desk)
    assert told.code == 0, told.err
    figures = pl.read_parquet(at_desk / "outputs" / "figures.parquet")
    moon = figures.filter(cut="locality", category="The Moon", indicator="mash_contacts")
    assert moon.filter(grain="month", period="April 2019")["value"].to_list() == [2.0]


def test_no_colour_or_bar_is_written_off_a_terminal(at_desk: Path) -> None:
    told = command("refresh", cwd=at_desk)
    assert "\x1b" not in told.out + told.err


@pytest.mark.parametrize("key", ["section_47_started_per_10k", "mash_to_referral"])
def test_an_indicator_is_shown_from_its_declaration(tmp_path: Path, key: str) -> None:
    told = command("indicators", "show", key, cwd=tmp_path)
    assert told.code == 0
    assert key in told.out


def test_a_misspelt_indicator_is_answered_with_the_nearest(tmp_path: Path) -> None:
    told = command("indicators", "show", "section_47_startd", cwd=tmp_path)
    assert told.code == 2
    assert "did you mean `section_47_started`?" in told.err


def test_feeds_are_listed_and_shown(tmp_path: Path) -> None:
    assert "mash_contacts" in command("feeds", "list", cwd=tmp_path).out
    assert "Date of Contact" in command("feeds", "show", "mash_contacts", cwd=tmp_path).out


def test_a_sample_is_never_mixed_with_partners_files(at_desk: Path) -> None:
    told = command("sample", cwd=at_desk)
    assert told.code == 2
    assert "contacts.xlsx" in told.err


@pytest.mark.parametrize("group", [(), ("indicators",), ("feeds",), ("comparators",)])
def test_a_group_alone_shows_its_help(tmp_path: Path, group: tuple[str, ...]) -> None:
    told = command(*group, cwd=tmp_path)
    assert told.code == 0
    assert "Usage:" in told.out
    assert not told.err


def test_a_day_in_the_future_is_refused(at_desk: Path) -> None:
    told = command("refresh", "--as-of", "9999-12-31", cwd=at_desk)
    assert told.code == 2
    assert "lies in the future" in told.err


def test_outputs_inside_the_inputs_are_refused(at_desk: Path) -> None:
    told = command("refresh", "--outputs", "inputs/out", cwd=at_desk)
    assert told.code == 2
    assert "--outputs" in told.err


def test_a_fault_of_the_product_is_no_success_and_quotes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from safeguard_kpi.cli import running  # noqa: PLC0415 (what is patched is looked up at the call)

    def fail(*_arguments: object, **_named: object) -> int:
        message = "SECRET"
        raise ValueError(message)

    monkeypatch.setattr(running, "app", fail)
    assert running.run(["refresh"]) == 2
    told = capsys.readouterr()
    assert "ValueError" in told.err
    assert "SECRET" not in told.err


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('la_code = "335"', 'la_code = "333"', "Sandwell"),
        ('code = "E08000030"', 'code = "E08000031"', "mend `name`, `code` or `la_code`"),
        ('region = "West Midlands"', 'region = "West midlands"', "did you mean `West Midlands`?"),
        ('neighbours = ["2021", "2025"]', 'neighbours = "2021"', "list of years"),
        ('neighbours = ["2021", "2025"]', 'neighbours = ["2022"]', "2022"),
        ("amber = 24, ", "", "red, amber and green"),
    ],
)
def test_settings_that_contradict_what_is_known_are_refused(
    at_desk: Path, old: str, new: str, said: str
) -> None:
    path = at_desk / "safeguard-kpi.toml"
    before = path.read_text()
    assert old in before
    path.write_text(before.replace(old, new))
    told = command("refresh", cwd=at_desk)
    assert told.code == 2
    assert said in told.err


def test_a_heading_that_nobody_filled_in_is_not_sent(tmp_path: Path) -> None:
    rows = [["1001", date(2019, 4, day), None] for day in (1, 15, 30)]
    folder = desk(tmp_path / "desk", *rows, headers=[*CONTACTS[:2], "Date of decision"])
    command("compute", cwd=folder)
    figures = pl.read_parquet(folder / "outputs" / "figures.parquet")
    decided = figures.filter(indicator="mash_decided_in_one_working_day", cut="all")
    assert set(decided["status"]) == {"x"}


def test_months_that_were_not_sent_whole_are_named(tmp_path: Path) -> None:
    days = [date(2019, 4, 1) + timedelta(days=n) for n in range(183)]
    rows = [[str(n), day, "Police", "Referral"] for n, day in enumerate(days) if day.month != 6]
    folder = desk(tmp_path / "desk", *rows)
    told = command("compute", cwd=folder)
    assert "MASH contacts: not sent whole for June 2019" in told.err


def _held(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder, and of those in it, but what tells of runs: log, heartbeat, lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
        and not {"log", "heartbeat.json", ".lock"} & set(path.relative_to(folder).parts)
    }
