"""The log says what happened in whole lines, of bounded size; the heartbeat keeps what went well."""

import errno
import json
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from safeguard_kpi.unattended import log as module
from safeguard_kpi.unattended.heartbeat import FILE, Beat, Beats, alarm, keep_beat, read_beats
from safeguard_kpi.unattended.log import FILES, FOLDER, Log

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


def _log(outputs: Path) -> Log:
    return Log(outputs=outputs, about={"run": "a1", "command": "refresh"})


def _lines(outputs: Path) -> list[dict[str, Any]]:
    files = sorted((outputs / FOLDER).glob(f"{module.FILE}*"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def test_an_event_is_a_line_that_says_when_and_of_which_run(tmp_path: Path) -> None:
    _log(tmp_path).tell("stage", stage="read", seconds=1.5)
    (line,) = _lines(tmp_path)
    assert datetime.fromisoformat(line.pop("time")).utcoffset() == timedelta(0)
    assert line == {
        "event": "stage",
        "run": "a1",
        "command": "refresh",
        "stage": "read",
        "seconds": 1.5,
    }


def test_the_log_is_for_its_owner_only(tmp_path: Path) -> None:
    _log(tmp_path / "outputs").tell("started")
    found = [tmp_path / "outputs", *(tmp_path / "outputs").rglob("*")]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in found}
    assert modes == {(True, 0o700), (False, 0o600)}


def test_what_no_event_may_say_is_refused_and_not_turned_into_text(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        _log(tmp_path).tell("read", frame=object())  # type: ignore[arg-type]


def test_of_lines_written_at_once_none_is_lost_or_torn(tmp_path: Path) -> None:
    def write(number: int) -> None:
        for place in range(50):
            _log(tmp_path).tell("stage", stage=f"{number}-{place}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = {line["stage"] for line in _lines(tmp_path)}
    assert told == {f"{number}-{place}" for number in range(4) for place in range(50)}


def test_the_log_is_bounded_and_keeps_the_newest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 1_000)
    for place in range(200):
        _log(tmp_path).tell("stage", stage=f"{place:03d}")
    files = sorted((tmp_path / FOLDER).glob(f"{module.FILE}*"))
    assert len(files) == FILES
    assert all(file.stat().st_size <= 1_000 for file in files)
    told = sorted(line["stage"] for line in _lines(tmp_path))
    assert told == [f"{place:03d}" for place in range(200 - len(told), 200)]


def test_a_line_that_a_kill_cut_short_spoils_no_other(tmp_path: Path) -> None:
    _log(tmp_path).tell("started")
    path = tmp_path / FOLDER / module.FILE
    path.write_bytes(path.read_bytes() + b'{"time": "20')
    _log(tmp_path).tell("started")
    whole, cut, after = path.read_text().splitlines()
    assert (json.loads(whole)["event"], cut, json.loads(after)["event"]) == (
        "started",
        '{"time": "20',
        "started",
    )


def _beat(hours_ago: float, code: int = 0, sentence: str = "") -> Beat:
    finished = NOW - timedelta(hours=hours_ago)
    return Beat(
        started=finished - timedelta(seconds=5),
        finished=finished,
        seconds=5.0,
        code=code,
        sentence=sentence,
    )


def test_a_run_with_findings_went_well_and_one_that_could_not_run_did_not(tmp_path: Path) -> None:
    keep_beat(tmp_path, "refresh", _beat(3, 1))
    keep_beat(tmp_path, "refresh", _beat(2, 2, "there is no folder inputs"))
    keep_beat(tmp_path, "refresh", _beat(1, 3, "another run is at work"))
    keep_beat(tmp_path, "validate", _beat(0.5))
    beats = read_beats(tmp_path)
    assert beats["refresh"] == Beats(
        attempt=_beat(1, 3, "another run is at work"), success=_beat(3, 1)
    )
    assert beats["validate"].success == _beat(0.5)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_a_run_that_ended_earlier_never_replaces_a_later_one(tmp_path: Path) -> None:
    keep_beat(tmp_path, "refresh", _beat(1))
    keep_beat(tmp_path, "refresh", _beat(2, 3, "another run is at work"))
    keep_beat(tmp_path, "refresh", _beat(3))
    assert read_beats(tmp_path)["refresh"] == Beats(attempt=_beat(1), success=_beat(1))


def test_a_heartbeat_that_cannot_be_written_leaves_the_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_beat(tmp_path, "refresh", _beat(2))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space"):
            keep_beat(tmp_path, "refresh", _beat(1))
    assert read_beats(tmp_path)["refresh"].success == _beat(2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE, FOLDER]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"refresh": {}}', '{"refresh": {"attempt": {"started": "x"}}}', '{"a": 1}'],
)
def test_a_heartbeat_that_cannot_be_read_tells_of_no_run(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    assert read_beats(tmp_path) == {}


def test_a_time_without_its_zone_is_not_believed(tmp_path: Path) -> None:
    keep_beat(tmp_path, "refresh", _beat(2))
    path = tmp_path / FILE
    path.write_text(path.read_text().replace("+00:00", ""))
    assert read_beats(tmp_path) == {}


def _alarm(beats: Beats | None) -> str:
    return alarm(beats, now=NOW, most=timedelta(hours=26), command="safeguard-kpi refresh")


@pytest.mark.parametrize(("hours", "rings"), [(25.99, False), (26, False), (26.01, True)])
def test_the_alarm_rings_from_the_age_given(hours: float, rings: bool) -> None:  # noqa: FBT001
    assert bool(_alarm(Beats(attempt=_beat(hours), success=_beat(hours)))) is rings


def test_the_alarm_says_why_nothing_went_well() -> None:
    never = "`safeguard-kpi refresh` has never run here"
    assert _alarm(None) == never
    failed = _beat(1, 2, "there is no folder inputs")
    assert _alarm(Beats(attempt=failed)).endswith("ended with 2: there is no folder inputs")
    late = _alarm(Beats(attempt=failed, success=_beat(48)))
    assert "since 21 November 2026 06:00 UTC" in late
    assert late.endswith("there is no folder inputs")
    gone = _alarm(Beats(attempt=_beat(48), success=_beat(48)))
    assert gone.endswith("since 21 November 2026 06:00 UTC")


@pytest.mark.parametrize(("minutes", "rings"), [(4, False), (6, True)])
def test_a_clock_that_is_ahead_does_not_silence_it_for_ever(minutes: int, rings: bool) -> None:  # noqa: FBT001
    ahead = _beat(-minutes / 60)
    assert ("in the future" in _alarm(Beats(attempt=ahead, success=ahead))) is rings
