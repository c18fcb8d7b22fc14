"""Run by nobody: silent when it went well, one line when not, and never two at once."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from commanding import command, desk
from safeguard_kpi.cli.running import run
from safeguard_kpi.unattended import filesystems
from safeguard_kpi.unattended.lock import only_run
from safeguard_kpi.unattended.outputs import NEW, READY

GOOD = [["1001", date(2019, 4, day), "6: Police", "Referral"] for day in (1, 9, 30)]
BAD = ["ZQX77", "31/02/2019", "Qwertz agency", "Referral"]


@pytest.fixture
def at_desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = desk(tmp_path / "desk", *GOOD)
    monkeypatch.chdir(folder)
    return folder


def _log(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "outputs/log/safeguard-kpi.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _beats(folder: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "outputs/heartbeat.json").read_text())
    return told


def _written(folder: Path) -> dict[str, bytes]:
    paths = (path for path in (folder / "outputs").iterdir() if path.is_file())
    return {path.name: path.read_bytes() for path in paths if path.name != "heartbeat.json"}


def _settings(old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "safeguard-kpi.toml"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))

    return change


def _nobodys(folder: Path) -> None:
    (folder / "safeguard-kpi.toml").unlink()


def _emptied(folder: Path) -> None:
    (folder / "inputs/contacts.xlsx").unlink()


def _spoilt(folder: Path) -> None:
    (folder / "inputs/contacts.xlsx").write_bytes(b"PK\x03\x04 and then nothing")


def _codes(folder: Path) -> None:
    (folder / "inputs/codes.xlsx").write_bytes(b"no workbook")


def _reference(folder: Path) -> None:
    (folder / "inputs/reference").mkdir()
    (folder / "inputs/reference/comparators.csv").write_text("nonsense\n")


def _declarations(folder: Path) -> None:
    (folder / "own/codes").mkdir(parents=True)
    (folder / "own/codes/locality.toml").write_text("title = \n[")


def _a_file(folder: Path) -> None:
    (folder / "outputs").write_text("")


def _as_it_was(_folder: Path) -> None:
    pass


FAULTS: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "no settings": (_nobodys, ()),
    "settings no TOML": (_settings("[authority]", "[authority"), ()),
    "a slip in the settings": (_settings("[standards]", "[standrads]"), ()),
    "another authority": (_settings('la_code = "335"', 'la_code = "333"'), ()),
    "a share neither true nor false": (_settings("[fetch]", "[store]\non_a_share = 1\n[fetch]"), ()),
    "no inputs": (_as_it_was, ("--inputs", "nowhere")),
    "no spreadsheets": (_emptied, ()),
    "nothing admitted": (_spoilt, ()),
    "codes spoilt": (_codes, ()),
    "reference spoilt": (_reference, ()),
    "declarations spoilt": (_declarations, ("--schemas", "own")),
    "no declarations": (_as_it_was, ("--schemas", "nowhere")),
    "outputs a file": (_a_file, ()),
    "outputs among the inputs": (_as_it_was, ("--outputs", "inputs/outputs")),
    "store among the inputs": (_settings('outputs = "outputs"', 'store = "inputs/store"'), ()),
    "a day in the future": (_as_it_was, ("--as-of", "9999-12-31")),
    "a day that is none": (_as_it_was, ("--as-of", "2019-02-30")),
    "before anything": (_as_it_was, ("--as-of", "2019-03-31")),
    "an unknown option": (_as_it_was, ("--input", "inputs")),
    "a name of two lines": (_as_it_was, ("--inputs", "one\ntwo \x1b[31mred")),
    "less than no seconds": (_as_it_was, ("--wait", "-1")),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_quiet_tells_every_fault_in_one_line_and_ends_with_two(
    at_desk: Path, capfd: pytest.CaptureFixture[str], fault: str
) -> None:
    spoil, flags = FAULTS[fault]
    spoil(at_desk)
    assert run(["refresh", "--quiet", *flags]) == 2
    told = capfd.readouterr()
    assert not told.out
    assert told.err.startswith("error: ")
    assert told.err.endswith("\n")
    assert len(told.err.splitlines()) == 1
    assert "; hint: " in told.err
    assert "\x1b" not in told.err


def test_quiet_says_nothing_of_findings_and_ends_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(desk(tmp_path / "desk", *GOOD, BAD))
    assert run(["refresh", "-q"]) == 1
    assert capfd.readouterr() == ("", "")


def test_quiet_hears_nothing_of_what_libraries_say(
    at_desk: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    from safeguard_kpi.cli import stages  # noqa: PLC0415 (its table is patched)

    def panic(_journey: object) -> None:
        os.write(2, b"thread panicked at a child's name\nnote: run with\n")
        os.write(1, b"a word\n")
        raise type("PanicException", (BaseException,), {})("a child's name")

    monkeypatch.setitem(stages.STAGES, "refresh", panic)
    assert run(["refresh", "--quiet"]) == 2
    told = capfd.readouterr()
    assert not told.out
    assert told.err.startswith("error: the product itself failed (PanicException)")
    assert len(told.err.splitlines()) == 1
    assert "child" not in told.err
    assert _log(at_desk)[-1]["sentence"] == "the product itself failed (PanicException)"


def test_what_was_said_in_silence_is_not_heard_after_it() -> None:
    script = (
        "import sys\nfrom safeguard_kpi.cli.quietly import silence\n"
        "with silence(1, 2):\n    print('within')\n    print('within', file=sys.stderr)\nprint('after')"
    )
    words = [sys.executable, "-c", script]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("after\n", "")


def test_a_second_run_does_nothing_and_ends_with_three(
    at_desk: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(["refresh", "--quiet"]) == 0
    before = _written(at_desk)
    with only_run(at_desk / "outputs/store", doing="another"):
        for name in ("refresh", "compute", "validate", "report"):
            assert run([name, "--quiet"]) == 3
            told = capfd.readouterr()
            assert len(told.err.splitlines()) == 1
            assert "another, process" in told.err
        assert run(["ingest", "--quiet"]) == 0, "reading needs no lock"
    assert _written(at_desk) == before
    assert [line["event"] for line in _log(at_desk)[-4:]] == ["busy"] * 4
    beats = _beats(at_desk)["refresh"]
    assert (beats["attempt"]["code"], beats["success"]["code"]) == (3, 0)


def test_a_run_is_told_in_the_log_and_quotes_no_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = desk(tmp_path / "desk", *GOOD, BAD)
    monkeypatch.chdir(folder)
    assert run(["refresh", "--quiet"]) == 1
    log = _log(folder)
    events = [line["event"] for line in log if line["event"] != "stage"]
    assert events == ["started", "read", "found", "stored", "wrote", "finished"]
    assert len({line["run"] for line in log}) == 1
    told = {line["event"]: line for line in log}
    files = {"file": "contacts.xlsx", "rows_in": 4, "rows_admitted": 3, "rows_refused": 1}
    assert told["read"]["files"] == [files]
    assert told["found"]["findings"]["reject"] == 1
    assert told["finished"]["code"] == 1
    stages = {line["stage"]: line["seconds"] for line in log if line["event"] == "stage"}
    record = json.loads((folder / "outputs/run.json").read_text())
    assert record["seconds"].items() <= stages.items()
    kept = (folder / "outputs/log/safeguard-kpi.jsonl").read_text()
    kept += (folder / "outputs/heartbeat.json").read_text()
    assert not [word for word in ("ZQX77", "31/02", "Qwertz", "1001", "Police") if word in kept]


def test_a_failure_is_kept_with_its_sentence(at_desk: Path) -> None:
    assert run(["refresh", "--quiet", "--inputs", "nowhere"]) == 2
    assert _log(at_desk)[-1]["sentence"] == "there is no folder nowhere"
    beats = _beats(at_desk)["refresh"]
    assert beats["success"] is None
    assert beats["attempt"]["sentence"] == "there is no folder nowhere"


def test_what_a_killed_run_had_ready_is_in_place_before_the_next_begins(at_desk: Path) -> None:
    assert run(["refresh", "--quiet"]) == 0
    outputs = at_desk / "outputs"
    (outputs / READY).mkdir()
    for name in ("figures.csv", "run.json"):  # as if the kill had come after the other files
        (outputs / name).rename(outputs / READY / name)
    (outputs / f"{NEW}dead").mkdir()
    assert run(["report", "--quiet"]) == 0
    (mended,) = (line for line in _log(at_desk) if line["event"] == "mended")
    assert (mended["finished"], mended["left_over"]) == (True, 1)


def test_a_request_to_end_is_told_in_one_line_and_kept(at_desk: Path) -> None:
    with only_run(at_desk / "outputs/store"):
        words = [sys.executable, "-m", "safeguard_kpi", "refresh", "-q", "--wait", "60"]
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as process:
            _until(lambda: _opens(process.pid, ".lock"))
            process.send_signal(signal.SIGTERM)
            _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (2, "stopped; nothing was left half done\n")
    assert _log(at_desk)[-1]["event"] == "stopped"
    assert _beats(at_desk)["refresh"]["attempt"]["code"] == 2


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _opens(process: int, name: str) -> bool:
    folder = Path(f"/proc/{process}/fd")
    if not folder.is_dir():
        pytest.skip("this system does not say what a process has open")
    try:
        return any(link.readlink().name == name for link in folder.iterdir())
    except OSError:
        return False


def test_a_disk_that_fills_is_told_and_loses_nothing(at_desk: Path) -> None:
    assert run(["refresh", "--quiet"]) == 0
    before = _written(at_desk)
    # No file may grow beyond 8 KiB: the log and the record fit, the workbook does not.
    words = f"ulimit -f 16; exec {sys.executable} -m safeguard_kpi refresh --quiet --anew"
    done = subprocess.run(["/bin/sh", "-c", words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "the outputs could not be written" in done.stderr
    assert _written(at_desk) == before
    assert not list((at_desk / "outputs").glob(f"{NEW}*"))
    assert _beats(at_desk)["refresh"]["attempt"]["code"] == 2
    assert run(["refresh", "--quiet", "--anew"]) == 0


def _with_a_mount(folder: Path, options: str, words: str) -> "subprocess.CompletedProcess[str]":
    """Run a command where a folder is a small or a read-only disk, seen by that command alone."""
    unshare = shutil.which("unshare")
    if os.geteuid() or not unshare:
        pytest.skip("only root may mount")
    script = f"mount {options} {folder} && {words}"
    done = subprocess.run(
        [unshare, "--mount", "--propagation", "private", "/bin/sh", "-c", script],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "mount" in done.stderr:
        pytest.skip("this machine lets nobody mount")
    return done


REFRESH = f"{sys.executable} -m safeguard_kpi refresh --quiet --anew"


@pytest.mark.parametrize("size", ["16k", "48k", "80k"])
def test_a_full_disk_is_told_in_a_sentence_wherever_it_fills(at_desk: Path, size: str) -> None:
    outputs = at_desk / "outputs"
    outputs.mkdir()
    options = f"-t tmpfs -o size={size} tmpfs"
    done = _with_a_mount(outputs, options, f"{{ {REFRESH}; code=$?; ls -A outputs; exit $code; }}")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "No space left on device" in done.stderr or "the disk is full" in done.stderr
    assert not {"run.json", READY} & set(done.stdout.split()), "nothing half written is in place"


def test_a_folder_that_is_only_to_be_read_is_told_in_a_sentence(at_desk: Path) -> None:
    assert run(["refresh", "--quiet"]) == 0
    before = _written(at_desk)
    outputs = at_desk / "outputs"
    if os.geteuid():
        for folder in (outputs, outputs / "log", outputs / "store"):
            folder.chmod(0o500)
        done = subprocess.run(REFRESH.split(), capture_output=True, text=True, check=False)
        for folder in (outputs, outputs / "log", outputs / "store"):
            folder.chmod(0o700)
    else:
        done = _with_a_mount(outputs, f"-o bind,ro {outputs}", REFRESH)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "nothing can be written in" in done.stderr or "could not be written" in done.stderr
    assert _written(at_desk) == before


def test_a_store_on_a_share_is_refused_unless_the_settings_say(
    at_desk: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    lists = at_desk / "mountinfo"
    lists.write_text(f"41 27 0:50 / {at_desk} rw - cifs //files/kpi rw\n")
    monkeypatch.setattr(filesystems, "MOUNTINFO", lists)
    assert run(["refresh", "--quiet"]) == 2
    assert "network share (cifs" in capfd.readouterr().err
    assert not (at_desk / "outputs/store").exists()
    _settings("[fetch]", "[store]\non_a_share = true\n[fetch]")(at_desk)
    assert run(["refresh", "--quiet"]) == 0


def test_without_quiet_a_fault_keeps_its_hint_below(tmp_path: Path) -> None:
    told = command("refresh", cwd=tmp_path)
    assert "\n\nhint: " in told.err
