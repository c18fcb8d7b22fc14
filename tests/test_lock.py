"""One run at a time, and a lock that dies with its holder."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from safeguard_kpi.errors import BusyError, ExitCode, SafeguardError
from safeguard_kpi.unattended.lock import NAME, holder, only_run

HOLD = """
import sys, time
from pathlib import Path
from safeguard_kpi.unattended.lock import only_run
with only_run(Path(sys.argv[1]), doing="refresh"):
    print("held", flush=True)
    time.sleep(60)
"""


def _elsewhere(folder: Path) -> "subprocess.Popen[str]":
    """Hold the lock in another process; give it when it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_is_refused_at_once_with_who_is_at_work(tmp_path: Path) -> None:
    with _elsewhere(tmp_path) as other:
        began = time.monotonic()
        with (
            pytest.raises(BusyError, match=f"refresh, process {other.pid}") as told,
            only_run(tmp_path),
        ):
            pass
        assert time.monotonic() - began < 5
        assert told.value.code == ExitCode.BUSY
        assert f"process {other.pid}" in (holder(tmp_path) or "")
        other.kill()
        assert other.stdout is not None
        other.stdout.close()


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    with _elsewhere(tmp_path) as other:
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert (tmp_path / NAME).read_text(), "its file lies there still"
        assert holder(tmp_path) is None
        with only_run(tmp_path):
            assert f"process {os.getpid()}" in (holder(tmp_path) or "")
        assert other.stdout is not None
        other.stdout.close()


def test_a_run_that_waits_begins_when_the_other_ends(tmp_path: Path) -> None:
    entered, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with only_run(tmp_path):
            entered.set()
            leave.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    entered.wait(30)
    threading.Timer(1.0, leave.set).start()
    with only_run(tmp_path, wait=30):
        assert leave.is_set()
    thread.join()


def test_waiting_ends_after_the_seconds_given(tmp_path: Path) -> None:
    with only_run(tmp_path):
        began = time.monotonic()
        with pytest.raises(BusyError), only_run(tmp_path, wait=1.2):
            pass
        assert 1.2 <= time.monotonic() - began < 10


def test_a_lock_whose_file_was_removed_is_no_lock(tmp_path: Path) -> None:
    with only_run(tmp_path):
        (tmp_path / NAME).unlink()
        with only_run(tmp_path, doing="the second"):
            assert "the second" in (holder(tmp_path) or "")


def test_folder_and_file_are_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "outputs" / "store"
    with only_run(folder):
        pass
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder.parent, folder, folder / NAME)]
    assert modes == [0o700, 0o700, 0o600]
    assert not (folder / NAME).read_bytes(), "who has gone leaves no word"


def test_looking_makes_nothing(tmp_path: Path) -> None:
    assert holder(tmp_path / "nowhere") is None
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_a_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("")
    with (
        pytest.raises(SafeguardError, match="nothing can be written in"),
        only_run(tmp_path / "store"),
    ):
        pass


def test_whoever_only_looks_keeps_no_run_from_beginning(tmp_path: Path) -> None:
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            holder(tmp_path)

    lookers = [threading.Thread(target=look) for _ in range(3)]
    with only_run(tmp_path):
        pass
    for looker in lookers:
        looker.start()
    try:
        for _ in range(20):
            with only_run(tmp_path):
                pass
    finally:
        done.set()
        for looker in lookers:
            looker.join()
